"""Likeness: when two values are the same but for what a trip through other programs does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.core.fields import Field, TextField, clean
from desktop.core.records import Record, RecordType

# How far a number may stray on its way through other programs (0.1 + 0.2 is 0.3).
_TOLERANCE = 1e-12
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")


def same(of: Field, one: Any, other: Any) -> bool:
    """Tell whether two values are equal but for what a trip through other programs does."""
    if one is None or other is None:
        return one is other
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        lines = isinstance(of, TextField) and of.keeps_lines
        return _text(one, lines) == _text(other, lines)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=0.0)
    return False


def _text(value: str, lines: bool) -> str:
    return clean(_CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")), lines)


def most_like(type: RecordType, record: Record, rows: Sequence[Mapping[str, Any]]) -> int:
    """Give which of several rows is a record: the one most like it; its code counts most."""

    def likeness(values: Mapping[str, Any]) -> tuple[bool, int]:
        alike = [
            name
            for name, value in values.items()
            if same(type.by_name[name], getattr(record, name), value)
        ]
        return "code" in alike, len(alike)

    return max(range(len(rows)), key=lambda number: likeness(rows[number]))
