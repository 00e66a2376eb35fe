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
    from desktop.operations.workspace import revision_json

    with open_store(options, read_only=True) as store:
        revisions = store.history(limit=options.limit)
    if options.json:
        print_json([revision_json(revision) for revision in revisions])
    else:
        for revision in revisions:
            time = revision.time.astimezone().strftime("%Y-%m-%d %H:%M")
            print(f"{revision.number:>6}  {time}  {revision.origin:<12}  {revision.label}")
    return 0


def _undo(options: argparse.Namespace) -> int:
    return _step(options, "undo", Text("There is nothing to undo"))


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


def _count(text: str) -> int:
    """Read a number of lines, 1 or more."""
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 on")
    return int(text)


def _history_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--limit", metavar="N", type=_count, help="only the newest N")
    add_json(parser)


def _backup_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", metavar="COPY", type=Path, help="file to write")


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "new": ("make a workspace", _new_options, _new),
    "check": ("print what is wrong or doubtful", _check_options, _check),
    "history": ("print the revisions, newest first", _history_options, _history),
    "undo": ("take the last revision back", add_file, _undo),
    "redo": ("bring back what was last undone", add_file, _redo),
    "backup": ("copy a workspace, verified", _backup_options, _backup),
}
