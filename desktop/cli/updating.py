"""The command that writes what the workspace says into a planner's own workbook, in place."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.command import Commands, add_file, add_json, open_store, print_json


def _update(options: argparse.Namespace) -> int:
    from desktop.operations.update_workbook import update_workbook

    with open_store(options, read_only=True) as store:
        result = update_workbook(
            store,
            options.workbook,
            changed_there=options.changed_there,
            append=options.append,
            overwrite_formulas=options.overwrite_formulas,
            take_doubtful=options.take_doubtful,
            dry_run=options.dry_run,
            answers=options.answer,
        )
    if options.json:
        print_json(result.to_json())
    else:
        for line in result.lines():
            print(line)
    return 1 if result.stopped else 0


def _answer(text: str) -> tuple[str, str]:
    key, sign, option = text.rpartition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"“{text}” is not KEY=OPTION")
    return key, option


def _update_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("workbook", metavar="WORKBOOK", type=Path, help="workbook to write into")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, no more")
    parser.add_argument(
        "--changed-there",
        choices=("stop", "keep", "overwrite"),
        default="stop",
        help="what to do with cells that were changed in the workbook since its export "
        "(stop: write nothing)",
    )
    parser.add_argument(
        "--append", action="store_true", help="add rows for records that the workbook lacks"
    )
    parser.add_argument(
        "--overwrite-formulas",
        action="store_true",
        help="let values take the place of formulas (else such a cell is refused)",
    )
    parser.add_argument(
        "--take-doubtful",
        action="store_true",
        help="write cells, too, that differ oddly in a workbook of which no export is known: a "
        "thousandfold, or zero (else they stay and are named)",
    )
    parser.add_argument(
        "--answer",
        metavar="KEY=OPTION",
        type=_answer,
        action="append",
        default=[],
        help="answer a question that a workbook of any other make leaves open",
    )
    add_json(parser)


#: The command: help, what it takes, what it does.
COMMANDS: Commands = {
    "update": ("write what differs into a workbook, in place", _update_options, _update)
}
