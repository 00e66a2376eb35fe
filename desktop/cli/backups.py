"""Commands that bring a workspace back: its automatic backups, restoring one, salvage."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.command import Commands, add_file, add_json, print_json
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text


def _backups(options: argparse.Namespace) -> int:
    from desktop.operations.backups import backups_of

    found = backups_of(options.file)
    if options.json:
        print_json(
            [
                {"backup": str(b.path), "time": b.time.isoformat(), "revision": b.revision}
                for b in found
            ]
        )
        return 0
    for number, backup in enumerate(found, start=1):
        print(f"{number:>4}  {backup.time.astimezone():%Y-%m-%d %H:%M}  "
              f"{Text('revision {n}', n=backup.revision)}  {backup.path}")  # fmt: skip
    if not found:
        print(Text("There are no backups of “{file}”", file=options.file.name))
    return 0


def _restore(options: argparse.Namespace) -> int:
    from desktop.operations.backups import look_into, restore

    backup = _chosen(options)
    preview = look_into(backup, options.file)
    kept = None if options.dry_run else restore(backup, options.file)
    if options.json:
        print_json({**preview.to_json(), "kept": None if kept is None else str(kept)})
        return 0
    print(Text("{backup}: revision {n} of {time}, “{label}”", backup=backup.name,
               n=preview.revision, time=f"{preview.time.astimezone():%Y-%m-%d %H:%M}",
               label=preview.label))  # fmt: skip
    if preview.back is not None:
        print(Text("Against the present file: {added} records more, {changed} changed, {removed} "
                   "fewer", added=preview.back["added"], changed=preview.back["changed"],
                   removed=preview.back["removed"]))  # fmt: skip
    if options.dry_run:
        print(Text("Nothing was written; this was a dry run"))
    elif kept is not None:
        print(Text("{file} restored; the former file is kept as {kept}",
                   file=options.file.name, kept=kept.name))  # fmt: skip
    else:
        print(Text("{file} restored", file=options.file.name))
    return 0


def _chosen(options: argparse.Namespace) -> Path:
    """Give the backup that is named by number or path; the newest where none is named."""
    from desktop.operations.backups import backups_of

    wanted: str | None = options.backup
    if wanted is not None and not wanted.isdecimal():
        return Path(wanted)
    found = backups_of(options.file)
    number = int(wanted or 1)
    if not 1 <= number <= len(found):
        raise OfftakeError(
            Text("There is no backup {number} of “{file}”; `backups` lists them",
                 number=number, file=options.file.name)
        )  # fmt: skip
    return found[number - 1].path


def _salvage(options: argparse.Namespace) -> int:
    from desktop.operations.backups import salvage

    done = salvage(options.file, options.to)
    lost = {name: len(ids) for name, ids in done.lost.items()}
    if options.json:
        print_json({"records": done.records, "from_history": done.from_history, "lost": lost})
    else:
        print(Text.count(sum(done.records.values()), "{n} record read into {file}",
                         "{n} records read into {file}", file=options.to))  # fmt: skip
        if done.from_history:
            print(Text("{n} of them only the history still had", n=done.from_history))
        if lost:
            print(Text("{n} could not be kept: what they need is lost", n=sum(lost.values())))
    return 1 if lost else 0


def _restore_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "--backup", metavar="N|COPY", help="number in the list of `backups`, or a file; else newest"
    )
    parser.add_argument("--dry-run", action="store_true", help="tell what it holds, no more")
    add_json(parser)


def _list_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_json(parser)


def _salvage_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", metavar="NEW", type=Path, required=True, help="workspace to make")
    add_json(parser)


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "backups": ("list the automatic backups of a workspace", _list_options, _backups),
    "restore": ("put a backup in the place of a workspace", _restore_options, _restore),
    "salvage": ("read what is left of a damaged file", _salvage_options, _salvage),
}
