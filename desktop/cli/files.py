"""Commands that look after the workspace file: new, check, history, undo, backup."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.command import Commands, add_file, add_json, open_store, print_json
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text


def _new(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import new

    with new(options.file, options.example) as store:
        print(Text("{file} made at revision {n}", file=options.file, n=store.revision))
    return 0


def _check(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import problems

    with open_store(options, read_only=True) as store:
        found = problems(store)
    if options.json:
        print_json({"problems": [problem.to_json() for problem in found]})
    else:
        for problem in found:
            print(f"{problem.severity}: {problem}")
        print(Text.count(len(found), "{n} problem", "{n} problems"))
    return 1 if any(problem.severity == "error" for problem in found) else 0


def _history(options: argparse.Namespace) -> int:
    from desktop.operations import history

    with open_store(options, read_only=True) as store:
        if options.revision is not None:
            if options.json:
                print_json(history.changes_json(store, options.revision))
            else:
                print(*history.change_lines(store, options.revision), sep="\n")
            return 0
        revisions = store.history(limit=options.limit)
    if options.json:
        print_json([history.revision_json(revision) for revision in revisions])
    else:
        for revision in revisions:
            time = revision.time.astimezone().strftime("%Y-%m-%d %H:%M")
            print(f"{revision.number:>6}  {time}  {revision.origin:<12}  {revision.label}")
    return 0


def _undo(options: argparse.Namespace) -> int:
    if options.revision is None:
        return _step(options, "undo", Text("There is nothing to undo"))
    from desktop.operations import take_back

    choice = {"leave": take_back.LEAVE, "overwrite": take_back.TAKE_BACK}.get(options.on_conflict)
    with open_store(options) as store:
        revision = take_back.take_back(store, options.revision, choice)
    if revision is None:
        raise OfftakeError(Text("Nothing of revision {n} is left to take back", n=options.revision))
    print(Text("{label}, now at revision {n}", label=revision.label, n=revision.number))
    return 0


def _redo(options: argparse.Namespace) -> int:
    return _step(options, "redo", Text("There is nothing to redo"))


def _step(options: argparse.Namespace, which: str, nothing: Text) -> int:
    with open_store(options) as store:
        revision = (store.undo if which == "undo" else store.redo)("command line")
    if revision is None:
        raise OfftakeError(nothing)
    print(Text("{label}, now at revision {n}", label=revision.label, n=revision.number))
    return 0


def _backup(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import backup

    with open_store(options, read_only=True) as store:
        print(backup(store, options.to))
    return 0


def _new_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--example", action="store_true", help="fill it with the example")


def _check_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_json(parser)


#: The largest number that a workspace file can count to.
_MOST = 2**63 - 1


def _count(text: str) -> int:
    """Read a number of lines or of a revision, 1 or more."""
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 on")
    if int(text) > _MOST:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number up to {_MOST}")
    return int(text)


def _history_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--limit", metavar="N", type=_count, help="only the newest N")
    shown.add_argument("--revision", metavar="N", type=_count, help="what revision N changed")
    add_json(parser)


def _undo_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "--revision", metavar="N", type=_count, help="take back revision N alone, not the last one"
    )
    parser.add_argument(
        "--on-conflict",
        choices=("stop", "leave", "overwrite"),
        default="stop",
        help="with --revision, where something was edited since: change nothing and say so "
        "(stop, the default), leave the later edits, or overwrite them",
    )


def _backup_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", metavar="COPY", type=Path, help="file to write")


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "new": ("make a workspace", _new_options, _new),
    "check": ("print what is wrong or doubtful", _check_options, _check),
    "history": ("print the revisions, newest first, or what one did", _history_options, _history),
    "undo": ("take the last revision back, or one of the past alone", _undo_options, _undo),
    "redo": ("bring back what was last undone", add_file, _redo),
    "backup": ("copy a workspace, verified", _backup_options, _backup),
}
