"""Reasons: the sentences that explain a shortage, each leading to its record and its sources."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.planning.balance_text import month_text
from desktop.planning.explanation import Explanation
from desktop.planning.reasons import Reason
from desktop.planning.timeline_text import tonnes
from desktop.ui import icons, theme
from desktop.ui.charts.ink import line

_SOURCE = "source"


class ReasonRow(QAbstractButton):
    """One sentence with its tonnes; pressing it selects the record that it rests on."""

    #: A source was chosen: its id.
    source_chosen = Signal(int)

    def __init__(self, reason: Reason, parent: QWidget) -> None:
        super().__init__(parent)
        self.reason = reason
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        amount, said = QLabel(tonnes(reason.tonnes), self), QLabel(str(reason.text), self)
        amount.setProperty("role", "strong")
        amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        amount.setFixedWidth(amount_width())
        said.setWordWrap(True)
        self.sources = QLabel(self._sources(), self)
        self.sources.setWordWrap(True)
        self.sources.setProperty("role", "muted")
        flag = Qt.TextInteractionFlag
        self.sources.setTextInteractionFlags(
            flag.LinksAccessibleByMouse | flag.LinksAccessibleByKeyboard
        )
        self.sources.linkActivated.connect(lambda link: self.source_chosen.emit(int(link)))
        for label in (amount, said):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(said)
        words.addWidget(self.sources)
        row = QHBoxLayout(self)
        edge = theme.space(0.4)
        row.setContentsMargins(edge, theme.space(0.2), edge, theme.space(0.2))
        row.setSpacing(theme.space(0.7))
        row.addWidget(amount)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{tonnes(reason.tonnes)}: {reason.text}")
        self.setAccessibleDescription(str(Text("Press to select {code}", code=reason.code)))

    def _sources(self) -> str:
        record = html.escape(self.reason.code)
        if not self.reason.sources:
            return record
        links = ", ".join(
            f'<a href="{source.id}">{html.escape(f"{source.publisher} ({source.code})")}</a>'
            for source in self.reason.sources
        )
        return f"{record} · {links}"

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show it at rest."""
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter too; leave up and down to the panel."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground under the words."""
        if not self.underMouse() and not self.hasFocus():
            return
        colors, painter = theme.colors(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colors.hover))
        painter.setPen(line(QColor(colors.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class ReasonsPanel(QFrame):
    """The explanation of a short month; goes from one short month to the next."""

    #: A record was chosen: its type and id.
    record_chosen = Signal(str, int)
    #: The next (1) or the previous (-1) short month is asked for.
    step_asked = Signal(int)
    #: The panel is to go away.
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Explanation | None = None
        self.rows: list[ReasonRow] = []
        self.setAutoFillBackground(True)
        self.heading, self.line = QLabel(self), QLabel(self)
        self.heading.setProperty("role", "heading")
        self.line.setProperty("role", "muted")
        self.line.setWordWrap(True)
        self.before_button, self.next_button, self.close_button = (
            QToolButton(self) for _ in range(3)
        )
        self.before_button.setArrowType(Qt.ArrowType.LeftArrow)
        self.next_button.setArrowType(Qt.ArrowType.RightArrow)
        self.close_button.setIcon(icons.icon("close"))
        self.before_button.clicked.connect(lambda: self.step_asked.emit(-1))
        self.next_button.clicked.connect(lambda: self.step_asked.emit(1))
        self.close_button.clicked.connect(self.closed)
        self.list = QScrollArea(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWidgetResizable(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.total = QLabel(self)
        self.total.setProperty("role", "strong")
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.space(0.3))
        head.addWidget(self.heading)
        head.addWidget(self.before_button)
        head.addWidget(self.next_button)
        head.addStretch(1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        side = theme.space(0.9)
        column.setContentsMargins(side, theme.space(0.4), theme.space(0.5), theme.space(0.4))
        column.setSpacing(theme.space(0.15))
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self.total)

    def show_explanation(self, shown: Explanation, can_step: tuple[bool, bool]) -> None:
        """Show why a month is short; `can_step` tells if there is a short one before and after."""
        self.shown = shown
        self.before_button.setEnabled(can_step[0])
        self.next_button.setEnabled(can_step[1])
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = [ReasonRow(reason, body) for reason in shown.reasons]
        for row in self.rows:
            column.addWidget(row)
            row.clicked.connect(lambda _=False, r=row.reason: self.record_chosen.emit(r.type, r.id))
            row.source_chosen.connect(lambda id: self.record_chosen.emit(_SOURCE, id))
        column.addStretch(1)
        self.list.setWidget(body)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for button, name in (
            (self.before_button, Text("Previous short month")),
            (self.next_button, Text("Next short month")),
            (self.close_button, Text("Back to the table (Esc)")),
        ):
            button.setToolTip(str(name))
            button.setAccessibleName(str(name))
        self.setAccessibleName(str(Text("Why short")))
        if self.shown is not None:
            month = month_text(self.shown.month)
            self.heading.setText(str(Text("Why short in {month}", month=month)))
            self.line.setText(str(self.shown.heading))
            amount = tonnes(sum(reason.tonnes for reason in self.shown.reasons))
            self.total.setText(str(Text("{t} short together", t=amount)))
            self.setAccessibleDescription(f"{self.line.text()}. {self.total.text()}")

    def focus_first(self) -> None:
        """Give the keyboard to the first sentence."""
        target: QWidget = self.rows[0] if self.rows else self.close_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from sentence to sentence with the arrows; Esc closes."""
        here = next((n for n, row in enumerate(self.rows) if row.hasFocus()), None)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif step is not None and here is not None:
            target = self.rows[min(max(here + step, 0), len(self.rows) - 1)]
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.ensureWidgetVisible(target)
        else:
            super().keyPressEvent(event)


def amount_width() -> int:
    """Give how wide the tonnes are in every row."""
    return theme.space(5)
