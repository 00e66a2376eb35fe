"""Places: finds the row in which a record stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

_NEAR = 200  # rows around the last one found
#: So often all rows are looked through, until the place of every record is noted: for a few
#: records that is far quicker.
_LOOKS = 16


class Places:
    """The rows of ids, heads of groups among them; to be made anew when the rows are others."""

    def __init__(self, ids: Sequence[int], ascending: bool = False) -> None:
        self._ids, self._ascending = ids, ascending
        self._last = self._looked = 0
        self._row_of: dict[int, int] | None = None

    def row_of(self, id: int) -> int | None:
        """Give the row of an id, None where it has none."""
        if self._ascending:
            row = bisect_left(self._ids, id)
            return row if row < len(self._ids) and self._ids[row] == id else None
        if self._row_of is None:
            found = self._looked_up(id)
            if self._row_of is None:
                self._last = self._last if found is None else found
                return found
        return self._row_of.get(id)

    def _looked_up(self, id: int) -> int | None:
        """Look around the last one found, then through all; in the end note every place."""
        first = max(0, self._last - _NEAR)
        around = self._ids[first : self._last + _NEAR]
        if id in around:
            return first + around.index(id)
        self._looked += 1
        if self._looked > _LOOKS:
            self._row_of = {id: row for row, id in enumerate(self._ids)}
            return None
        try:
            return self._ids.index(id)
        except ValueError:
            return None
