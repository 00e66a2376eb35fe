"""Makes the pictures of README and guide from the program itself, on the example workspace.

    python3 packaging/dev.py shots
    python3 packaging/dev.py shots FOLDER [LANGUAGE] [APPEARANCE] [all] [WxH]

Needs no screen. Without arguments it makes all pictures of README and of the guide anew, in each
language, and writes down beside each picture of the guide what it shows; a test notices by that
when one has become stale. FOLDER takes pictures to be looked at: LANGUAGE is en or ko, APPEARANCE
light, dark, contrast or contrast_dark; `all` pictures every view, page and dialog instead of the
plans. A scale of 200 % is asked for as everywhere in Qt: QT_SCALE_FACTOR=2.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fixed_day import fixed_day
from guide_shots import guide_shots
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from rounds import settle, stops
from showing import showing

from desktop.core.i18n import LANGUAGES
from desktop.operations.guide import picture_file
from desktop.operations.workspace import new
from desktop.paths import HOME_VARIABLE, RESOURCES
from desktop.ui.app import make_application, make_window
from desktop.ui.guide.rich_text import DENSITY
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PLACES as PLACES_OF_WINDOW
from desktop.ui.window_state import WindowState

#: The places that are pictured for README, and for a look at the plans, by the name of the file.
README = ("timeline", "balance")
PLACES = ("overview", "timeline", "balance", "promises", "risk", "scenario", "capacity")
SIZE = "1440x900"


def main(arguments: Sequence[str]) -> int:
    """Make all pictures and print their names; give the exit status."""
    app = make_application(["offtake"])
    with fixed_day():
        if not arguments:
            make_readme(app)
            for language in LANGUAGES:
                make_guide(app, language)
        else:
            make_folder(app, arguments)
    return 0


def make_readme(app: QApplication) -> None:
    """Make the pictures of README."""
    with opened(app, "en") as (window, _):
        for place in README:
            picture(window, place, RESOURCES / "help" / f"{place}.png")


def make_guide(app: QApplication, language: str) -> None:
    """Make the pictures of the guide in a language, and the accounts of what they show."""
    with opened(app, language) as (window, scratch):
        for name, shown in guide_shots(window, scratch):
            path = picture_file(name, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            sharp(shown).save(str(path), "PNG", 0)  # 0 is as small as can be
            told = json.dumps(showing(shown), ensure_ascii=False, indent=1)
            path.with_suffix(".json").write_text(told + "\n", encoding="utf-8")
            print(path)


def sharp(shown: QWidget) -> QPixmap:
    """Give a picture of a part of the window with more dots than the screen has."""
    image = QPixmap(shown.size() * DENSITY)
    image.setDevicePixelRatio(DENSITY)
    place = QRect(shown.mapTo(shown.window(), QPoint()), shown.size())
    shown.window().render(image, QPoint(), QRegion(place))
    return image


def make_folder(app: QApplication, arguments: Sequence[str]) -> None:
    """Make pictures to be looked at."""
    given = [*arguments[1:], *("en", "light", "", SIZE)[len(arguments) - 1 :]]
    language, appearance, what, size = given
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with opened(app, language, appearance, size) as (window, scratch):
        if what == "all":
            settle(window)
            for name, shown in stops(window, scratch):
                keep(shown, folder / f"{name}.png")
            return
        for place in PLACES:
            if any(place == known.key for known in PLACES_OF_WINDOW):
                picture(window, place, folder / f"{place}.png")


@contextmanager
def opened(
    app: QApplication, language: str, appearance: str = "light", size: str = SIZE
) -> Iterator[tuple[MainWindow, Path]]:
    """Give the window with the example open, and a folder that is gone with it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[HOME_VARIABLE] = folder
        workspace = Path(folder) / "example.offtake"
        new(workspace, example=True).close()
        window = make_window(app, WindowState(Path(folder) / "window.ini"))
        window.use_appearance(appearance)
        window.use_language(language)
        window.resize(*(int(side) for side in size.split("x")))
        window.show()
        window.documents.drop(workspace)
        settle(window)
        yield window, Path(folder)
        window.close()


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
