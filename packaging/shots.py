"""Makes the pictures of README and help from the program itself, on the example workspace.

    python3 packaging/dev.py python packaging/shots.py [FOLDER] [LANGUAGE] [APPEARANCE] [all] [WxH]

Needs no screen. FOLDER is resources/help unless given, LANGUAGE en or ko, APPEARANCE light, dark,
contrast or contrast_dark. `all` pictures every view, page and dialog instead of those of the
README. A scale of 200 % is asked for as everywhere in Qt: QT_SCALE_FACTOR=2.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QWidget
from rounds import settle, stops

from desktop.operations.workspace import new
from desktop.paths import RESOURCES
from desktop.ui.app import make_application, make_window
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PLACES as PLACES_OF_WINDOW
from desktop.ui.window_state import WindowState

#: The places that are pictured, by the name of the file.
PLACES = ("overview", "timeline", "balance", "promises", "risk", "scenario", "capacity")
WIDTH, HEIGHT = 1440, 900


def main(arguments: Sequence[str]) -> int:
    """Make all pictures and print their names; give the exit status."""
    folder = Path(arguments[0]) if arguments else RESOURCES / "help"
    language = arguments[1] if len(arguments) > 1 else "en"
    appearance = arguments[2] if len(arguments) > 2 else "light"
    size = arguments[4] if len(arguments) > 4 else f"{WIDTH}x{HEIGHT}"
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = scratch
        workspace = Path(scratch) / "example.offtake"
        new(workspace, example=True).close()
        app = make_application(["offtake"])
        window = make_window(app, WindowState(Path(scratch) / "window.ini"))
        window.use_appearance(appearance)
        window.use_language(language)
        window.resize(*(int(side) for side in size.split("x")))
        window.show()
        window.documents.drop(workspace)
        folder.mkdir(parents=True, exist_ok=True)
        if "all" in arguments[3:]:
            settle(window)
            for name, shown in stops(window, Path(scratch)):
                keep(shown, folder / f"{name}.png")
            window.close()
            return 0
        for place in PLACES:
            if any(place == known.key for known in PLACES_OF_WINDOW):
                picture(window, place, folder / f"{place}.png")
        window.close()
    return 0


def picture(window: MainWindow, place: str, path: Path) -> None:
    """Show a place, wait until nothing is being worked out for it any more, and picture it."""
    window.navigate(place)
    settle(window)
    keep(window, path)


def keep(shown: QWidget, path: Path) -> None:
    """Write what a widget looks like to a file and print its name."""
    shown.grab().save(str(path))
    print(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
