"""Update: what the workspace says, written into a planner's own workbook in place.

Rows and columns are matched as an import does it. Only cells that differ are written; what would
lose something (edits there that are not imported yet, formulas, locked cells) is refused unless
it was agreed to. What was written is read back the same way before the file is replaced.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, OfftakeError, Problem
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.patch import Append, Edit, Options, Receipt, Target, open_target, write
from desktop.exchange.patch.plan import Refusal
from desktop.operations.import_workbook import History
from desktop.operations.workbook_differences import (
    TWO_WAY,
    Columns,
    Difference,
    differences,
    doubts,
)
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
    take_doubtful: bool = False,
    dry_run: bool = False,
    answers: Sequence[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> UpdateResult:
    """Write what the workspace says into the cells of a workbook that differ, and nothing else.

    A copy of the workbook is kept beside it. Where anything stands against it, nothing is
    written and the problems tell why. Where nobody knows who changed a cell, and the difference is
    odd (a thousand times as much: another unit?), it stays unless `take_doubtful`. Raises
    `OfftakeError` for what cannot be read or written.
    """
    if changed_there not in CHANGED_THERE:
        raise ValueError(f"changed_there is one of {CHANGED_THERE}, not {changed_there!r}")
    path, progress = Path(path), progress or Progress()
    with open_target(path) as target:
        digest = target.digest
    found = compare_workbook(source, path, answers, progress)
    result = UpdateResult(list(differences(found)), found.ours, notes=list(found.notes))
    result.notes += found.strangers_note()
    result.problems += [replace(one, severity="warning") for one in found.unread]
    result.lacking = [record.code for _, record in found.lacking()]
    odd = {} if take_doubtful else doubts(found, result.differences)
    for one in result.differences:
        doubt = odd.get(one.key) if one.kind == TWO_WAY else None
        _sort_out(one, result, changed_there, doubt)
        if doubt is not None and append:
            message = Text("no rows are appended while a figure is in doubt; give the header a "
                           "unit, or say --take-doubtful")  # fmt: skip
            result.problems.append(_problem(one, message))
    options = Options(overwrite_formulas=overwrite_formulas, dates_as_text=True)
    with _opened(path, digest) as target:
        wish = _wish(target, found, result, append)
        plan = target.plan(*wish, options=options)
    result.problems += [
        Problem("error", "", "", "", _with_remedy(refusal), cell=refusal.cell or None)
        for refusal in plan.refusals
    ]
    result.formulas = plan.formulas
    nothing = not plan.changes and not plan.appended
    if result.stopped or nothing:
        return result
    with _opened(path, digest) as target, tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        write(target.plan(*wish, options=options), copy)
        result.problems += _read_back(source, copy, result, answers)
    if not dry_run and not result.stopped:
        with _opened(path, digest) as target:
            result.receipt = write(target.plan(*wish, options=options), path)
    return result


@contextlib.contextmanager
def _opened(path: Path, digest: str) -> Iterator[Target]:
    """Open the workbook that was compared. Raises `OfftakeError` if it was saved since."""
    with open_target(path) as target:
        if target.digest != digest:
            raise OfftakeError(
                Text("“{file}” was saved by somebody else since it was read; nothing was written, "
                     "compare again", file=path.name)
            )  # fmt: skip
        yield target


def _sort_out(
    one: Difference, result: UpdateResult, changed_there: str, doubt: Text | None
) -> None:
    """Put a difference to what is written, or to what stays, or tell what stands against it."""
    if one.kind == TWO_WAY and one.here is None:
        result.kept.append(one)  # that nothing is known here is no reason to clear it there
    elif doubt is not None:
        result.kept.append(one)
        message = Text("{doubt}; it stays as it is unless --take-doubtful is given", doubt=doubt)
        result.problems.append(_problem(one, message, "warning"))
    elif not one.is_theirs or changed_there == "overwrite":
        result.written.append(one)
    else:
        result.kept.append(one)
        if changed_there == "stop":
            message = Text("it was changed in the workbook since its export; import it first, or "
                           "say whether to keep or to overwrite it")  # fmt: skip
            result.problems.append(_problem(one, message))


def _with_remedy(refusal: Refusal) -> Text:
    if refusal.allowed_by != "overwrite_formulas":
        return refusal.message
    return Text("{fault}; {option} writes it all the same", fault=refusal.message,
                option="--overwrite-formulas")  # fmt: skip


def _problem(one: Difference, message: Text, severity: str = "error") -> Problem:
    row = one.row
    return Problem(severity, row.type.name, row.code, one.name, message, row.id, row.cell(one.name))


def _wish(
    target: Target, found: Comparison, result: UpdateResult, append: bool
) -> tuple[list[Edit], list[Append]]:
    """Spell the values: the cells to write, and the rows to append."""
    columns = Columns(target, found)
    columns.learn([(one.row, one.name) for one in result.written])
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
    if append:
        models = {model.type.name: model for model, _ in found.lacking()}.values()
        columns.learn([(model, name) for model in models for name in model.places])
    appends = list(found.appends(columns.spell)) if append else []
    result.appended = result.lacking if appends else []
    return edits, appends


def _read_back(
    source: History, copy: Path, result: UpdateResult, answers: Sequence[tuple[str, str]]
) -> list[Problem]:
    """Read a written copy as an import would, and tell what does not read as meant."""
    again = compare_workbook(source, copy, answers, Progress())
    left = {(d.row.cell(d.name), d.name): d for d in differences(again)}
    kept = {(d.row.cell(d.name), d.name) for d in result.kept}
    written = {(d.row.cell(d.name), d.name): d for d in result.written}
    message = Text("the column has no way to say it that would be read as meant; change it by hand")
    problems = [_problem(one, message) for key, one in written.items() if key in left]
    others = [one for key, one in left.items() if key not in written and key not in kept]
    return problems + [_problem(one, message) for one in others]
