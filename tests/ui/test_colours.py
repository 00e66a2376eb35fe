"""Colour is never the only sign, is told apart by the colour-blind, and can be read in charts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QTableWidget,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.model.plants import STAGES
from desktop.planning.balance import BANDS
from desktop.ui import theme
from desktop.ui.charts.firmness import swatch
from desktop.ui.charts.ink import Ink, text_on
from desktop.ui.theme import CONTRAST, CONTRAST_DARK, Theme

LOOKS = ("light", "dark", "contrast", "contrast_dark")
#: Viénot, Brettel and Mollon (1999): linear RGB as it is seen without one kind of cones; for
#: tritanopia the one-plane form after Brettel (1997).
BLIND = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "tritanopia": ((1.0, 0.14461, -0.14461), (0.0, 0.85924, 0.14076), (0.0, 0.85924, 0.14076)),
}
#: CIE76; from about 2 on two colours side by side are told apart by anybody who looks.
APART = 10.0


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.use(request.param)
    yield made
    made.use("light")
    made.deleteLater()


def linear(color: QColor) -> tuple[float, float, float]:
    def one(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return one(color.redF()), one(color.greenF()), one(color.blueF())


def as_seen(color: QColor, kind: str) -> tuple[float, float, float]:
    """Gives L*, a*, b* of a colour as people with a kind of colour-blindness see it."""
    rgb = linear(color)
    if kind:
        rows = BLIND[kind]
        red, green, blue = (sum(a * b for a, b in zip(row, rgb, strict=True)) for row in rows)
    else:
        red, green, blue = rgb
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089

    def f(t: float) -> float:
        return math.copysign(abs(t) ** (1 / 3), t) if t > 0.008856 else 7.787 * t + 16 / 116

    return 116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))


def apart(one: QColor, other: QColor, kind: str) -> float:
    return math.dist(as_seen(one, kind), as_seen(other, kind))


def test_the_simulation_is_blind_to_what_they_are_blind_to() -> None:
    red, green = QColor("#d06060"), QColor("#8c8c5e")
    assert apart(red, green, "deuteranopia") < apart(red, green, "") / 2
    assert apart(QColor("#000000"), QColor("#ffffff"), "protanopia") == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize("kind", ["", *BLIND])
def test_neighbours_in_a_stack_are_told_apart(look: Theme, kind: str) -> None:
    colors = theme.series_colors(8)
    for n, (one, other) in enumerate(itertools.pairwise(colors)):
        assert apart(one, other, kind) >= APART, f"series {n} and {n + 1}"


@pytest.mark.parametrize("kind", ["", *BLIND])
def test_following_stages_are_told_apart(look: Theme, kind: str) -> None:
    colors = [theme.stage_color(stage) for stage in STAGES]
    for n, (one, other) in enumerate(itertools.pairwise(colors)):
        assert apart(one, other, kind) >= APART, f"{STAGES[n]} and {STAGES[n + 1]}"


def swatches() -> dict[str, QImage]:
    """Gives the sign of each supply band, in grey: what is left when colour says nothing."""
    found = {}
    for band in BANDS:
        image = QImage(48, 48, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.colors().base))
        painter = QPainter(image)
        swatch(band)(painter, QRectF(4, 4, 40, 40), Ink.of(QApplication.palette()))
        painter.end()
        found[band] = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return found


def test_bands_differ_by_more_than_colour(look: Theme) -> None:
    images = swatches()
    for one, other in itertools.combinations(BANDS, 2):
        differ = sum(
            abs(images[one].pixelColor(x, y).value() - images[other].pixelColor(x, y).value()) > 25
            for x in range(6, 42)
            for y in range(6, 42)
        )
        assert differ > 36 * 36 / 20, f"{one} and {other}"


def test_what_charts_write_can_be_read(look: Theme) -> None:
    ink = Ink.of(QApplication.palette())
    for color in (ink.text, ink.muted, ink.accent):
        assert theme.contrast(color.name(), ink.base.name()) >= 4.5


def test_text_on_every_bar_can_be_read(look: Theme) -> None:
    for color in [*(theme.stage_color(stage) for stage in STAGES), *theme.series_colors(12)]:
        assert theme.contrast(text_on(color).name(), color.name()) >= 4.5, color.name()


@pytest.mark.parametrize("colors", [CONTRAST, CONTRAST_DARK], ids=["light", "dark"])
def test_high_contrast_is_high(colors: theme.Colors) -> None:
    for front in ("text", "muted", "link", "error", "warning", "good"):
        for back in ("window", "base", "alternate", "raised"):
            assert theme.contrast(getattr(colors, front), getattr(colors, back)) >= 7.0
    assert theme.contrast(colors.on_accent, colors.accent) >= 7.0
    assert theme.contrast(colors.frame, colors.window) >= 7.0
    assert theme.contrast(colors.border, colors.window) >= 4.5


def test_the_system_may_ask_for_more_contrast(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wishes:
        def contrastPreference(self) -> Qt.ContrastPreference:
            return Qt.ContrastPreference.HighContrast

    look = Theme(qapp)
    monkeypatch.setattr(look, "_wishes", Wishes())
    look.use("system")
    assert theme.colors() is CONTRAST
    look.use("light")
    assert theme.colors() is theme.LIGHT
    look.deleteLater()


# The focus


def combo() -> QComboBox:
    made = QComboBox()
    made.addItems(["one", "two"])
    return made


def tabs() -> QTabBar:
    made = QTabBar()
    made.addTab("one")
    made.addTab("two")
    return made


def rows() -> QListWidget:
    made = QListWidget()
    made.addItems(["one", "two"])
    made.setCurrentRow(0)
    return made


def table() -> QTableWidget:
    made = QTableWidget(2, 2)
    made.setCurrentCell(0, 0)
    return made


def tree() -> QTreeWidget:
    from PySide6.QtWidgets import QTreeWidgetItem

    made = QTreeWidget()
    item = QTreeWidgetItem(["one"])
    made.addTopLevelItem(item)
    made.setCurrentItem(item)
    return made


def linked() -> QPushButton:
    made = QPushButton("link")
    made.setProperty("look", "link")
    return made


def primary() -> QPushButton:
    made = QPushButton("primary")
    made.setProperty("look", "primary")
    return made


def tool() -> QToolButton:
    made = QToolButton()
    made.setText("tool")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


CONTROLS: list[Callable[[], QWidget]] = [
    lambda: QPushButton("press"), linked, primary, tool, QLineEdit, QPlainTextEdit, combo, tabs,
    lambda: QCheckBox("tick"), lambda: QRadioButton("choose"), rows, table, tree,
]  # fmt: skip


@pytest.mark.parametrize("make", CONTROLS)
def test_who_has_the_keyboard_can_be_seen(
    look: Theme, qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    other, part = QPushButton("other"), make()
    column.addWidget(other)
    column.addWidget(part)
    part.setFixedSize(QSize(160, 60))
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    other.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(other.hasFocus)
    without = part.grab().toImage()
    part.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(part.hasFocus)
    with_focus = part.grab().toImage()
    changed = [
        (without.pixelColor(x, y), with_focus.pixelColor(x, y))
        for x in range(without.width())
        for y in range(without.height())
        if without.pixel(x, y) != with_focus.pixel(x, y)
    ]
    strong = [pair for pair in changed if theme.contrast(pair[0].name(), pair[1].name()) >= 1.5]
    assert len(strong) >= 30, type(part).__name__
