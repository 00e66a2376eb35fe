"""StartMover: moving the start of a lane's bar, by mouse or keyboard, before it is written."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.core.i18n import Text
from desktop.core.partial_date import FIRST_YEAR, LAST_YEAR, PartialDate
from desktop.planning.timeline_lanes import Lane

#: How near the pointer has to come to a start, in pixels.
REACH = 6.0


class StartMover(QObject):
    """The lane whose start is on the move, and by how many months.

    Nothing is written while it moves: `accept` tells where it was put, `cancel` forgets it.
    """

    #: Another lane is on the move, or none, or it stands elsewhere.
    changed = Signal()
    #: The start of a record was put on a month: id and month number.
    moved = Signal(int, int)
    #: A record whose start is unknown was to be moved: its id.
    refused = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lane: Lane | None = None
        self.months = 0

    def begin(self, lane: Lane) -> bool:
        """Take up a lane; False for one that has no start to move."""
        if lane.likely is None:
            self.refused.emit(lane.id)
            return False
        self.lane, self.months = lane, 0
        self.changed.emit()
        return True

    def move_to(self, months: int) -> None:
        """Put the start so many months after where it was, within the years of the calendar."""
        if self.lane is None or self.lane.likely is None:
            return
        least, most = FIRST_YEAR * 12 - self.lane.likely, LAST_YEAR * 12 + 11 - self.lane.likely
        months = min(max(months, least), most)
        if months != self.months:
            self.months = months
            self.changed.emit()

    def accept(self) -> None:
        """Tell where the start was put, if it is elsewhere now."""
        lane, months = self.lane, self.months
        self.cancel()
        if lane is not None and lane.likely is not None and months:
            self.moved.emit(lane.id, lane.likely + months)

    def cancel(self) -> None:
        """Leave everything as it was."""
        if self.lane is not None:
            self.lane, self.months = None, 0
            self.changed.emit()

    def ghost(self) -> Lane | None:
        """Give the lane as it would be, None while it stands where it was."""
        if self.lane is None or not self.months:
            return None
        return self.lane.moved(self.months)

    def said(self) -> str:
        """Say where the start was and where it would be: `2028-04 → 2029-01, +9 months`."""
        if self.lane is None or self.lane.likely is None:
            return ""
        old, new = (
            PartialDate.of_month(month).shown()
            for month in (self.lane.likely, self.lane.likely + self.months)
        )
        sign = "−" if self.months < 0 else "+" if self.months else "±"
        n = abs(self.months)
        return str(
            Text.count(n, "{old} → {new}, {sign}{n} month", "{old} → {new}, {sign}{n} months",
                       old=old, new=new, sign=sign)
        )  # fmt: skip
