"""Writes the user guide as PDF, without a screen and without a workspace.

python3 packaging/dev.py guide --to FILE.pdf [--language ko]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop.core import i18n
from desktop.core.errors import OfftakeError
from desktop.core.progress import Progress
from desktop.model import TYPES
from desktop.ui.action_list import ACTIONS, view_actions
from desktop.ui.actions import Actions
from desktop.ui.app import make_application
from desktop.ui.guide.book import lay_out_book
from desktop.ui.guide.contents import contents
from desktop.ui.printing.printer import write_pages


def main(arguments: Sequence[str]) -> int:
    """Write the guide; give the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py guide", description="Writes the guide as PDF.")
    parser.add_argument("--to", required=True, type=Path, metavar="FILE")
    parser.add_argument("--language", choices=list(i18n.LANGUAGES), default="en")
    asked = parser.parse_args(arguments)
    app = QApplication.instance() or make_application(["offtake"])
    i18n.use(asked.language)
    try:
        actions = Actions(app, (*view_actions(), *ACTIONS))
        pages = lay_out_book(contents(TYPES, actions), Progress())
        count = write_pages(pages, asked.to, Progress())
    except OfftakeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{asked.to}: {count} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
