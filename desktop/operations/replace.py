"""Replace: a text looked for in many cells and another put in its place, seen before it is done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError
from desktop.core.fields import Field, NumberField
from desktop.core.i18n import Text, locale
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.operations.block import Block, checked
from desktop.operations.cells import Reader

_STEP = 500


@dataclass(frozen=True)
class Wanted:
    """What is looked for and what is put in its place; `whole` means the whole cell only."""

    find: str
    put: str = ""
    match_case: bool = False
    whole: bool = False

    def pattern(self) -> re.Pattern[str]:
        """Give the expression that finds it."""
        text = re.escape(self.find)
        return re.compile(
            rf"\A{text}\Z" if self.whole else text, 0 if self.match_case else re.IGNORECASE
        )


@dataclass(frozen=True, slots=True)
class Replacement:
    """One cell in which the text was found: as it is, as it would be, and what is wrong then."""

    id: int
    name: str
    before: str
    after: str
    fault: Text | None = None


@dataclass(frozen=True)
class Replacements:
    """All cells in which the text was found, and the Block that changes those that can be."""

    found: Sequence[Replacement]
    block: Block

    @property
    def good(self) -> int:
        """How many cells would be changed."""
        return sum(one.fault is None for one in self.found)


def replaced(
    dataset: Dataset,
    type: RecordType,
    cells: Mapping[int, Sequence[str]],
    wanted: Wanted,
    progress: Progress | None = None,
) -> Replacements:
    """Give what replacing would do in some cells: record id -> field names.

    Numbers are looked at without marks for thousands. Raises `Cancelled`.
    """
    progress = progress or Progress()
    reader, pattern = Reader(dataset), wanted.pattern()
    values: dict[int, dict[str, object]] = {}
    found: list[Replacement] = []
    for done, (id, names) in enumerate(cells.items()):
        if done % _STEP == 0:
            progress.step(done, len(cells), Text("Searching"))
        record = dataset[type.name][id]
        for name in names if wanted.find else ():
            of = type.by_name[name]
            before = text_of(of, getattr(record, name), dataset)
            after = pattern.sub(lambda _: wanted.put, before)
            if after == before:
                continue
            fault = None
            try:
                values.setdefault(id, {})[name] = reader.read(of, after)
            except FieldError as error:
                fault = error.message
            found.append(Replacement(id, name, before, after, fault))
    block = checked(dataset, Block(type, values, _label))
    refused = {(fault.id, fault.name): fault.message for fault in block.faults}
    kept = {(id, name) for id, some in block.values.items() for name in some}
    return Replacements([_settled(one, refused, kept) for one in found], block)


def _settled(
    one: Replacement, refused: Mapping[tuple[int | None, str], Text], kept: set[tuple[int, str]]
) -> Replacement:
    if one.fault is not None or (one.id, one.name) in kept:
        return one
    # A rule may have refused it because of another cell of the record.
    own = refused.get((one.id, one.name))
    others = [message for (id, _), message in refused.items() if id in (one.id, None)]
    fault = own or (others[0] if others else Text("It cannot be changed"))
    return Replacement(one.id, one.name, one.before, one.after, fault)


def _label(n: int) -> Text:
    return Text.count(n, "Replace in {n} cell", "Replace in {n} cells")


def text_of(of: Field, value: object, dataset: Dataset) -> str:
    """Give a cell as it is searched and typed: numbers without marks for thousands."""
    if value is None:
        return ""
    text = of.format(value, lookup=dataset)
    return text.replace(locale().group, "") if isinstance(of, NumberField) else text
