"""What cell styles say that matters when a value is written: number format and lock."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.exchange.package import Element

#: Number formats that Excel has built in and that files do not spell out.
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
#: Built-in ones that show a day in East Asian Excel.
_EAST_ASIAN_DAYS = frozenset({*range(27, 32), 36, *range(50, 59)})
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """One cell style."""

    number_format: str = "General"
    locked: bool = True

    @property
    def shows_day(self) -> bool:
        """Tell whether a number of this style is shown as a day."""
        return shows(self.number_format)[0]

    @property
    def shows_time(self) -> bool:
        """Tell whether a number of this style is shown as a time of day or a duration."""
        return shows(self.number_format)[1]


@functools.cache
def shows(code: str) -> tuple[bool, bool]:
    """Tell whether a number format shows days, and whether it shows times."""
    if code.casefold() in ("general", "@"):
        return False, False
    first = _ASIDE.sub("", code.partition(";")[0]).casefold().replace("general", "0")
    if re.search(r"[0#?]", re.sub(r"s\.?0+", "s", first)):
        return False, False
    time = re.search(r"[hs]", first) is not None
    day = re.search(r"[ydg]|aaa|mmm|e", first) is not None or ("m" in first and not time)
    return day, time


def read_styles(elements: Iterable[Element]) -> list[Style]:
    """Give the cell styles by their number from the elements of the styles part."""
    formats = dict(_BUILT_IN)
    formats.update(dict.fromkeys(_EAST_ASIAN_DAYS, "yyyy-mm-dd"))
    formats.update({32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss"})
    styles: list[Style] = []
    locked = True
    for element in elements:
        given = element.attributes
        if element.name == "numFmt" and element.parent == "numFmts":
            number = given.get("numFmtId", "")
            if number.isdigit():
                formats[int(number)] = given.get("formatCode", "General")
        elif element.name == "protection" and element.parent == "xf":
            locked = given.get("locked", "1") in ("1", "true")
        elif element.name == "xf":
            if element.parent == "cellXfs":
                number = given.get("numFmtId", "0")
                code = formats.get(int(number), "General") if number.isdigit() else "General"
                styles.append(Style(code, locked))
            locked = True
    return styles
