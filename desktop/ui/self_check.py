"""Self-check: tries out an installation by itself, with windows that nobody sees.

`offtake self-check` opens the example, shows each place, exports a workbook and imports it again,
writes a PDF, and prints a line for each. It works in a folder of its own that is gone afterwards.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLoggingCategory, QTimer
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.core import i18n
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.ui.main_window import MainWindow

#: The places in which figures are drawn, which takes every library there is.
_DRAWN = ("timeline", "balance", "promises", "risk")
_PATIENCE = 60.0  # seconds until a step is given up
_LEAST_COLOURS = 8  # of a place that is drawn; an empty one has fewer


def run(start: Path | None = None) -> int:
    """Try out the installation, or with a file its start alone; gives the exit status."""
    with tempfile.TemporaryDirectory(prefix="offtake-") as folder, _alone(Path(folder)):
        return _start(start) if start is not None else _all(Path(folder))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep out of the user's folders, and off the screen unless one is asked for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ[paths.HOME_VARIABLE] = str(folder / "home")
    # Without a screen, each window says that it has no size to ask for.
    QLoggingCategory.setFilterRules("*.warning=false")
    # A step that fails is told in its line; the log would only say it twice.
    logging.getLogger().addHandler(logging.NullHandler())
    yield


def _start(path: Path) -> int:
    """Show the window with a file, print how much work that was in seconds, and end."""
    window = _window()
    window.documents.drop(path)
    _wait(lambda: window.session.is_open)
    QApplication.sendPostedEvents()
    print(f"{time.process_time():.3f}", flush=True)
    window.close()
    return 0


def _all(folder: Path) -> int:
    failed = 0
    window = _window()
    steps: tuple[tuple[Text, Callable[[], str]], ...] = (
        (Text("Texts of both languages"), lambda: _languages(window)),
        (Text("Licences of all parts"), _licences),
        (Text("The example opens"), lambda: _example(window, folder)),
        (Text("Figures are drawn"), lambda: _drawings(window)),
        (Text("A workbook is written"), lambda: _export(window, folder)),
        (Text("A workbook is taken in"), lambda: _import(window, folder)),
        (Text("A PDF is written"), lambda: _pdf(window, folder)),
    )
    for what, step in steps:
        try:
            found = step()
        except OfftakeError as error:
            found = str(error)
        except Exception as fault:  # the point is to go on and tell them all
            found = f"{type(fault).__name__}: {fault}"
        failed += bool(found)
        print(f"{what}: {found}" if found else Text("{what}: good", what=what), flush=True)
    window.documents.close()
    window.close()
    print(Text("All is well") if not failed else Text.count(
        failed, "{n} step did not work; install the program anew",
        "{n} steps did not work; install the program anew"), flush=True)  # fmt: skip
    return int(bool(failed))


def _window() -> MainWindow:
    from desktop.ui.app import make_application, make_window
    from desktop.ui.window_state import WindowState

    language = i18n.locale().language
    window = make_window(make_application(["offtake"]), WindowState())
    window.use_language(language)
    window.resize(1440, 900)
    window.show()
    return window


def _languages(window: MainWindow) -> str:
    spoken = i18n.locale().language
    found = []
    for language in i18n.LANGUAGES:
        window.use_language(language)
        if not i18n.catalogue(language):
            found.append(language)
        if language != "en" and QApplication.translate("QPlatformTheme", "Cancel") == "Cancel":
            found.append(f"Qt {language}")
    window.use_language(spoken)
    return ", ".join(found)


def _licences() -> str:
    from desktop.operations.licences import licence_text, shipped_parts

    return ", ".join(part.name for part in shipped_parts() if not licence_text(part).strip())


def _example(window: MainWindow, folder: Path) -> str:
    from desktop.operations import workspace

    path = folder / "예시 example.offtake"
    workspace.new(path, example=True).close()
    window.documents.drop(path)
    _wait(lambda: window.session.is_open)
    return ""


def _drawings(window: MainWindow) -> str:
    poor = []
    for place in _DRAWN:
        window.navigate(place)
        _settle(window)
        image = window.grab().toImage()
        colours = {
            image.pixel(x, y)
            for x in range(image.width() // 3, image.width(), 7)
            for y in range(image.height() // 5, image.height(), 3)
        }
        if len(colours) < _LEAST_COLOURS:
            poor.append(place)
    return ", ".join(poor)


def _export(window: MainWindow, folder: Path) -> str:
    """Write a workbook of another plan, in which one figure differs from the example."""
    from desktop.model import TYPES
    from desktop.operations import edit, workspace
    from desktop.operations.export_workbook import export

    with workspace.new(folder / "other.offtake", example=True) as other:
        first = next(iter(other.dataset["capacity"]))
        edits = {first.id: {"nameplate": 123.25}}
        other.apply(edit.set_values(other.dataset, TYPES["capacity"], edits, "form"))
        export(other.dataset, folder / "계획 plan.xlsx")
    return ""


def _import(window: MainWindow, folder: Path) -> str:
    from desktop.ui.views.import_review import ImportReviewView

    window.documents.import_paths([folder / "계획 plan.xlsx"])
    _wait(lambda: isinstance(window.stack.view, ImportReviewView))
    view = window.stack.view
    assert isinstance(view, ImportReviewView)
    _wait(view.import_button.isEnabled)
    view.import_button.click()
    _wait(lambda: any(r.nameplate == 123.25 for r in window.session.dataset["capacity"]))
    return ""


def _pdf(window: MainWindow, folder: Path) -> str:
    from desktop.operations.briefing import Choice, briefing
    from desktop.ui.printing.headless import write_pdf

    path = folder / "briefing.pdf"
    report = briefing(window.session.dataset, Choice("GE", None, None, None, None), "example")
    write_pdf(report, path)
    return "" if path.read_bytes().startswith(b"%PDF") else path.name


def _settle(window: MainWindow) -> None:
    """Wait until nothing is being worked out and what was is painted."""
    quiet = 0

    def done() -> bool:
        nonlocal quiet
        quiet = 0 if window.session.jobs.running else quiet + 1
        return quiet > 3

    _wait(done)


def _wait(done: Callable[[], bool]) -> None:
    """Let the window work until something holds; raises `TimeoutError` when it never does."""
    if done():
        return
    loop, timer, end = QEventLoop(), QTimer(), time.monotonic() + _PATIENCE

    def look() -> None:
        if done() or time.monotonic() > end:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(2)
    loop.exec()
    timer.stop()
    if not done():
        raise TimeoutError(f"{_PATIENCE:.0f} s")
