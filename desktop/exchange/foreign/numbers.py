"""Figures as people type them, read without a guess.

A text is a figure, an unknown (`TBD`), an approximation (`~12`, `12~15`), ambiguous (`1.234`), or
no figure at all. Which sign is the decimal one is told by the column, from figures that leave no
doubt.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.core.fields import UNKNOWN_WORDS, clean
from desktop.exchange.foreign.units import Unit, read_currency, read_scale, read_unit

#: Words, beside those that every field knows, for a figure that nobody has told.
_UNKNOWN = UNKNOWN_WORDS | {
    "tbc", "n/d", "nd", "n.d.", "--", "---", "…", "...", "*", "to be determined", "not available",
    "undisclosed", "not disclosed", "confidential", "pending", "open", "문의", "문의요망", "협의",
    "협의중", "협의 중", "별도 협의", "별도협의", "추후", "추후협의", "추후 협의", "비공개",
    "미공개", "해당없음", "해당 없음", "확인중", "확인 중", "미확인", "미상", "검토 중", "불명",
    "별도문의", "미정임", "대외비", "x", "null", "nil",
}  # fmt: skip
ERRORS = frozenset(
    {"#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#null!", "#num!", "#spill!", "#calc!"}
)
_ABOUT = (
    "approximately", "approx.", "approx", "about", "around", "circa", "ca.", "ca", "c.", "roughly",
    "up to", "at least", "more than", "less than", "over", "under", "above", "below", "max.",
    "max", "min.", "min", "~", "≈", "∼", "〜", ">=", "<=", ">", "<", "≥", "≤", "±", "약", "최대",
    "최소", "대략", "estimated", "est.", "est", "예상",
)  # fmt: skip
_AFTER = ("이상", "이하", "초과", "미만", "내외", "정도", "여", "or more", "or less", "plus",
          "+", "~")  # fmt: skip
_WHOLE = ("KRW", "JPY")  # currencies without a part after the decimal sign
_NUMERAL = r"\d[\d.,' \u2009\u202f]*\d|\d|[.,]\d+"
_RANGE = re.compile(
    rf"({_NUMERAL})\s*([^\d\s~–—-]{{0,12}}?)\s*(?:~|∼|〜|–|—|-|\bto\b|부터|에서)\s*({_NUMERAL})(.*)"
)
_FIGURE = re.compile(rf"(?P<before>[^\d.,+\-]*)(?P<sign>[+\-]?)(?P<number>{_NUMERAL})"
                     r"(?P<power>[eE][+-]?\d{1,3})?(?P<after>.*)")  # fmt: skip
#: A digit, and a raised or circled one behind it: a footnote's, which plain digits would swallow.
_NOTED = re.compile(r"\d\s*(?:[\u00b9\u00b2\u00b3\u2070-\u2079\u2080-\u2089\u2460-\u2473])")
_GROUPED = re.compile(r"\d{1,3}([ ,.'\u2009\u202f])\d{3}(?:\1\d{3})*")


@dataclass(frozen=True)
class Figure:
    """What a text says: `kind` is figure, unknown, about, ambiguous, error or none.

    `bounds` are the figures of an approximation; `percent` tells of a % sign.
    """

    kind: str
    value: float | None = None
    unit: Unit | None = None
    currency: str = ""
    percent: bool = False
    bounds: tuple[float, ...] = ()
    plain: bool = True


@functools.lru_cache(maxsize=65536)
def read_figure(raw: str, decimal: str = "") -> Figure:
    """Read a text; `decimal` is the sign of the column (`.` or `,`), blank while not known."""
    if is_noted(raw):
        return Figure("none")
    text = unicodedata.normalize("NFKC", clean(raw)).replace("−", "-").replace("∼", "~").strip()
    folded = text.casefold()
    if folded in ERRORS:
        return Figure("error")
    if folded in _UNKNOWN:
        return Figure("unknown")
    stripped, is_about = _without_about(text)
    wide = _RANGE.fullmatch(stripped)
    if wide is not None and not is_about and not _is_grouped_minus(stripped):
        bounds = [_number(part, decimal) for part in (wide[1], wide[3])]
        if all(isinstance(bound, float) for bound in bounds):
            tail = _tail(wide[4])
            if tail is not None:
                low, high = (float(bound) for bound in bounds if bound is not None)
                both = (low * tail[3], high * tail[3])
                return Figure("about", None, tail[0], tail[1], tail[2], both)
    found = _exact(stripped, decimal)
    if is_about and found.kind == "figure" and found.value is not None:
        return Figure("about", None, found.unit, found.currency, found.percent, (found.value,))
    return found


def _is_grouped_minus(text: str) -> bool:
    """Tell `300-` and `-300` from a range."""
    return bool(re.fullmatch(r"-?[\d.,]+-?", text)) and text.count("-") == 1 and (
        text.startswith("-") or text.endswith("-")
    )  # fmt: skip


def _without_about(text: str) -> tuple[str, bool]:
    about = False
    lowered = text.casefold()
    for word in _ABOUT:
        if lowered.startswith(word) and re.match(r"[\s\d₩$(]", text[len(word) :] or "x"):
            text, about = text[len(word) :].strip(), True
            lowered = text.casefold()
    for word in _AFTER:
        if lowered.endswith(word) and re.search(r"\d", text[: -len(word)]):
            text, about = text[: -len(word)].strip(), True
            lowered = text.casefold()
    return text, about


def _exact(text: str, decimal: str) -> Figure:
    negative = False
    bracketed = re.fullmatch(r"\((.*\d.*)\)(.*)", text)
    if bracketed is not None:
        text, negative = f"{bracketed[1]}{bracketed[2]}", True
    if text[:1] in ("△", "▲", "▽", "▼"):
        text, negative = text[1:].strip(), not negative
    if re.fullmatch(r".*\d-", text):
        text, negative = text[:-1], not negative
    match = _FIGURE.fullmatch(text)
    if match is None:
        return Figure("none")
    before = match["before"].strip()
    if before.startswith("-") or match["sign"] == "-":
        negative = not negative
    currency = read_currency(before.strip("+- ")) or "" if before else ""
    if before.strip("+- ") and not currency:
        return Figure("none")
    tail = _tail(match["after"])
    if tail is None:
        return Figure("none")
    number = _number(match["number"], decimal)
    if number is None:
        return Figure("none")
    unit, more, percent, scale = tail
    if number == "ambiguous":
        return Figure("ambiguous", None, unit, currency or more, percent)
    assert isinstance(number, float)
    if match["power"]:
        number = float(f"{number!r}{match['power']}") if "e" not in repr(number) else number
    value = (-number if negative else number) * scale + 0.0
    plain = text == match["number"] and not negative
    return Figure("figure", value, unit, currency or more, percent, plain=plain)


def _tail(text: str) -> tuple[Unit | None, str, bool, float] | None:
    """Give unit, currency, percent and scale of what stands behind a figure; None if unknown."""
    text = text.strip().strip("()[]").strip()
    if not text:
        return None, "", False, 1.0
    if text in ("%", "%p"):
        return None, "", True, 1.0
    unit = read_unit(text)
    if unit is not None and unit.currency:
        return None, unit.currency, False, unit.factor
    if unit is not None and not unit.percent:
        return unit, "", False, 1.0
    scale = read_scale(text)
    if scale is not None:
        return None, "", False, scale
    currency = read_currency(text)
    return (None, currency, False, 1.0) if currency else None


def _number(numeral: str, decimal: str) -> float | str | None:
    """Give the number of a numeral, `ambiguous` where its sign may be either, None for none."""
    text = re.sub(r"(?<=\d)[ '\u2009\u202f](?=\d{3})", "", numeral.strip())
    if not re.fullmatch(r"[\d.,]+", text):
        return None
    sign = decimal_of(text)
    if sign == "?":
        if not decimal:
            return "ambiguous"
        sign = decimal
    text = text.replace(".", "").replace(",", ".") if sign == "," else text.replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def decimal_of(text: str) -> str:
    """Give the decimal sign that a numeral proves: `.`, `,`, blank for none, `?` for either."""
    signs = {sign for sign in text if sign in ".,"}
    if not signs:
        return ""
    if len(signs) == 2:
        last = max(".,", key=text.rfind)
        return last if text.count(last) == 1 else ""
    (sign,) = signs
    other = "," if sign == "." else "."
    if text.count(sign) > 1:
        return other if _GROUPED.fullmatch(text) else ""
    if _GROUPED.fullmatch(text) and not text.startswith("0"):
        return "?"
    return sign


def column_decimal(texts: Iterable[str]) -> tuple[str, list[str]]:
    """Give the decimal sign that the texts of a column prove, and those that may be either.

    The sign is `.` or `,`; blank when nothing proves one, `both` when they prove both. Nobody
    writes three zeros behind a decimal comma: `12,000` decides where nothing speaks against it.
    """
    proved: set[str] = set()
    round_ones: set[str] = set()
    open_ones: list[str] = []
    for raw in texts:
        text = unicodedata.normalize("NFKC", clean(raw))
        for numeral in re.findall(r"\d[\d.,]*\d|[.,]\d+", text):
            sign = decimal_of(numeral)
            if sign == "?" and re.fullmatch(r"\d+,000", numeral):
                round_ones.add(".")
            elif sign == "?" and read_currency(re.sub(r"[\d.,\s]", "", text)) in _WHOLE:
                round_ones.add("." if "," in numeral else ",")
            elif sign == "?":
                round_ones.add("x" if "." in numeral else "")
                open_ones.append(raw)
            elif sign:
                proved.add(sign)
    if len(proved) == 2:
        return "both", open_ones
    if not proved and round_ones - {""} == {"."}:
        return ".", []
    return next(iter(proved), ""), open_ones


def is_noted(raw: str) -> bool:
    """Tell whether a text has a raised or circled digit behind a digit, as `12¹` has."""
    return _NOTED.search(raw) is not None


def is_unknown(text: str) -> bool:
    """Tell whether folded text is a word for what nobody has told."""
    return text in _UNKNOWN
