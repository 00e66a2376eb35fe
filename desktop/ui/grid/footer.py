"""Footer: the totals of the columns, in line with them, and what the selection comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolTip, QVBoxLayout

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.operations.totals import Summary, column_totals, summary
from desktop.ui import theme
from desktop.ui.grid.columns import shown
from desktop.ui.grid.table import RecordsTable
from desktop.ui.jobs import Jobs

#: More cells than this are added up beside the window.
_MANY = 20_000
_PAUSE = 40  # milliseconds; a selection that grows is added up when it rests


class TotalsRow(QFrame):
    """One row under the grid that tells what each column comes to."""

    def __init__(self, table: RecordsTable) -> None:
        super().__init__()
        self._table = table
        self.totals: Mapping[str, Text] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for moved in (
            table.header.sectionResized, table.header.sectionMoved,
            table.header.geometriesChanged, table.horizontalScrollBar().valueChanged,
        ):  # fmt: skip
            moved.connect(lambda *_: self.update())

    def sizeHint(self) -> QSize:
        """Be as high as a row."""
        return QSize(0, theme.space(1.7))

    def show_totals(self, totals: Mapping[str, Text]) -> None:
        """Show what the columns come to, by field name."""
        self.totals = totals
        said = [f"{self._title(name)}: {total}" for name, total in totals.items()]
        self.setAccessibleName(str(Text("Column totals")))
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def _title(self, name: str) -> str:
        return str(self._table.records.type.by_name[name].title)

    def text_under(self, column: int) -> str:
        """Give what stands under a column; under the first, what the row is."""
        total = self.totals.get(self._table.records.fields[column].name)
        if total is not None:
            return str(total)
        return str(Text("Total")) if shown(self._table.header)[:1] == [column] else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the totals under their columns, the frozen ones last."""
        colors, header = theme.colors(), self._table.header
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.window))
        pinned = self._table.pinned()
        loose = [column for column in range(header.count()) if column not in pinned]
        for column in [*loose, *pinned]:
            if not header.isSectionHidden(column):
                self._paint_total(painter, column)
        painter.setPen(QColor(colors.frame))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        painter.end()

    def _paint_total(self, painter: QPainter, column: int) -> None:
        header, colors = self._table.header, theme.colors()
        place = QRect(header.place_of(column), 0, header.sectionSize(column), self.height())
        if not place.intersects(self.rect()):
            return
        painter.fillRect(place, QColor(colors.window))
        painter.setPen(QColor(colors.border))
        painter.drawLine(place.topRight(), place.bottomRight())
        inner = place.adjusted(theme.space(0.4), 0, -theme.space(0.4), 0)
        right = self._table.records.fields[column].numeric
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        text = painter.fontMetrics().elidedText(
            self.text_under(column), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)

    def event(self, event: QEvent) -> bool:
        """Tell a total whole where the column is too narrow for it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            column = self._table.header.section_at(event.pos().x())
            text = self.text_under(column) if column >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


class Footer(QFrame):
    """The totals row, which can be switched off, and the sums of the selection."""

    def __init__(self, table: RecordsTable, jobs: Jobs) -> None:
        super().__init__()
        self._table, self._jobs = table, jobs
        self._asked = 0
        self.row = TotalsRow(table)
        self.row.hide()
        self.label = QLabel()
        self.label.setProperty("role", "muted")
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        strip = QHBoxLayout()
        strip.setContentsMargins(*(theme.space(x) for x in (0.8, 0.25, 0.8, 0.25)))
        strip.addWidget(self.label, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.row)
        layout.addLayout(strip)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.work_out)
        model = table.records
        table.selectionModel().selectionChanged.connect(lambda *_: self._pause.start())
        table.selectionModel().currentChanged.connect(lambda *_: self._pause.start())
        for signal in (model.modelReset, model.dataChanged, model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_: self._pause.start())

    def show_row(self, shown: bool) -> None:
        """Show or hide the totals of the columns."""
        self.row.setVisible(shown)
        self.work_out()

    @property
    def has_row(self) -> bool:
        """Whether the totals of the columns are switched on."""
        return not self.row.isHidden()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.label.setAccessibleName(str(Text("Sum of the selection")))
        self.work_out()

    def cells(self) -> dict[str, list[int]]:
        """Give the selected cells: field name -> ids of records."""
        model, header = self._table.records, self._table.header
        found: dict[str, list[int]] = {}
        for part in list(self._table.selectionModel().selection()):  # type: ignore[call-overload]
            ids = list(model.ids[part.top() : part.bottom() + 1])
            if model.query.group:
                ids = [id for id in ids if id > 0]
            for column in range(part.left(), part.right() + 1):
                name = model.fields[column].name
                if not header.isSectionHidden(column):
                    # A cell that is in two parts of the selection counts once.
                    both = name in found
                    found[name] = list(dict.fromkeys([*found[name], *ids])) if both else ids
        return found

    def work_out(self) -> None:
        """Add up the selection, and the columns where they are switched on."""
        model = self._table.records
        if not self.isVisible() or model.query.group not in ("", *model.type.by_name):
            return
        self._asked += 1
        asked, cells, dataset, type = self._asked, self.cells(), model.dataset, model.type
        ids = list(model.passing) if self.has_row else []

        def work(progress: Progress | None = None) -> tuple[Summary, dict[str, Text]]:
            def tonnes() -> Mapping[int, float | None]:
                return model.contained.of(dataset, type)

            totals = column_totals(ids, dataset, type, tonnes) if ids else {}
            return summary(cells, dataset, type, tonnes), totals

        if sum(map(len, cells.values())) + len(ids) <= _MANY:
            self._show(work())
            return
        self.label.setText(str(Text("Adding up…")))
        job = self._jobs.start(Text("Adding up"), work)
        job.finished.connect(lambda found: self._take(found, asked))

    def _take(self, found: Any, asked: int) -> None:
        if asked == self._asked:  # else something was selected or edited meanwhile
            self._show(found)

    def _show(self, found: tuple[Summary, dict[str, Text]]) -> None:
        said, totals = found
        text = "   ·   ".join(str(part) for part in said.parts())
        self.label.setText(text)
        self.label.setToolTip(text)
        self.row.show_totals(totals)

    def showEvent(self, event: Any) -> None:
        """Add up what was selected meanwhile."""
        super().showEvent(event)
        self._pause.start()
