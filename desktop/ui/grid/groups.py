"""Groups: the rows of a grid under heads that can be closed, and how a head looks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView

from desktop.core.dataset import Dataset
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.ordering import Group
from desktop.core.records import RecordType
from desktop.operations.totals import Metal, metal
from desktop.ui import theme
from desktop.ui.form.options import detail


@dataclass(frozen=True)
class Heads:
    """The groups of some records and which are closed; the row id of a head is negative."""

    groups: Sequence[Group] = ()
    closed: frozenset[Any] = frozenset()

    def rows(self) -> list[int]:
        """Give the row ids of heads and of records in groups that are open."""
        found: list[int] = []
        for place, group in enumerate(self.groups):
            found.append(-1 - place)
            if group.key not in self.closed:
                found.extend(group.ids)
        return found

    def at(self, row_id: int) -> Group:
        """Give the group of a head."""
        return self.groups[-1 - row_id]

    def is_open(self, row_id: int) -> bool:
        """Whether the records under a head are shown."""
        return self.at(row_id).key not in self.closed

    def turned(self, row_id: int) -> Heads:
        """Give the heads with one group closed that was open, or the other way round."""
        return Heads(self.groups, self.closed ^ {self.at(row_id).key})

    def all_turned(self, open: bool) -> Heads:
        """Give the heads with every group open, or every group closed."""
        return Heads(
            self.groups, frozenset() if open else frozenset(group.key for group in self.groups)
        )

    def head_of(self, id: int) -> int | None:
        """Give the row id of the head over a record."""
        for place, group in enumerate(self.groups):
            if id in group.ids:
                return -1 - place
        return None


@dataclass
class HeadTexts:
    """What the heads say: value, how many records, and their contained metal, each found once."""

    field: Field
    dataset: Dataset
    type: RecordType
    tonnes: Callable[[], Mapping[int, float | None]]
    _metals: dict[int, Metal | None] = dataclasses.field(default_factory=dict)

    def title(self, group: Group) -> str:
        """Give the value that the records share, with the name behind a code."""
        if group.key is None:
            return str(Text("{field}: blank", field=self.field.title))
        shown = self.field.format(group.key, lookup=self.dataset)
        name = detail(self.field, group.key, self.dataset)
        value = f"{shown} — {name}" if name else " ".join(shown.split())
        return str(Text("{field}: {value}", field=self.field.title, value=value))

    def notes(self, row_id: int, group: Group) -> str:
        """Give how many records there are and what they hold."""
        n = len(group.ids)
        counted = str(Text.count(n, "{n} record", "{n} records"))
        if row_id not in self._metals:
            self._metals[row_id] = metal(group.ids, self.tonnes(), self.type)
        held = self._metals[row_id]
        return counted if held is None else f"{counted}  ·  {held.text}"


class Headed(Protocol):
    """What is asked of a model whose rows may be heads."""

    def head_parts(self, row: int) -> tuple[str, str, bool]:
        """Give title, notes and whether the group is open."""
        ...


def paint_head(
    painter: QPainter, rect: QRect, view: QAbstractItemView, model: Headed, row: int
) -> None:
    """Paint the part of a head that lies in one cell; the text runs over all cells of the row.

    It stands at the left of the view however far the columns are scrolled.
    """
    title, notes, open = model.head_parts(row)
    colors, current = theme.colors(), view.currentIndex()
    painter.save()
    painter.setClipRect(rect)
    here = current.row() == row
    chosen = view.selectionModel().isRowSelected(row) or here
    painter.fillRect(rect, QColor(colors.accent_soft if chosen else colors.window))
    whole = QRect(0, rect.top(), view.viewport().width(), rect.height())
    place = whole.adjusted(theme.space(0.4), 0, -theme.space(0.4), 0)
    _paint_chevron(painter, place, open)
    place.setLeft(place.left() + theme.space(1.1))
    middle = Qt.AlignmentFlag.AlignVCenter
    font = view.font()
    font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(view.palette().color(QPalette.ColorRole.Text))
    painter.drawText(place, middle, title)
    place.setLeft(place.left() + painter.fontMetrics().horizontalAdvance(title) + theme.space(0.8))
    painter.setFont(view.font())
    painter.setPen(QColor(colors.muted))
    painter.drawText(place, middle, notes)
    painter.setPen(QColor(colors.border))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    if here:
        strong = view.hasFocus() or view.viewport().hasFocus()
        painter.setPen(QPen(QColor(colors.accent if strong else colors.frame), 2))
        painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
    painter.restore()


def _paint_chevron(painter: QPainter, place: QRect, open: bool) -> None:
    size = theme.em() * 0.22
    middle = QPointF(place.left() + theme.space(0.4), place.center().y() + 1)
    shape = ((-1, -0.5), (0, 0.5), (1, -0.5)) if open else ((-0.5, -1), (0.5, 0), (-0.5, 1))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colors().muted), max(1.4, theme.em() / 11)))
    painter.drawPolyline([middle + QPointF(x * size, y * size) for x, y in shape])
    painter.restore()
