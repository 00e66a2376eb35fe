"""Import result: what an import did, or would do, as JSON values or lines of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import ADDED, COPIED, Cell, Item
from desktop.exchange.review import Review
from desktop.exchange.values import written

if TYPE_CHECKING:
    from desktop.operations.import_effect import Effect


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do: `revision` is None when nothing was written.

    `stopped` tells that problems or conflicts kept it from being written. `effect` is what a dry
    run would do to the plan.
    """

    review: Review
    counts: dict[str, dict[str, int]]
    conflicts: list[dict[str, Any]]
    problems: list[Problem]
    revision: int | None
    stopped: bool
    effect: list[Effect] | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line."""
        return {
            "problems": [problem.to_json() for problem in self.problems],
            **self.counts,
            "cells": list(_changed_cells(self.review)),
            "conflicts": self.conflicts,
            "doubtful": list(_doubtful_cells(self.review)),
            "missing": self.review.missing(),
            "notes": [str(note) for note in self.review.notes],
            "revision": self.revision,
            **self._effect_json(),
        }

    def _effect_json(self) -> dict[str, Any]:
        if self.effect is None:
            return {}
        return {"effect": [effect.to_json() for effect in self.effect]}

    def lines(self) -> Iterator[str]:
        """Give the result as lines of text."""
        for note in self.review.notes:
            yield str(note)
        for problem in self.problems:
            yield f"{problem.severity}: {problem}"
        types = self.review.dataset.types
        for conflict in self.conflicts:
            of = types[conflict["type"]].by_name.get(conflict["field"])
            shown = conflict if of is None else {**conflict, "field": of.title}
            senders = conflict.get("senders")
            if isinstance(senders, dict):
                told = (f"{sender}: {value}" for sender, value in senders.items())
                shown = {**shown, "theirs": ", ".join(told)}
            yield str(
                Text("conflict: {code} {field}: exported {base}, here {ours}, there {theirs}",
                     **shown)
            )  # fmt: skip
        said = (
            ("added", Text("{n} added: {sheet}")),
            ("changed", Text("{n} changed: {sheet}")),
            ("removed", Text("{n} removed: {sheet}")),
        )
        for kind, text in said:
            for name, count in self.counts[kind].items():
                yield str(Text(text.source, n=count, sheet=types[name].title))
        for name, count in self.review.missing().items():
            if name not in self.counts["removed"]:
                yield str(Text("{n} missing in the workbook, kept: {sheet}", n=count,
                               sheet=types[name].title))  # fmt: skip
        doubtful = len(self.review.doubtful())
        if doubtful:
            yield str(
                Text.count(
                    doubtful,
                    "{n} doubtful cell was left as it is",
                    "{n} doubtful cells were left as they are",
                )
            )
        if self.effect is not None and any(self.counts.values()):
            from desktop.operations.import_effect import effect_lines

            yield from effect_lines(self.effect)
        yield str(self._outcome())

    def _outcome(self) -> Text:
        if self.revision is not None:
            return Text("Imported as revision {n}", n=self.revision)
        if self.stopped:
            return Text("Nothing was written; settle the problems and conflicts first")
        if any(self.counts.values()):
            return Text("Nothing was written; this was a dry run")
        return Text("No changes")


def _changed_cells(found: Review) -> Iterator[dict[str, Any]]:
    """Give every cell of a present record that the import changes: here, and in the workbook."""
    for item in found.items:
        if item.kind != "changed" or not item.accepted:
            continue
        for cell in item.cells:
            if cell.accepted:
                yield {
                    "type": item.type,
                    "code": item.code,
                    "field": cell.field,
                    "cell": None if item.place is None else item.place.cell(cell.field),
                    **_sides(found, item.type, cell, ("ours", "theirs")),
                }


def _doubtful_cells(found: Review) -> Iterator[dict[str, Any]]:
    """Give every cell that waits for a tick, and why."""
    for item, cell in found.doubtful():
        yield {
            "type": item.type,
            "code": item.code,
            "field": cell.field,
            "cell": None if item.place is None else item.place.cell(cell.field),
            **_sides(found, item.type, cell, ("ours", "theirs")),
            "message": str(cell.doubt),
        }


def _sides(found: Review, type_name: str, cell: Cell, sides: Sequence[str]) -> dict[str, Any]:
    of = found.dataset.types[type_name].by_name[cell.field]
    return {s: _json_value(written(of, getattr(cell, s), found.codes)) for s in sides}


def conflicts_of(found: Review) -> Iterator[dict[str, Any]]:
    """Give the conflicts as JSON values: cells, and records that one side removed."""
    for item in found.items:
        if item.accepted is None:
            here, there = _words(item)
            yield {"type": item.type, "code": item.code, "field": "", "base": None,
                   "ours": here, "theirs": there, **_senders(item)}  # fmt: skip
        for cell in item.conflicts():
            values = _sides(found, item.type, cell, ("base", "ours", "theirs"))
            yield {"type": item.type, "code": item.code, "field": cell.field, **values,
                   **_offers(found, item, cell)}  # fmt: skip


def _words(item: Item) -> tuple[str | None, str]:
    if item.kind in (ADDED, COPIED):
        return None, "added"
    return ("removed", "changed") if item.place else ("changed", "removed")


def _senders(item: Item) -> dict[str, Any]:
    return {"senders": list(item.senders)} if item.senders else {}


def _offers(found: Review, item: Item, cell: Cell) -> dict[str, Any]:
    """Give what each workbook says, where several were merged."""
    if not cell.offers:
        return {}
    of = found.dataset.types[item.type].by_name[cell.field]
    return {
        "senders": {
            offer.sender: _json_value(written(of, offer.value, found.codes))
            for offer in cell.offers
        }
    }


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
