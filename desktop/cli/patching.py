"""The command that writes single cells of a workbook in place."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from desktop.cli.command import Commands, add_json, print_json

_SYNTAX = """\
how to write a value:
  Sheet!B2=12.5          a number (with a point; no signs between thousands)
  Sheet!B2=text          anything else is text; 007 and 1,234 are text, too
  "Sheet!B2='12"         text, whatever it looks like
  Sheet!B2=true          true or false
  Sheet!B2=2028-03-15    a day, also 2028-03-15T14:30; the cell must have a date format
  Sheet!B2=              clears the cell, its format stays
  "'My Sheet'!B2=1"      a sheet's name may stand in quotes; upper and lower case are the same
  3!B2=1                 the third sheet, chart sheets counted

Only the named cells change; every other part of the workbook is copied byte for byte. If the
workbook has formulas, Excel is asked to calculate them when it opens it. With --to naming the
workbook itself, the old one is kept beside it.
"""


def _wish(text: str) -> str:
    """Take a wish that can name a cell; whether it does, the workbook decides."""
    if not re.search(r".!.*=", text, re.DOTALL):
        raise argparse.ArgumentTypeError(f"“{text}” is not like Sheet!B2=12.5")
    return text


def _patch(options: argparse.Namespace) -> int:
    from desktop.exchange.patch.plan import Options
    from desktop.operations.patch_workbook import patch_workbook

    agreed = Options(options.overwrite_formulas, options.even_protected, options.date_as_text)
    receipt = patch_workbook(options.workbook, options.set, options.to, agreed)
    if options.json:
        print_json(receipt.to_json())
    else:
        for line in receipt.lines():
            print(line)
    return 0


def _patch_options(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _SYNTAX
    parser.add_argument("workbook", metavar="WORKBOOK", type=Path, help="workbook to read")
    parser.add_argument(
        "--set",
        metavar="CELL=VALUE",
        type=_wish,
        action="append",
        required=True,
        help="a cell and its value, such as Sheet!B2=12.5; may be given many times",
    )
    parser.add_argument(
        "--to", metavar="OUT", type=Path, required=True, help="file to write; may be WORKBOOK"
    )
    parser.add_argument(
        "--overwrite-formulas",
        action="store_true",
        help="let values take the place of formulas (else such a cell is refused)",
    )
    protection = parser.add_mutually_exclusive_group()
    protection.add_argument(
        "--unlocked-only",
        action="store_true",
        help="refuse locked cells of protected sheets (this is so anyway)",
    )
    protection.add_argument(
        "--even-protected", action="store_true", help="write into locked cells, too"
    )
    parser.add_argument(
        "--date-as-text",
        action="store_true",
        help="write a day as text where the cell has no date format (else it is refused)",
    )
    add_json(parser)


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "patch": ("change cells of a workbook and nothing else", _patch_options, _patch),
}
