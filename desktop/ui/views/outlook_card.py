"""Outlook card: one material over the next years, as bars, figures and what is doubtful."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.fields import plain
from desktop.core.i18n import Text, locale
from desktop.core.partial_date import PartialDate
from desktop.operations.overview import Outlook, OwnCover
from desktop.ui import icons, theme
from desktop.ui.flow_layout import FlowLayout


def _link_inset() -> int:
    """Give how far the words of a link stand from its edge, in pixels: its frame and padding."""
    return 1 + theme.space(0.3)


def _sign_gap() -> int:
    """Give the room between a sign and the words that it stands before."""
    return theme.space(0.5)


def figure_text(tonnes: float) -> str:
    """Give tonnes with three figures that count: 1,234; 12.3; 0.46."""
    places = 0 if tonnes >= 100 else 1 if tonnes >= 10 else 2
    return plain(round(tonnes, places)) if tonnes else "0"


class _Bar(QWidget):
    """Effective capacity as a column and demand as a line across it, on one scale."""

    def __init__(self, capacity: float, open_end: bool, demand: float, most: float) -> None:
        super().__init__()
        self._shares = (capacity / most if most else 0.0, demand / most if most else 0.0)
        self._open_end = open_end
        self._has_demand = demand > 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.space(2.6), theme.space(3.2))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(self.width() * 0.62, theme.em() * 2.6)
        left, full = self.width() - width, self.height() - 2.0
        capacity, demand = self._shares
        column = QRectF(left, 1 + full * (1 - capacity), width, full * capacity)
        fill = theme.series_colors(1)[0]
        painter.fillRect(QRectF(left, full, width, 1), QColor(colors.border))
        painter.fillRect(column, fill)
        if self._open_end and capacity < 1:
            # What is on top of the column is unknown, not zero.
            pen = QPen(fill, 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            top = max(column.top() - theme.em() * 0.45, 1.0)
            painter.drawRect(QRectF(left + 0.5, top, width - 1, column.top() - top))
        if self._has_demand:
            y = min(1 + full * (1 - demand), full - 1)
            painter.fillRect(
                QRectF(left - 4, y - 1, width + 8, 2.5), QColor(theme.series_colors(2)[1])
            )


class _Sentence(QPushButton):
    """A link that is a sentence: it takes what room there is and breaks into lines."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self._said = said
        self.setProperty("look", "link")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(said)
        self.setAccessibleName(said)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        room, metrics = self.width() - theme.space(1), self.fontMetrics()
        lines: list[str] = []
        for word in self._said.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        self.setText("\n".join(lines).replace("&", "&&"))


