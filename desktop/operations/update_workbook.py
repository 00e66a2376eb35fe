"""Update: what the workspace says, written into a planner's own workbook in place.

Rows and columns are matched as an import does it. Only cells that differ are written; what would
lose something (edits there that are not imported yet, formulas, locked cells) is refused unless
it was agreed to. What was written is read back the same way before the file is replaced.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, Problem
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.patch import Edit, Options, Plan, Receipt, Target, open_target, write
from desktop.operations.import_workbook import History
from desktop.operations.workbook_differences import Columns, Difference, differences
from desktop.operations.workbook_rows import Comparison, compare_workbook

#: What to do with cells that somebody changed in the workbook since it was exported.
CHANGED_THERE = ("stop", "keep", "overwrite")
_LISTED = 8  # codes that are named on a line


@dataclass
class UpdateResult:
    """What an update did, or would do: `receipt` is None when nothing was written."""

    differences: Sequence[Difference]
    dataset: Dataset
    written: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)
    appended: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    formulas: Sequence[str] = ()
    receipt: Receipt | None = None

    @property
    def stopped(self) -> bool:
        """Whether something stood against it."""
        return any(problem.severity == "error" for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line."""
        return {
            "problems": [problem.to_json() for problem in self.problems],
            "cells": [self._cell_json(one) for one in self.written],
            "kept": [self._cell_json(one) for one in self.kept],
            "appended": self.appended,
            "lacking": self.lacking,
            "formulas": list(self.formulas),
            "notes": [str(note) for note in self.notes],
            "receipt": None if self.receipt is None else self.receipt.to_json(),
        }

    def lines(self) -> Iterator[str]:
        """Give the result as lines of text."""
        for note in self.notes:
            yield str(note)
        for problem in self.problems:
            yield f"{problem.severity}: {problem}"
        for one in self.written:
            yield str(Text("{cell}: {there} → {here}", **self._shown(one)))
        for one in self.kept:
            yield str(Text("{cell}: {there} stays, here it is {here}", **self._shown(one)))
        if self.formulas:
            yield str(Text("Formulas that go: {cells}", cells=", ".join(self.formulas)))
        if self.appended:
            yield str(Text("Rows to append: {codes}", codes=_some(self.appended)))
        elif self.lacking:
            yield str(Text("Not in the workbook: {codes}", codes=_some(self.lacking)))
        if self.receipt is not None:
            yield from self.receipt.lines()
        elif self.stopped:
            yield str(Text("Nothing was written"))
        elif self.written or self.appended:
            yield str(Text("Nothing was written; this was a dry run"))
        else:
            yield str(Text("No changes"))

    def _shown(self, one: Difference) -> dict[str, Any]:
        of = one.row.type.by_name[one.name]
        here, there = (of.format(v, None, self.dataset) or "–" for v in (one.here, one.there))
        return {"cell": one.row.cell(one.name), "here": here, "there": there}

    def _cell_json(self, one: Difference) -> dict[str, Any]:
        shown = self._shown(one)
        return {"type": one.row.type.name, "code": one.row.code, "field": one.name,
                "kind": one.kind, **shown}  # fmt: skip


def _some(codes: Sequence[str]) -> str:
    """Give the first codes, and how many more there are."""
    more = len(codes) - _LISTED
    return ", ".join([*codes[:_LISTED], *([str(Text("{n} more", n=more))] if more > 0 else [])])


def update_workbook(
    source: History,
    path: Path,
    *,
    changed_there: str = "stop",
    append: bool = False,
    overwrite_formulas: bool = False,
    dry_run: bool = False,
    answers: Sequence[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> UpdateResult:
    """Write what the workspace says into the cells of a workbook that differ, and nothing else.

    A copy of the workbook is kept beside it. Where anything stands against it, nothing is
    written and the problems tell why. Raises `OfftakeError` for what cannot be read or written.
    """
    if changed_there not in CHANGED_THERE:
        raise ValueError(f"changed_there is one of {CHANGED_THERE}, not {changed_there!r}")
    path, progress = Path(path), progress or Progress()
    found = compare_workbook(source, path, answers, progress)
    result = UpdateResult(list(differences(found)), found.ours, notes=list(found.notes))
    result.lacking = [record.code for _, record in found.lacking()]
    for one in result.differences:
        _sort_out(one, result, changed_there)
    options = Options(overwrite_formulas=overwrite_formulas, dates_as_text=True)
    with open_target(path) as target:
        plan = _plan(target, found, result, append, options)
    result.problems += [
        Problem("error", "", "", "", refusal.message, cell=refusal.cell or None)
        for refusal in plan.refusals
    ]
    result.formulas = plan.formulas
    nothing = not plan.changes and not plan.appended
    if result.stopped or nothing:
        return result
    result.problems += _read_back(source, path, found, result, append, options, answers)
    if not dry_run and not result.stopped:
        with open_target(path) as target:
            result.receipt = write(_plan(target, found, result, append, options), path)
    return result


def _sort_out(one: Difference, result: UpdateResult, changed_there: str) -> None:
    """Put a difference to what is written, or to what stays, or tell what stands against it."""
    if one.kind == "two-way" and one.here is None:
        result.kept.append(one)  # that nothing is known here is no reason to clear it there
    elif not one.is_theirs or changed_there == "overwrite":
        result.written.append(one)
    else:
        result.kept.append(one)
        if changed_there == "stop":
            message = Text("it was changed in the workbook since its export; import it first, or "
                           "say whether to keep or to overwrite it")  # fmt: skip
            result.problems.append(_problem(one, message))


def _problem(one: Difference, message: Text) -> Problem:
    row = one.row
    return Problem("error", row.type.name, row.code, one.name, message, row.id, row.cell(one.name))


def _plan(
    target: Target, found: Comparison, result: UpdateResult, append: bool, options: Options
) -> Plan:
    """Spell the values and work out what a write would do."""
    columns = Columns(target, found)
    edits: list[Edit] = []
    told = {(p.cell, str(p.message)) for p in result.problems}
    for one in result.written:
        sheet, row, column = one.row.places[one.name]
        try:
            edits.append(Edit(sheet, row, column, columns.spell(one.row, one.name, one.here)))
        except FieldError as fault:
            problem = _problem(one, fault.message)
            if (problem.cell, str(problem.message)) not in told:
                result.problems.append(problem)
    appends = list(found.appends(columns.spell)) if append else []
    result.appended = result.lacking if appends else []
    return target.plan(edits, appends, options=options)


def _read_back(
    source: History,
    path: Path,
    found: Comparison,
    result: UpdateResult,
    append: bool,
    options: Options,
    answers: Sequence[tuple[str, str]],
) -> list[Problem]:
    """Write a copy elsewhere, read it as an import would, and tell what does not read as meant."""
    with tempfile.TemporaryDirectory() as folder, open_target(path) as target:
        copy = Path(folder) / path.name
        write(_plan(target, found, result, append, options), copy)
        again = compare_workbook(source, copy, answers, Progress())
        left = {(d.row.cell(d.name), d.name): d for d in differences(again)}
    kept = {(d.row.cell(d.name), d.name) for d in result.kept}
    written = {(d.row.cell(d.name), d.name): d for d in result.written}
    message = Text("the column has no way to say it that would be read as meant; change it by hand")
    problems = [_problem(one, message) for key, one in written.items() if key in left]
    others = [one for key, one in left.items() if key not in written and key not in kept]
    return problems + [_problem(one, message) for one in others]
