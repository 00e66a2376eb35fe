"""The command that writes a briefing of one material, as pages or as a workbook."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.command import Commands, add_file, open_store
from desktop.core import i18n
from desktop.core.errors import OfftakeError
from desktop.core.i18n import LANGUAGES, Text

if TYPE_CHECKING:
    from desktop.core.report import Report

#: Writes a report as PDF; who starts the command line gives it, since it needs the window's part.
WritePdf = Callable[["Report", Path], None]


def _briefing(options: argparse.Namespace) -> int:
    from desktop.operations.briefing import Choice, briefing, write_workbook

    write: WritePdf | None = {".xlsx": write_workbook, ".pdf": options.write_pdf}.get(
        options.to.suffix.casefold()
    )
    if write is None:
        raise OfftakeError(
            Text("A briefing is a .pdf or a .xlsx; “{file}” is neither", file=options.to.name)
        )
    choice = Choice(options.material, options.whose, options.scenario, options.first, options.last)
    spoken = i18n.locale().language
    with open_store(options, read_only=True) as store:
        i18n.use(options.briefing_language or spoken)
        try:
            report = briefing(store.dataset, choice, options.file.stem)
            write(report, options.to)
        finally:
            i18n.use(spoken)
    print(Text("{file} written", file=options.to))
    return 0


def _options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--material", metavar="CODE", required=True, help="such as GE")
    parser.add_argument(
        "--to", metavar="OUT", type=Path, required=True, help="the .pdf or .xlsx to write"
    )
    parser.add_argument("--for", metavar="ORG|all", dest="whose", help="whose demand counts")
    parser.add_argument("--scenario", metavar="CODE", help="scenario laid over the records")
    parser.add_argument("--from", metavar="YYYY-MM", dest="first", help="first month")
    parser.add_argument("--until", metavar="YYYY-MM", dest="last", help="last month")
    parser.add_argument(
        "--language",
        dest="briefing_language",
        choices=tuple(LANGUAGES),
        help="language of the briefing",
    )


#: The command: help, what it takes, what it does.
COMMANDS: Commands = {
    "briefing": (
        "write what is to be told about a material as PDF or workbook",
        _options,
        _briefing,
    )
}
