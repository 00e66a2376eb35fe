"""Theme: the colours, light, dark and of high contrast, and the measures that follow the font.

Everything is drawn by the Fusion style, so the program looks alike on each system; the palettes
are its own, with a contrast of at least 4.5 between text and ground. Series and stages have
colours that people with colour-blindness can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.style_sheet import style_sheet

APPEARANCES = ("system", "light", "dark", "contrast", "contrast_dark")


@dataclass(frozen=True)
class Colors:
    """The named colours of one appearance, as `#rrggbb`."""

    window: str
    base: str
    alternate: str
    raised: str
    hover: str
    text: str
    muted: str
    disabled: str
    border: str
    frame: str
    accent: str
    on_accent: str
    accent_soft: str
    link: str
    accent_strong: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    #: The rim of what has the keyboard, and that of a button in the accent colour.
    ring: str
    ring_on_accent: str


LIGHT = Colors(
    window="#f4f6f8", base="#ffffff", alternate="#f8fafb", raised="#ffffff", hover="#e7ecf0",
    text="#18212b", muted="#55626f", disabled="#8a95a1", border="#dbe1e7", frame="#b6c0ca",
    accent="#0b6e80", on_accent="#ffffff", accent_soft="#dff0f3", link="#0a6475",
    accent_strong="#085767",
    error="#b3261e", error_soft="#fcebe9", warning="#855300", warning_soft="#fdf3dc",
    good="#1b6e3c", good_soft="#e5f4ea", ring="#0a6475", ring_on_accent="#18212b",
)  # fmt: skip

DARK = Colors(
    window="#1b2026", base="#14181d", alternate="#181d23", raised="#222830", hover="#2b333c",
    text="#e6ebf0", muted="#9daab7", disabled="#66727e", border="#303943", frame="#4a5662",
    accent="#147a8c", on_accent="#ffffff", accent_soft="#173840", link="#5cc8d9",
    accent_strong="#106878",
    error="#ff8f85", error_soft="#3a2022", warning="#f0b94d", warning_soft="#362b17",
    good="#6fd094", good_soft="#1a3324", ring="#5cc8d9", ring_on_accent="#e6ebf0",
)  # fmt: skip

#: For those who asked their system for more contrast, or who choose it: at least 7 for all text.
CONTRAST = Colors(
    window="#ffffff", base="#ffffff", alternate="#ffffff", raised="#ffffff", hover="#e4e4e4",
    text="#000000", muted="#303030", disabled="#6a6a6a", border="#404040", frame="#000000",
    accent="#00417a", on_accent="#ffffff", accent_soft="#d5e8fb", link="#00417a",
    accent_strong="#002b52",
    error="#8a0000", error_soft="#ffe9e6", warning="#5c3800", warning_soft="#fff2d0",
    good="#00491f", good_soft="#dff5e6", ring="#c4005f", ring_on_accent="#ffc400",
)  # fmt: skip

CONTRAST_DARK = Colors(
    window="#000000", base="#000000", alternate="#000000", raised="#000000", hover="#2a2a2a",
    text="#ffffff", muted="#dcdcdc", disabled="#9a9a9a", border="#808080", frame="#ffffff",
    accent="#ffd84d", on_accent="#000000", accent_soft="#3d3200", link="#ffd84d",
    accent_strong="#ffe78f",
    error="#ffb3ab", error_soft="#4a0f0c", warning="#ffd27a", warning_soft="#3d2b00",
    good="#8ff0b2", good_soft="#00371a", ring="#33ccff", ring_on_accent="#005fb8",
)  # fmt: skip

#: Orange for what may come, blue for what will: the pair that all kinds of colour-blindness keep
#: apart. The surer, the further from the ground.
_STAGES = {
    "concept": ("#f3d3a4", "#5d4728"),
    "feasibility": ("#e9b06a", "#8c642d"),
    "announced": ("#d08430", "#cf8d3c"),
    "committed": ("#9ccae4", "#2d5d7e"),
    "construction": ("#5da6d3", "#3c85b6"),
    "commissioning": ("#2c7cb6", "#62afdd"),
    "operating": ("#124f7e", "#a8daf6"),
    "on hold": ("#8f979f", "#87919b"),
    "closed": ("#646c74", "#5c656e"),
    "cancelled": ("#c3c9cf", "#414a53"),
}

#: After Okabe and Ito (2008), reordered; the yellow is darkened for light grounds.
_SERIES = (
    ("#0072b2", "#4ea9e0"), ("#d98800", "#f0a830"), ("#009e73", "#2cc499"),
    ("#b8568f", "#dc8fbd"), ("#56b4e9", "#93d2f5"), ("#c74f00", "#f07f3c"),
    ("#a89a00", "#e8dd55"), ("#6b7480", "#a3adb8"),
)  # fmt: skip


def is_dark() -> bool:
    """Whether the palette in use is dark."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def colors() -> Colors:
    """Give the colours in use."""
    now, role = QGuiApplication.palette(), QPalette.ColorRole
    for known in (CONTRAST, CONTRAST_DARK):
        if (now.color(role.Base).name(), now.color(role.Text).name()) == (known.base, known.text):
            return known
    return DARK if is_dark() else LIGHT


