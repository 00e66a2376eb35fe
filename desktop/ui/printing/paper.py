"""Paper: the size of a page, its margins, and the fonts and colours that it is printed with.

Pages are laid out in twips, twentieths of a point, whatever device they are painted on later: so
a preview, a printer and a PDF break lines and pages alike. Paper is always light.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize
from PySide6.QtWidgets import QApplication

from desktop.ui import theme

TWIPS = 20
_REPLACING = ("liga", "locl")
_MARGIN = 42  # points: about 15 mm
INK = QColor(theme.LIGHT.text)
MUTED = QColor(theme.LIGHT.muted)
RULE = QColor(theme.LIGHT.frame)
FAINT = QColor(theme.LIGHT.border)
HEAD = QColor("#eef2f5")
WARNING = QColor(theme.LIGHT.warning)
BAD = QColor(theme.LIGHT.error)
BAD_GROUND = QColor(theme.LIGHT.error_soft)
LINK = QColor(theme.LIGHT.accent)


@dataclass(frozen=True, eq=False)
class Style:
    """A font of the paper and what it measures, in twips."""

    points: float
    bold: bool = False
    color: QColor = field(default_factory=lambda: INK)

    @cached_property
    def font(self) -> QFont:
        """The font, its size in twips."""
        font = QFont(QApplication.font() if QApplication.instance() else QFont())
        font.setPixelSize(round(self.points * TWIPS))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setBold(self.bold)
        # Glyphs that fonts put in place of others have no text in a PDF: digits of Noto Sans CJK
        # between Latin letters, or “fi” in one piece, could be neither found nor copied.
        for feature in _REPLACING:
            font.setFeature(QFont.Tag(feature), 0)
        return font

    @cached_property
    def metrics(self) -> QFontMetricsF:
        """The measures of the font."""
        return QFontMetricsF(self.font)

    def flags(self, text: str, room: float) -> int:
        """Give how a text is broken into lines: between words, inside them where it must be."""
        longest = max(text.split(), key=len, default="")
        fits = self.metrics.horizontalAdvance(longest) <= room
        return int(Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere)

    @cached_property
    def line(self) -> float:
        """The height of a line."""
        return max(self.metrics.height(), self.points * TWIPS * 1.3)


@dataclass(frozen=True, eq=False)
class Styles:
    """The fonts of a report."""

    title: Style = field(default_factory=lambda: Style(17, True))
    heading: Style = field(default_factory=lambda: Style(12.5, True))
    strong: Style = field(default_factory=lambda: Style(9.5, True))
    body: Style = field(default_factory=lambda: Style(9.5))
    muted: Style = field(default_factory=lambda: Style(8.5, color=MUTED))
    warning: Style = field(default_factory=lambda: Style(9.5, color=WARNING))
    cell: Style = field(default_factory=lambda: Style(8))
    head: Style = field(default_factory=lambda: Style(8, True))
    small: Style = field(default_factory=lambda: Style(7.5, color=MUTED))

    def of_tone(self, tone: str) -> Style:
        """Give the font of a paragraph."""
        named = {"muted": self.muted, "strong": self.strong, "warning": self.warning}
        return named.get(tone, self.body)


@dataclass(frozen=True)
class Paper:
    """A page: its size and its margins in twips."""

    width: float
    height: float
    margin: float = _MARGIN * TWIPS

    @classmethod
    def of(cls, layout: QPageLayout) -> Paper:
        """Give the page that a printer has, upright or lying."""
        size = layout.fullRectPoints().size()
        return cls(size.width() * TWIPS, size.height() * TWIPS)

    @classmethod
    def a4(cls, wide: bool = False) -> Paper:
        """Give a page of A4, upright or lying."""
        paper = cls.of(QPageLayout(QPageSize(QPageSize.PageSizeId.A4),
                                   QPageLayout.Orientation.Portrait, QMarginsF()))  # fmt: skip
        return paper.turned() if wide else paper

    @property
    def is_wide(self) -> bool:
        """Whether the page lies."""
        return self.width > self.height

    def turned(self) -> Paper:
        """Give the page turned by a right angle."""
        return Paper(self.height, self.width, self.margin)

    @property
    def room(self) -> QRectF:
        """The part that is printed on, without head and foot."""
        return QRectF(self.margin, self.margin, self.width - 2 * self.margin,
                      self.height - 2.4 * self.margin)  # fmt: skip

    def layout(self) -> QPageLayout:
        """Give the page as Qt's devices take it; margins are our own."""
        size = QSizeF(min(self.width, self.height) / TWIPS, max(self.width, self.height) / TWIPS)
        known = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        way = (
            QPageLayout.Orientation.Landscape if self.is_wide else QPageLayout.Orientation.Portrait
        )
        return QPageLayout(known, way, QMarginsF(), QPageLayout.Unit.Point)