class OutlookCard(QFrame):
    """A card of one material; its buttons lead to the timeline and to the records behind it."""

    #: A place and what in it to show.
    navigation_asked = Signal(str, object)

    def __init__(self, outlook: Outlook) -> None:
        super().__init__()
        self.outlook = outlook
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(x) for x in (1.1, 0.8, 1.1, 0.8)))
        column.setSpacing(theme.space(0.6))
        column.addLayout(self._head())
        column.addLayout(self._strip())
        if outlook.own is not None:
            column.addLayout(_cover(outlook.own))
            if outlook.own.risks:
                column.addLayout(self._risks(outlook.own))
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        shown = self.outlook
        korean = locale().language == "ko" and bool(shown.local_name)
        name = QLabel(shown.local_name if korean else shown.name)
        name.setProperty("role", "heading")
        other = shown.name if korean else shown.local_name
        more = QLabel(" · ".join(part for part in (other, shown.symbol) if part))
        more.setProperty("role", "muted")
        self.timeline_button = QPushButton(str(Text("Timeline")))
        self.timeline_button.setIcon(icons.icon("timeline", "link"))
        self.timeline_button.setProperty("look", "link")
        self.timeline_button.setAccessibleName(
            str(Text("Capacity timeline of {material}", material=name.text()))
        )
        self.timeline_button.clicked.connect(
            lambda: self.navigation_asked.emit("timeline", {"material": shown.code})
        )
        row = QHBoxLayout()
        row.addWidget(name)
        row.addSpacing(theme.space(0.4))
        row.addWidget(more, 1)
        row.addWidget(self.timeline_button)
        row.addWidget(self._balance_button(name.text()))
        self.setAccessibleName(name.text())
        return row

    def _balance_button(self, name: str) -> QPushButton:
        button = QPushButton(str(Text("Balance")))
        button.setIcon(icons.icon("balance", "link"))
        button.setProperty("look", "link")
        button.setAccessibleName(str(Text("Balance of {material}", material=name)))
        target = {"material": self.outlook.code}
        button.clicked.connect(lambda: self.navigation_asked.emit("balance", target))
        return button

    def _risks(self, own: OwnCover) -> QHBoxLayout:
        """Give the largest risks as sentences that lead to the risk view."""
        from desktop.planning.risk_text import loss_sentence

        words = QVBoxLayout()
        words.setSpacing(0)
        for loss in own.risks:
            line = _Sentence(loss_sentence(own.exposure, loss))
            target = {"material": self.outlook.code}
            line.clicked.connect(lambda *_, t=target: self.navigation_asked.emit("risk", t))
            words.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(_sign_gap() - _link_inset())
        row.addWidget(icons.Sign("warning", "warning", 1.1), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _strip(self) -> QGridLayout:
        shown = self.outlook
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(0.5))
        grid.setVerticalSpacing(theme.space(0.15))
        # Room is left above the highest column for what is unknown on top of it.
        most = max((*shown.effective, *shown.demand), default=0.0) * 1.2
        unit = QLabel(str(Text("t contained")))
        unit.setProperty("role", "muted")
        effective, needed = QLabel(str(Text("Effective capacity"))), QLabel(str(Text("Demand")))
        grid.addWidget(unit, 1, 0)
        grid.addWidget(_with_mark(effective, 0), 2, 0)
        grid.addWidget(_with_mark(needed, 1), 3, 0)
        for n, year in enumerate(shown.years, start=1):
            known, open_end = shown.effective[n - 1], shown.at_least[n - 1]
            demand = shown.demand[n - 1]
            head, made, wanted = (
                QLabel(year),
                QLabel(figure_text(known)),
                QLabel(figure_text(demand) if shown.demand_records else "–"),
            )
            head.setProperty("role", "muted")
            made.setProperty("role", "strong")
            if open_end:
                made.setText(f"≥ {made.text()}")
                told = Text("{year}: at least {n} t contained; some nameplates are unknown",
                            year=year, n=figure_text(known))  # fmt: skip
                made.setToolTip(str(told))
                made.setAccessibleName(str(told))
            grid.addWidget(_Bar(known, open_end, demand, most), 0, n)
            for row, label in enumerate((head, made, wanted), start=1):
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(label, row, n)
            grid.setColumnStretch(n, 1)
        return grid

    def _foot(self) -> FlowLayout:
        shown = self.outlook
        links = [
            (Text.count(shown.capacity_records, "{n} capacity record", "{n} capacity records"),
             "capacity", ""),
            (Text.count(shown.demand_records, "{n} demand record", "{n} demand records"),
             "demand", ""),
        ]  # fmt: skip
        if shown.unknown_nameplates:
            text = Text.count(
                shown.unknown_nameplates, "{n} nameplate unknown", "{n} nameplates unknown"
            )
            links.append((text, "unknown", "warning"))
        if shown.contradicting:
            text = Text.count(shown.contradicting, "{n} claim contradicts", "{n} claims contradict")
            links.append((text, "claim", "conflict"))
        row = FlowLayout(theme.space(0.2))
        for link in links:
            row.addWidget(self._link(*link))
        return row

    def _link(self, text: Text, key: str, sign: str) -> QPushButton:
        button = QPushButton(str(text))
        button.setProperty("look", "link")
        if sign:
            button.setIcon(icons.icon(sign, "warning"))
        place, filters = key, {"material": f"={self.outlook.code}"}
        if key == "unknown":
            place, filters = "capacity", {**filters, "nameplate": "blank"}
        elif key == "claim":
            filters = {"status": "=open"}
        button.clicked.connect(lambda: self.navigation_asked.emit(place, {"filters": filters}))
        return button


class _Mark(QWidget):
    """The colour of a caption's bars (0) or line (1)."""

    def __init__(self, series: int) -> None:
        super().__init__()
        self._series = series
        self.setFixedSize(theme.space(0.7), theme.space(0.55 if series == 0 else 0.2))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.series_colors(2)[self._series])


def _with_mark(label: QLabel, series: int) -> QWidget:
    """Give a caption behind a small mark in the colour of its bars or line."""
    mark = _Mark(series)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.space(0.4))
    row.addWidget(mark)
    row.addWidget(label, 1)
    holder = QWidget()
    holder.setLayout(row)
    return holder


def _cover(own: OwnCover) -> QHBoxLayout:
    """Give the sentence on how long the own organization's demand is met."""
    name, never = own.organization, own.short_binding is None
    if never:
        said = Text("{name} is covered by binding agreements in all these years", name=name)
    else:
        said = Text(
            "{name} is short from {month} on binding agreements alone ({n} months of cover)",
            name=name, month=_month(own.short_binding), n=plain(round(own.cover, 1)),
        )  # fmt: skip
    more = (
        Text("with all that is promised or free, it is not short")
        if own.short_all is None
        else Text("with all that is promised or free, from {month}", month=_month(own.short_all))
    )
    first, second = QLabel(str(said)), QLabel(str(more))
    second.setProperty("role", "muted")
    words = QVBoxLayout()
    words.setSpacing(0)
    for label in (first, second) if not never else (first,):
        label.setWordWrap(True)
        words.addWidget(label)
    row = QHBoxLayout()
    row.setSpacing(_sign_gap())
    sign = ("check", "good") if never else ("risk", "error")
    row.addWidget(icons.Sign(*sign, 1.1), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row


def _month(index: int | None) -> str:
    return "" if index is None else PartialDate.of_month(index).shown()
