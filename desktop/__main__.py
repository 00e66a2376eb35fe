"""`python -m desktop`: the window; `python -m desktop COMMAND`: the command line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.core.report import Report


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window (with a file if one is named) or run a command; give the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and (given[0].startswith("-") or not _is_workspace(given[0])):
        from desktop.cli import run

        return run(given, _write_pdf, _self_check)
    if not _has_screen():
        print(
            "Offtake needs a screen to open its window, and there is none here. The commands "
            "work without one: offtake --help",
            file=sys.stderr,
        )
        return 1
    # What the window is made of stays: looking for garbage among it would be a tenth of the start.
    # The window's collector takes it up.
    gc.disable()
    from desktop.ui.app import run as run_window

    return run_window(Path(given[0]) if given else None)


def _write_pdf(report: Report, path: Path) -> None:
    from desktop.ui.printing.headless import write_pdf

    write_pdf(report, path)


def _self_check(start: Path | None) -> int:
    from desktop.ui.self_check import run

    return run(start)


def _has_screen() -> bool:
    """On Linux a window needs X11 or Wayland; without either Qt would abort the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _is_workspace(argument: str) -> bool:
    """A file to open has the suffix of a workspace or exists; anything else is a command."""
    from desktop.cli import COMMANDS

    if argument in COMMANDS:
        return False
    path = Path(argument)
    return path.suffix.lower() == ".offtake" or path.exists()


if __name__ == "__main__":
    sys.exit(main())
