"""Report: what is told on paper, in a file or on sheets, as plain data.

A report has sections, a section has blocks: a paragraph, a table or a chart. Who makes one need
not know where it goes; the printer lays it out on pages, the workbook writer on sheets.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that is known to lie from `low` to `high`; without `high` it is at least `low`."""

    low: float
    high: float | None

    @property
    def is_exact(self) -> bool:
        """Whether both ends are alike."""
        return self.high is not None and abs(self.high - self.low) < 1e-9


#: What stands in a cell: words, a figure, what is known of one, or None for what is unknown.
Cell = str | float | Amount | None


@dataclass(frozen=True)
class Paragraph:
    """A text; its tone is blank, `muted`, `strong` or `warning`."""

    text: str
    tone: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A table; `rows` may work out each row only when it is asked for.

    `marked` names the cells (row, column) that are bad news; `keeps` counts the first columns,
    which are repeated where the table is wider than a page. Columns of figures stand at the right;
    `right` names further ones that do, since their figures are written as words.
    """

    head: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    marked: frozenset[tuple[int, int]] = frozenset()
    keeps: int = 1
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Series:
    """A line or an area of a chart: a figure per period, not a number where there is none.

    `ink` names its colour, blank for any.
    """

    name: str
    values: tuple[float, ...]
    ink: str = ""


@dataclass(frozen=True)
class Chart:
    """Areas on top of each other and lines over them, by period.

    `mark` is the place of the period that is pointed out, `mark_text` what is said of it.
    """

    title: str
    unit: str
    periods: tuple[str, ...]
    areas: tuple[Series, ...] = ()
    lines: tuple[Series, ...] = ()
    mark: int | None = None
    mark_text: str = ""


Block = Paragraph | Table | Chart


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a report; `title` is also the name of its sheet."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Report:
    """A title, what it is about in a few lines, and its sections; `day` says when it was made."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    day: str

    def tables(self) -> list[Table]:
        """Give all tables in order."""
        return [b for s in self.sections for b in s.blocks if isinstance(b, Table)]

    def charts(self) -> list[Chart]:
        """Give all charts in order."""
        return [b for s in self.sections for b in s.blocks if isinstance(b, Chart)]


def today() -> str:
    """Give today as dates are written."""
    return PartialDate.of_day(dt.date.today()).shown()


_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows has no quota


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name to write to, which becomes `path` once all is written, and vanishes otherwise.

    Raises `OfftakeError` where it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        try:
            yield beside
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise OfftakeError(
                Text("There is no room left on the disk for “{file}”; make room, or choose another "
                     "folder", file=path.name)
            ) from error  # fmt: skip
        raise OfftakeError(
            Text("“{path}” could not be written; close the program that has it open, or choose "
                 "another folder", path=str(path))
        ) from error  # fmt: skip