def stage_color(stage: str) -> QColor:
    """Give the colour of a stage of capacity; an unknown stage is grey."""
    light, dark = _STAGES.get(stage, _STAGES["on hold"])
    return QColor(dark if is_dark() else light)


def series_colors(n: int) -> list[QColor]:
    """Give `n` colours for series; from the ninth on they repeat, paler each time."""
    found = []
    for i in range(n):
        turn, place = divmod(i, len(_SERIES))
        color = QColor(_SERIES[place][1 if is_dark() else 0])
        found.append(_paler(color, min(0.22 * turn, 0.66)))
    return found


def _paler(color: QColor, share: float) -> QColor:
    ground = QColor(colors().base)

    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    return QColor.fromRgbF(
        mixed(color.redF(), ground.redF()),
        mixed(color.greenF(), ground.greenF()),
        mixed(color.blueF(), ground.blueF()),
    )


def contrast(first: str, second: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(name: str) -> float:
    parts = [QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF()]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def em() -> float:
    """Give the height of a line of text; all measures are multiples of it."""
    return QFontMetricsF(QApplication.font()).height()


def space(share: float) -> int:
    """Give a whole number of pixels for a share of the height of a line."""
    return max(1, round(em() * share))


def palette(of: Colors) -> QPalette:
    """Give the Qt palette of an appearance."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for name, value in (
        (role.Window, of.window), (role.WindowText, of.text), (role.Base, of.base),
        (role.AlternateBase, of.alternate), (role.Text, of.text), (role.Button, of.raised),
        (role.ButtonText, of.text), (role.BrightText, of.error), (role.Link, of.link),
        (role.LinkVisited, of.link), (role.Highlight, of.accent),
        (role.HighlightedText, of.on_accent), (role.ToolTipBase, of.raised),
        (role.ToolTipText, of.text), (role.PlaceholderText, of.muted), (role.Accent, of.accent),
        (role.Light, of.raised), (role.Midlight, of.hover), (role.Mid, of.frame),
        (role.Dark, of.frame), (role.Shadow, "#000000"),
    ):  # fmt: skip
        made.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(group.Disabled, name, QColor(of.disabled))
    made.setColor(group.Disabled, role.Highlight, QColor(of.hover))
    return made


class Theme(QObject):
    """Puts the colours on the application and follows what the system wishes."""

    #: The colours in use are others now.
    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.choice = "system"
        self._hints = app.styleHints()
        # A handle that is not kept is gone before it can be asked.
        self._wishes = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_system)
        self._wishes.contrastPreferenceChanged.connect(self._on_system)

    def use(self, choice: str) -> None:
        """Use one of `APPEARANCES`; `system` does as the system wishes."""
        self.choice = choice if choice in APPEARANCES else "system"
        wanted = {
            "light": Qt.ColorScheme.Light, "contrast": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark, "contrast_dark": Qt.ColorScheme.Dark,
        }.get(self.choice)  # fmt: skip
        # The system draws the title bar and its own dialogs, so it has to know as well.
        if wanted is None:
            self._hints.unsetColorScheme()
        else:
            self._hints.setColorScheme(wanted)
        self._paint()

    def _on_system(self) -> None:
        if self.choice == "system":
            self._paint()

    def _wanted(self) -> Colors:
        if self.choice != "system":
            return {"dark": DARK, "contrast": CONTRAST, "contrast_dark": CONTRAST_DARK}.get(
                self.choice, LIGHT
            )
        dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        if self._wishes.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST_DARK if dark else CONTRAST
        return DARK if dark else LIGHT

    def _paint(self) -> None:
        chosen = self._wanted()
        self._app.setPalette(palette(chosen))
        sheet = style_sheet(chosen, em())
        # The same again would still be read anew, and every part of the window laid out.
        if sheet != self._app.styleSheet():
            self._app.setStyleSheet(sheet)
        self.changed.emit()
