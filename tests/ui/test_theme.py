"""The colours can be read, told apart, and follow what the user or the system wants."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.model.plants import STAGES
from desktop.ui import theme
from desktop.ui.theme import DARK, LIGHT, Colors, Theme

#: Text and the grounds on which it stands.
PAIRS = [
    *itertools.product(
        ("text", "muted", "link"), ("window", "base", "alternate", "raised", "hover")
    ),
    *itertools.product(("error", "warning", "good"), ("window", "base", "raised")),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("text", "accent_soft"),
    ("link", "accent_soft"),
    ("text", "error_soft"),
    ("text", "warning_soft"),
    ("text", "good_soft"),
]


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.use(request.param)
    yield made
    made.use("light")
    made.deleteLater()


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_can_be_read(colors: Colors, front: str, back: str) -> None:
    assert theme.contrast(getattr(colors, front), getattr(colors, back)) >= 4.5


def test_contrast_is_that_of_the_guideline() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_the_choice_sets_the_palette(look: Theme) -> None:
    assert theme.is_dark() == (look.choice == "dark")
    base = QApplication.palette().color(QPalette.ColorRole.Base).name()
    assert base == (DARK if look.choice == "dark" else LIGHT).base


def test_an_unknown_choice_follows_the_system(qapp: QApplication) -> None:
    look = Theme(qapp)
    look.use("sepia")
    assert look.choice == "system"
    look.deleteLater()


def lightness(color: QColor) -> float:
    return theme.contrast(color.name(), "#000000")


def as_seen_without_red_and_green(color: QColor) -> tuple[float, float]:
    """Gives lightness, and yellow against blue: what is left to most of the colour-blind."""
    red, green, blue = color.redF(), color.greenF(), color.blueF()
    return 0.3 * red + 0.59 * green + 0.11 * blue, (red + green) / 2 - blue


def test_every_stage_has_a_colour_of_its_own(look: Theme) -> None:
    assert len({theme.stage_color(stage).name() for stage in STAGES}) == len(STAGES)


def test_a_surer_stage_stands_out_more_from_the_ground(look: Theme) -> None:
    ground = theme.colors().base
    for family in (
        ("concept", "feasibility", "announced"),
        ("committed", "construction", "commissioning", "operating"),
    ):
        found = [theme.contrast(theme.stage_color(stage).name(), ground) for stage in family]
        assert found == sorted(found)


def test_stages_differ_for_the_colour_blind(look: Theme) -> None:
    seen = {stage: as_seen_without_red_and_green(theme.stage_color(stage)) for stage in STAGES}
    for one, other in itertools.combinations(STAGES, 2):
        assert math.dist(seen[one], seen[other]) > 0.06, f"{one} and {other}"


def test_the_first_series_differ_for_the_colour_blind(look: Theme) -> None:
    seen = [as_seen_without_red_and_green(color) for color in theme.series_colors(6)]
    for one, other in itertools.combinations(seen, 2):
        assert math.dist(one, other) > 0.06


@pytest.mark.parametrize("n", [0, 1, 8, 24])
def test_as_many_series_colours_as_asked_for(look: Theme, n: int) -> None:
    found = [color.name() for color in theme.series_colors(n)]
    assert len(found) == n
    assert len(set(found)) == n


def test_measures_follow_the_font(qapp: QApplication) -> None:
    before = qapp.font()
    small = theme.space(1)
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * 2)
    qapp.setFont(larger)
    assert theme.space(1) > small * 1.7
    qapp.setFont(before)


def test_a_default_button_that_cannot_be_used_looks_so(look: Theme, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    button = QPushButton("", dialog)
    button.setDefault(True)
    button.resize(80, 30)
    with qtbot.waitExposed(dialog):
        dialog.show()

    def ground() -> str:
        image = button.grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2).name()

    assert ground() == theme.colors().accent
    button.setEnabled(False)
    assert ground() == theme.colors().hover
