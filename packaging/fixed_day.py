"""A fixed day: what the pictures of the guide take for today, so that they can be made again."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any, TypeAlias

TODAY = datetime.date(2026, 11, 16)
_DATE: TypeAlias = datetime.date
_MOMENT: TypeAlias = datetime.datetime


class _Known(type):
    """Takes days and moments made elsewhere for its own, as code asks for these by their class."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _MOMENT if issubclass(cls, _MOMENT) else _DATE)


class _Date(_DATE, metaclass=_Known):
    @classmethod
    def today(cls) -> Any:
        return TODAY


class _Moment(_MOMENT, metaclass=_Known):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return _MOMENT(TODAY.year, TODAY.month, TODAY.day, 9, 30, tzinfo=tz)


@contextlib.contextmanager
def fixed_day() -> Iterator[None]:
    """Let every part of the program that asks for today get the fixed day."""
    datetime.date, datetime.datetime = _Date, _Moment  # type: ignore[misc]
    try:
        yield
    finally:
        datetime.date, datetime.datetime = _DATE, _MOMENT  # type: ignore[misc]
