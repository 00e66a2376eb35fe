"""AdjustmentsView: the adjustments of one scenario in the ordinary grid, with switches."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.i18n import Text
from desktop.model.scenarios import Adjustment, Scenario
from desktop.operations import scenarios
from desktop.ui import theme
from desktop.ui.grid.delegate import RecordsDelegate
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView

Index = QModelIndex | QPersistentModelIndex
_ROOMY = 20.0  # heights of a line from which on the heading is shown
#: The columns that tell most come first; the scenario is the same throughout.
_ORDER = ("enabled", "order", "kind", "material", "country", "capacity", "amount", "from_", "until",
          "organization", "plant", "agreement", "demand", "field", "value", "note", "code",
          "scenario")  # fmt: skip


class SwitchDelegate(RecordsDelegate):
    """Paints yes and no as a switch that is on or off."""

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        """Paint the switch with its word."""
        colors, on = theme.colors(), _is_on(index)
        painter.save()
        painter.setClipRect(cell, Qt.ClipOperation.IntersectClip)
        width, height = theme.space(1.5), theme.space(0.8)
        track = QRectF(cell.left() + theme.space(0.4), 0, width, height)
        track.moveTop(cell.center().y() - height / 2 + 0.5)
        self._paint_switch(painter, track, on)
        painter.setPen(QColor(colors.text if on else colors.muted))
        words = cell.adjusted(int(width) + theme.space(0.75), 0, 0, 0)
        text = str(Text("on") if on else Text("off"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def _paint_switch(self, painter: QPainter, track: QRectF, on: bool) -> None:
        colors, round_ = theme.colors(), track.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.accent if on else colors.frame), 1))
        painter.setBrush(QColor(colors.accent if on else colors.base))
        painter.drawRoundedRect(track, round_, round_)
        knob = QRectF(0, 0, track.height(), track.height()).adjusted(2, 2, -2, -2)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - knob.width() - 2 if on else track.left() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.on_accent if on else colors.muted))
        painter.drawEllipse(knob)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _is_on(index: Index) -> bool:
    model: Any = index.model()
    return bool(model.value_at(index.row(), index.column()) == "yes")


class AdjustmentsView(RecordsView):
    """The adjustments of a scenario as they stack; a click on a switch turns it at once."""

    groupable = False  # a stack has one order

    def __init__(self, session: Session, scenario: Scenario, parent: QWidget | None = None) -> None:
        self.scenario = scenario.id
        self.code = scenario.code
        self.up_button, self.down_button = QPushButton("▲"), QPushButton("▼")
        super().__init__(
            session, "adjustment", {"scenario": f"={scenario.code}"}, "adjustments of scenario",
            Adjustment.type.title, parent,
        )  # fmt: skip
        self._pressed: QModelIndex | None = None
        self._switches = self.records.column_of("enabled")
        self.table.setItemDelegateForColumn(self._switches, SwitchDelegate(self.table))
        self.table.installEventFilter(self)
        self.table.viewport().installEventFilter(self)
        self.search.hide()
        bar = self.add_button.parentWidget()
        row = None if bar is None else bar.layout()
        assert isinstance(row, QHBoxLayout)
        place = row.indexOf(self.delete_button) + 1
        for button, step in ((self.up_button, -1), (self.down_button, 1)):
            button.setFixedWidth(theme.space(2.5))
            row.insertWidget(place, button)
            place += 1
            button.clicked.connect(lambda _=False, step=step: self.move_row(step))
        # Columns are as wide as what is in them, so that has to be there.
        self.records.show(session.dataset)
        self.restore({"sort": [["order", False]], "columns": self._first_columns()})

    def _first_columns(self) -> list[list[Any]]:
        widths = dict(self.table.columns_state())
        return [[name, widths[name]] for name in _ORDER if name in widths]

    def _preset_values(self) -> dict[str, Any]:
        orders = [a.order or 0 for a in scenarios.stack_of(self.session.dataset, self.scenario)]
        return {"scenario": self.scenario, "order": max(orders, default=0) + 1}

    def shows(self, scenario: Scenario) -> bool:
        """Tell whether these are the adjustments of a scenario, under the code that it has."""
        return (self.scenario, self.code) == (scenario.id, scenario.code)

    # Show

    def refresh(self) -> None:
        """Show the session's dataset as it is now, in stacking order."""
        super().refresh()
        if self.records.query.sort == (("order", False),):
            stack = [a.id for a in scenarios.stack_of(self.session.dataset, self.scenario)]
            shown = list(self.records.ids)
            if shown != [id for id in stack if id in shown]:
                self.records.set_query(self.records.query)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        super().retranslate()
        for button, text in (
            (self.up_button, Text("Move up")), (self.down_button, Text("Move down")),
        ):  # fmt: skip
            button.setToolTip(str(text))
            button.setAccessibleName(str(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In little room the buttons are worth more than the heading."""
        super().resizeEvent(event)
        self.heading.setVisible(self.width() > theme.space(_ROOMY))

    def _allow(self, *_: object) -> None:
        super()._allow()
        here, some = self.table.currentIndex().row(), self.delete_button.isEnabled()
        self.up_button.setEnabled(some and here > 0)
        self.down_button.setEnabled(some and here < self.records.rowCount() - 1)

    # Switch and move

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """A click on a switch, and Space, turn it; everything else is as in every grid."""
        if watched is self.table.viewport() and isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
            and not event.modifiers()
            and self.table.currentIndex().column() == self._switches
        ):
            self.switch(self.table.selected().ids(self.records))
            return True
        return bool(super().eventFilter(watched, event))

    def _on_mouse(self, event: QMouseEvent) -> bool:
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        index = self.table.indexAt(event.position().toPoint())
        on_switch = plain and index.isValid() and index.column() == self._switches
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = index if on_switch else None
        elif event.type() == QEvent.Type.MouseButtonDblClick and on_switch:
            # Two quick clicks turn it twice; they do not open an editor.
            self._pressed = index
            return True
        elif event.type() == QEvent.Type.MouseButtonRelease and on_switch:
            pressed, self._pressed = self._pressed, None
            if pressed == index:
                self.switch([self.records.ids[index.row()]])
        return False

    def switch(self, ids: list[int]) -> None:
        """Turn switches; several are turned to what the current one is not."""
        if not ids or not self.session.writable:
            return
        current = self.table.currentIndex()
        id = self.records.ids[current.row()] if current.isValid() else ids[0]
        dataset = self.session.dataset
        on = dataset["adjustment"][id if id in ids else ids[0]].enabled != "yes"
        self.session.try_apply(scenarios.switch(dataset, ids, on))

    def move_row(self, step: int) -> None:
        """Move the current adjustment up or down in the stack."""
        current = self.table.currentIndex()
        if current.isValid():
            id = self.records.ids[current.row()]
            self.session.try_apply(scenarios.move(self.session.dataset, id, step))
