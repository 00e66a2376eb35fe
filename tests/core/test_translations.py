"""Every text of the program has a Korean translation with the same places in it."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from desktop.core.fields import ChoiceField
from desktop.core.i18n import Locale, Text, catalogue, use
from desktop.model import TYPES

DESKTOP = Path(__file__).resolve().parents[2] / "desktop"


@cache
def texts_in_code() -> tuple[tuple[str, str, str], ...]:
    """Give place, context and source of each literal `Text(...)` and `Text.count(...)`."""
    return tuple(_texts_in_code())


def _texts_in_code() -> Iterator[tuple[str, str, str]]:
    for path in sorted(DESKTOP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = _name(node.func)
            literals = [a.value for a in node.args if isinstance(a, ast.Constant)]
            sources = literals[:1] if name == "Text" else literals if name == "Text.count" else []
            context = next(
                (k.value.value for k in node.keywords
                 if k.arg == "context" and isinstance(k.value, ast.Constant)), ""
            )  # fmt: skip
            for source in sources:
                if isinstance(source, str) and source.strip():
                    yield f"{path.relative_to(DESKTOP)}:{node.lineno}", str(context), source


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return f"{_name(called.value)}.{called.attr}"
    return called.id if isinstance(called, ast.Name) else ""


def texts_of_declarations() -> Iterator[tuple[str, str, str]]:
    """Give what the record types declare: sheets, labels, help, units, sections, choices."""
    for type in TYPES.values():
        yield type.name, "sheet", type.sheet
        yield type.name, "type", type.name
        yield type.name, "", type.help
        for field in type.fields:
            place = f"{type.name}.{field.name}"
            for source in (field.label, field.help, field.unit, field.section):
                if source:
                    yield place, "", source
            yield place, "field kind", field.kind
            if isinstance(field, ChoiceField):
                for choice in field.choices:
                    yield place, field.label, choice


# Units and signs that are written alike in both languages.
SAME = {"t", "kg", "%", "URL", "mou", "loi", "jda", "lta", "led", "Offtake", "{problem}"}


def needed() -> dict[str, str]:
    """Give every key that the catalogue must have, with the place that asks for it."""
    found: dict[str, str] = {}
    table = catalogue("ko")
    for place, context, source in (*texts_in_code(), *texts_of_declarations()):
        if source in SAME or not re.search("[A-Za-z]", re.sub(r"\{.*?\}", "", source)):
            continue
        key = f"{context}|{source}" if context and source not in table else source
        found.setdefault(key, place)
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_korean_is_complete() -> None:
    missing = {k: p for k, p in needed().items() if k not in catalogue("ko")}
    assert not missing, f"{len(missing)} texts without Korean: {missing}"


def test_translations_keep_the_places() -> None:
    for source, korean in catalogue("ko").items():
        assert korean.strip(), source
        assert places(korean) <= places(source.rpartition("|")[2]), source


def test_nothing_is_translated_that_is_not_used() -> None:
    used = set(needed()) | {f"{c}|{s}" for _, c, s in (*texts_in_code(), *texts_of_declarations())}
    spare = [key for key in catalogue("ko") if key not in used and key not in {"blank"}]
    assert not spare, f"{len(spare)} translations that nothing uses: {spare}"


def test_english_writes_abbreviations_in_capitals_and_stores_them_as_ever() -> None:
    kind = TYPES["agreement"].by_name["kind"]
    assert kind.format("mou", Locale()) == "MOU"
    assert kind.parse("MOU") == kind.parse("mou") == "mou"
    known = {f"{field.label}|{choice}" for type in TYPES.values() for field in type.fields
             if isinstance(field, ChoiceField) for choice in field.choices}  # fmt: skip
    assert set(catalogue("en")) <= known


def test_counts_are_written_as_the_locale_does_and_numbers_of_revisions_are_not() -> None:
    counted = Text.count(12_000, "{n} record", "{n} records")
    try:
        assert str(counted) == "12,000 records"
        use("ko", decimal=",", group=".")
        assert str(counted) == "레코드 12.000건"
    finally:
        use("en")
    assert str(Text("Revision {n}: {label}", n=12_000, label="Paste")) == "Revision 12000: Paste"
    assert json.loads(json.dumps(counted.to_json()))["args"] == {"n": 12_000}
