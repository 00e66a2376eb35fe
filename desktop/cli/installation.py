"""The command that tries out the installation, which only the window's part can do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop.cli.command import Commands
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text

#: Tries out the installation, or with a file its start alone; gives the exit status.
SelfCheck = Callable[[Path | None], int]


def _self_check(options: argparse.Namespace) -> int:
    check: SelfCheck | None = options.try_out
    if check is None:
        raise OfftakeError(Text("The window's part is not here; start the program itself instead"))
    return check(options.start)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--start",
        metavar="FILE",
        type=Path,
        help="only open a workspace and print how many seconds of work that was",
    )


COMMANDS: Commands = {
    "self-check": (
        "try out this installation: the example, drawings, an import, an export, a PDF",
        _options,
        _self_check,
    ),
}
