"""Cells: how what was pasted, filled or replaced is read as a field's value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.dataset import Dataset, folded_code
from desktop.core.errors import FieldError
from desktop.core.fields import (
    ChoiceField,
    Field,
    NumberField,
    ReferenceField,
    clean,
    folded,
    plain,
)
from desktop.core.i18n import NUMBER_SIGNS, Locale, Text, locale
from desktop.exchange.clipboard import Percent, unguarded

_SHEET_FAULT = re.compile(
    r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that is already of the field's type, such as one copied from the row above."""

    value: Any


@dataclass
class Reader:
    """Reads cells against a dataset; references by code or name, numbers as the locale has them.

    `coming` are the codes of records that the same edit makes, with their negative ids.
    """

    dataset: Dataset
    where: Locale = field(default_factory=locale)
    coming: Mapping[tuple[str, str], int] = field(default_factory=dict)
    _names: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _meant: dict[str, str] = field(default_factory=dict)
    _turned: bool = False

    def read(self, of: Field, raw: Any) -> Any:
        """Give the value of a cell, None for blank. Raises `FieldError`."""
        if isinstance(raw, Typed):
            fault = None if raw.value is None else of.check(raw.value)
            if fault is not None:
                raise FieldError(fault)
            return raw.value
        if isinstance(raw, str):
            raw = unguarded(raw)
            if _SHEET_FAULT.fullmatch(raw.strip()):
                raise FieldError(Text("“{value}” is a fault of the worksheet, not a value",
                                      value=raw.strip()))  # fmt: skip
        if isinstance(of, NumberField):
            raw = self._percent(of, raw)
        if isinstance(of, ReferenceField) and not isinstance(raw, float):
            return self._reference(of, raw)
        if isinstance(of, ChoiceField) and isinstance(raw, str):
            return self._choice(of, raw)
        return of.parse(raw, self.where, self)

    def shown(self, of: Field, raw: Any) -> str:
        """Give a cell as a person sees it."""
        if isinstance(raw, Typed):
            return of.format(raw.value, self.where, self)
        if isinstance(raw, Percent):
            return plain(round(raw * 100, 10), self.where) + "%"
        return plain(raw, self.where) if isinstance(raw, float) else str(raw)

    # What a field asks for

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record with this code, also of one that the edit makes."""
        found = self.coming.get((type_name, folded_code(code)))
        return self.dataset.find(type_name, code) if found is None else found

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code of a record."""
        return self.dataset.code_of(type_name, id)

    # Numbers

    def _percent(self, of: NumberField, raw: Any) -> Any:
        """Give the figure behind a percentage: 50 for a field of percents, 0.5 for others."""
        percents = of.unit.startswith("%")
        if isinstance(raw, str) and not percents and clean(raw).endswith("%"):
            share = NumberField(label=of.label).parse(clean(raw)[:-1].rstrip(), self.where)
            return raw if share is None else round(share / 100, 14)
        if isinstance(raw, Percent):
            return round(raw * 100, 10) if percents else float(raw)
        if isinstance(raw, str) and percents:
            return clean(raw).removesuffix("%").rstrip() or raw
        return raw

    def take_evidence(self, cells: Iterable[tuple[Field, Any]]) -> None:
        """Find out whether the numbers are written as 1.234,5 while ours are 1,234.5.

        Numbers that can be read only another way decide, unless others can be read only ours.
        """
        probe = NumberField(label="")
        texts = [
            clean(raw).removesuffix("%")
            for of, raw in cells
            if isinstance(of, NumberField) and isinstance(raw, str) and raw
        ]
        ours = {text for text in texts if _reads(probe, text, self.where)}
        others = [text for text in texts if text not in ours]
        most = 0
        for decimal, group in NUMBER_SIGNS.values():
            turned = replace(self.where, decimal=decimal, group=group)
            read = sum(_reads(probe, text, turned) for text in others)
            if read > most and all(_reads(probe, text, turned) for text in ours):
                most, self.where, self._turned = read, turned, True

    # References and choices

    def _reference(self, of: ReferenceField, raw: Any) -> Any:
        try:
            return of.parse(raw, self.where, self)
        except FieldError:
            found = self._named(of.target).get(folded(str(raw)), [])
            if len(found) > 1:
                codes = ", ".join(str(self.code_of(of.target, id)) for id in found[:4])
                raise FieldError(Text("“{value}” is the name of several: {codes}; write the code",
                                      value=raw, codes=codes)) from None  # fmt: skip
            if not found:
                raise
            return found[0]

    def _named(self, target: str) -> Mapping[str, list[int]]:
        if target not in self._names:
            made: dict[str, list[int]] = {}
            for record in self.dataset[target]:
                names = {record.display_name(), getattr(record, "local_name", None) or ""}
                for name in {folded(name) for name in names if name}:
                    made.setdefault(name, []).append(record.id)
            self._names[target] = made
        return self._names[target]

    def _choice(self, of: ChoiceField, raw: str) -> Any:
        try:
            return of.parse(raw, self.where, self)
        except FieldError:
            meant = of.meant(raw)
            if meant is None:
                raise
            self._meant[raw.strip()] = of.format(of.parse(meant), self.where)
            return of.parse(meant)

    def notes(self) -> list[Text]:
        """Give what was read in a way that somebody should see."""
        found = []
        if self._turned:
            found.append(
                Text("Numbers are read as written with “{decimal}” before the decimals",
                     decimal=self.where.decimal)
            )  # fmt: skip
        found += [
            Text("“{value}” is read as “{choice}”", value=value, choice=choice)
            for value, choice in self._meant.items()
        ]
        return found


def _reads(probe: NumberField, text: str, where: Locale) -> bool:
    try:
        return probe.parse(text, where) is not None
    except FieldError:
        return False
