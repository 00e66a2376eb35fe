"""Codes that Excel alters when they are typed or opened: 00123 to 123, 1E5 to 100000, MAR-1."""

from __future__ import annotations

import re
from typing import Any

from desktop.core.dataset import Table

#: What Excel takes for a number and writes differently: zeros in front, powers, too many digits.
_ALTERED = re.compile(r"0\d+|\d+(?:\.\d+)?E[+-]?\d{1,3}|\d{16,}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,20}(?:\.0+)?|\d+(?:\.\d+)?E[+-]?\d{1,3}", re.IGNORECASE)
_DIGITS = 15  # that Excel keeps


class AlteredCodes:
    """Finds the code of a record of which a spreadsheet has made a number."""

    def __init__(self, table: Table[Any]) -> None:
        self._codes: dict[float, str] = {}
        for record in table:
            code = record.code
            if _ALTERED.fullmatch(code):
                self._codes.setdefault(_kept(code), code)

    def find(self, code: str) -> str | None:
        """Give the code that this one may have been; None if no record has such a code."""
        if not self._codes or not _NUMBER.fullmatch(code):
            return None
        found = self._codes.get(_kept(code))
        return found if found != code else None


def is_altered(code: str, number: float) -> bool:
    """Tell whether a number is what Excel makes of a code."""
    return bool(_ALTERED.fullmatch(code)) and _kept(code) == float(f"{number:.{_DIGITS}g}")


def _kept(code: str) -> float:
    """Give what Excel keeps of a code that it takes for a number."""
    return float(f"{float(code):.{_DIGITS}g}")
