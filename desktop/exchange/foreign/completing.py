"""Completing drafts: what new records need and no column says, claims, and rows for the merge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop.core.fields import Field, TextField
from desktop.core.i18n import Text
from desktop.core.merge import Row
from desktop.core.partial_date import PartialDate
from desktop.exchange.foreign.constants import is_askable
from desktop.exchange.foreign.draft import About, Context, Draft
from desktop.exchange.foreign.questions import Evidence, Option, Questions
from desktop.exchange.foreign.reading import TableReader

#: Fields that tell which record a row is: asked before rows are matched.
_IDENTIFYING = ("material", "organization", "plant", "seller", "buyer", "capacity", "source",
                "as_of", "scenario", "publisher")  # fmt: skip
_NAMED_BY = ("organization", "plant", "seller", "buyer", "material", "application", "form")


def ask_identity(reader: TableReader, drafts: Sequence[Draft], context: Context) -> None:
    """Ask for what identifies the records of a table and no column says."""
    mapped = {one.field for one in reader.map.columns}
    for name in _IDENTIFYING:
        of = reader.type.by_name.get(name)
        if of is None or not of.required or name in mapped:
            continue
        for draft in drafts:
            settled = draft.values.get(name) is not None or name in draft.waits
            if settled or _is_known(draft, context):
                continue
            at = Evidence(draft.place.cell("code"), _first_text(draft))
            found = reader.constants.ask(name, at)
            if found is not None:
                draft.values[name] = found.value
            else:
                draft.waiting = True


def _is_known(draft: Draft, context: Context) -> bool:
    code = draft.values.get("code")
    return bool(code) and context.dataset.find(draft.type.name, str(code)) is not None


def _first_text(draft: Draft) -> str:
    return draft.place.grid.text(draft.place.row, draft.place.first)


def complete(reader: TableReader, draft: Draft, context: Context) -> None:
    """Fill what a draft needs once it is known which record it is."""
    assert draft.id is not None
    record = context.dataset.get(draft.type.name, draft.id)
    if record is not None:
        _complete_known(reader, draft, record)
        return
    _settle_quantity(reader, draft)
    values = draft.values
    if not values.get("code"):
        values["code"] = context.new_code(draft.type.name)
    unreadable = {problem.field for problem in draft.problems}
    mapped = {one.field for one in reader.map.columns}
    for of in draft.type.fields:
        if not of.required or values.get(of.name) is not None or of.name in unreadable:
            continue
        if of.name in draft.waits:
            continue
        if of.name in ("unit", "basis") and _is_double(reader):
            draft.waiting = True
        elif of.name in mapped and of.name != "unit":
            message = Text("{label} is required", label=of.title)
            draft.say(of.name, message)
        elif of.name in ("name", "title"):
            values[of.name] = composed_name(draft, context)
        elif is_askable(of) or isinstance(of, TextField):
            _ask(reader, draft, of)
        else:
            draft.say(of.name, Text("{label} is required; no column says it", label=of.title))


def _is_double(reader: TableReader) -> bool:
    """Tell whether it is still open which column has the quantity, and with it its unit."""
    return any(q.open and q.name == f"{reader.quantity}:column" for q in reader.questions.all)


def _ask(reader: TableReader, draft: Draft, of: Field) -> None:
    at = Evidence(draft.place.cell(reader.quantity or "code"), _shown(draft, reader))
    found = reader.constants.ask(of.name, at)
    if found is not None:
        draft.values[of.name] = found.value
    elif of.name in reader.constants.problems:
        draft.fault(of, reader.constants.problems[of.name])
    else:
        draft.waiting = True


def _shown(draft: Draft, reader: TableReader) -> str:
    column = draft.place.columns.get(reader.quantity or "code", draft.place.first)
    return draft.place.grid.text(*draft.place.grid.origin(draft.place.row, column))


def _settle_quantity(reader: TableReader, draft: Draft) -> None:
    """Ask once for unit and basis where figures have none."""
    if not reader.quantity or draft.values.get(reader.quantity) is None:
        return
    for name in ("unit", "basis"):
        if draft.values.get(name) is None:
            _ask(reader, draft, reader.type.by_name[name])


def _complete_known(reader: TableReader, draft: Draft, record: Any) -> None:
    """Say the figure of a known record in its own unit; without any unit it is meant in that."""
    values = draft.values
    quantity = reader.quantity
    has_unit_column = any(one.field == "unit" for one in reader.map.columns)
    if not quantity or values.get(quantity) is None:
        values.pop("unit", None)
        return
    by_code = bool(values.get("code"))
    if values.get("unit") is None and not by_code:
        _ask(reader, draft, reader.type.by_name["unit"])
    if values.get("basis") is None and not by_code and "basis" not in values:
        _ask(reader, draft, reader.type.by_name["basis"])
    unit = values.get("unit")
    if unit in ("t", "kg") and record.unit in ("t", "kg") and unit != record.unit:
        if draft.stated and not has_unit_column:
            factor = values[quantity]
            values[quantity] = factor / 1000 if unit == "kg" else factor * 1000
            values["unit"] = record.unit
    elif unit is None:
        values.pop("unit", None)


def composed_name(draft: Draft, context: Context) -> str:
    """Give a name for a record of a table without names: who, what, what for."""
    parts = []
    for name in _NAMED_BY:
        value = draft.values.get(name)
        if value is None or name not in draft.type.by_name:
            continue
        target = getattr(draft.type.by_name[name], "target", None)
        shown = context.names.shown(target, value) if target else str(value)
        if shown not in parts:
            parts.append(shown)
    return ", ".join(parts[:4]) or _first_text(draft) or draft.type.sheet


def claim_rows(
    drafts: Sequence[Draft], questions: Questions, context: Context
) -> Iterator[tuple[str, Row]]:
    """Give the claims that keep approximations, and the source that makes them."""
    told = [(draft, about) for draft in drafts for about in draft.abouts]
    if not told:
        return
    source = _Source(questions, context)
    yield from source.find(told[0][0], told[0][1])
    if source.id is None:
        for draft, _ in told:
            draft.waiting = True
        return
    said = PartialDate.of_day(_day_of(context.path))
    for draft, about in told:
        of = draft.type.by_name[about.field]
        for value in about.values:
            shown = of.format(value) if value is not None else about.words
            if not isinstance(value, (int, float)):
                shown = str(value)
            if _is_claimed(draft, about, shown, source.id, context):
                continue
            basis = f"{draft.values.get('unit') or ''} {draft.values.get('basis') or ''}".strip()
            values: dict[str, Any] = {
                "code": context.new_code("claim"), "capacity": draft.id, "field": about.field,
                "value": shown.replace(",", ""), "said": said, "source": source.id,
                "basis": basis or None if about.field == "nameplate" else None,
                "quote": about.words, "status": "open",
            }  # fmt: skip
            yield "claim", Row(context.spare(), values, draft.place)


def _day_of(path: Path) -> dt.date:
    """Give the day on which a file was saved; today for what never was one, as a copied block."""
    try:
        return dt.date.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return dt.date.today()


def _is_claimed(draft: Draft, about: About, shown: str, source: int, context: Context) -> bool:
    return any(
        claim.capacity == draft.id and claim.field == about.field and claim.source == source
        and claim.quote == about.words and claim.value == shown.replace(",", "")
        for claim in context.dataset["claim"]
    )  # fmt: skip


class _Source:
    """Who says what a workbook claims: a known source, or a new one called as the file is."""

    def __init__(self, questions: Questions, context: Context) -> None:
        self._questions = questions
        self._context = context
        self.id: int | None = None

    def find(self, draft: Draft, about: About) -> Iterator[tuple[str, Row]]:
        context = self._context
        options = [Option(code, shown) for code, shown in context.names.options("source")][:30]
        answer = self._questions.ask(
            "source",
            Text("Who says the approximations? A known source, or the name of the publisher of "
                 "this workbook"), options,
            Evidence(draft.place.cell(about.field), about.words), free=True,
        )  # fmt: skip
        if answer is None:
            return
        known = context.dataset.find("source", answer)
        title = context.path.name
        for record in context.dataset["source"]:
            if record.publisher == answer and record.title == title:
                known = record.id
        if known is not None:
            self.id = known
            return
        self.id = context.sources.get(answer)
        if self.id is None:
            self.id = context.sources[answer] = context.spare()
            values = {"code": context.new_code("source"), "publisher": answer, "title": title}
            context.names.add("source", self.id, values)
            yield "source", Row(self.id, values, draft.place)
