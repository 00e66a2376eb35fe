"""Commands that take workbooks in and out."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.command import Commands, add_file, add_json, open_store, print_json
from desktop.core.i18n import Text


def _import(options: argparse.Namespace) -> int:
    from desktop.operations.import_workbook import import_workbook

    options.file = options.into
    with open_store(options) as store:
        result = import_workbook(
            store,
            options.workbook,
            on_conflict=options.on_conflict,
            dry_run=options.dry_run,
            remove_missing=options.remove_missing,
            skip_problems=options.skip_problems,
        )
    if options.json:
        print_json(result.to_json())
    else:
        for line in result.lines():
            print(line)
    return 1 if result.stopped else 0


def _export(options: argparse.Namespace) -> int:
    from desktop.operations.export_workbook import export

    with open_store(options, read_only=True) as store:
        export(store.dataset, options.to, language=options.language)
        print(Text("{file} written from revision {n}", file=options.to, n=store.revision))
    return 0


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workbook", metavar="WORKBOOK", type=Path, help="workbook to read")
    parser.add_argument("--into", metavar="FILE", type=Path, required=True, help="workspace file")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, no more")
    parser.add_argument(
        "--on-conflict",
        choices=("ours", "theirs", "stop"),
        default="stop",
        help="what to do with a cell that both sides changed (stop: write nothing)",
    )
    parser.add_argument(
        "--remove-missing",
        action="store_true",
        help="remove records whose rows are gone from an export of this workspace",
    )
    parser.add_argument(
        "--skip-problems",
        action="store_true",
        help="import the sound rows even when others have problems",
    )
    add_json(parser)


def _export_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", metavar="WORKBOOK", type=Path, required=True, help="xlsx to write")


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "import": ("take a workbook's changes into a workspace", _import_options, _import),
    "export": ("write a workspace into a workbook", _export_options, _export),
}
