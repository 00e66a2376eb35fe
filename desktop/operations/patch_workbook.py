"""Patch: a few cells of a planner's own workbook changed in place, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.core.errors import OfftakeError, Problem, ProblemsError
from desktop.core.i18n import Text
from desktop.exchange.patch import (
    Edit,
    Options,
    Receipt,
    Target,
    ValueFault,
    open_target,
    typed,
    write,
)
from desktop.exchange.patch.places import parse_cell
from desktop.exchange.patch.plan import Refusal

_OPTIONS = {"overwrite_formulas": "--overwrite-formulas", "even_protected": "--even-protected",
            "dates_as_text": "--date-as-text"}  # fmt: skip


def patch_workbook(
    workbook: Path, wishes: Sequence[str], to: Path, options: Options | None = None
) -> Receipt:
    """Write wishes such as `Sheet!B2=12.5` into a workbook and save it as `to`.

    Raises `ProblemsError` with all that stands against it, `OfftakeError` where the workbook cannot
    be written back; then nothing is written.
    """
    problems: list[Problem] = []
    with open_target(workbook) as target:
        edits: list[Edit] = []
        for wish in wishes:
            try:
                edits.append(read_wish(target, wish))
            except OfftakeError as error:
                problems.append(_problem("", error.message))
        plan = target.plan(edits, options=options)
        problems += [_problem(refusal.cell, _with_remedy(refusal)) for refusal in plan.refusals]
        if problems:
            raise ProblemsError(problems)
        return write(plan, to)


def read_wish(target: Target, wish: str) -> Edit:
    """Read `Sheet!B2=12.5`. Raises `OfftakeError` for what names no cell or no value.

    Names of sheets may hold `!` and `=`: the one that the workbook has decides.
    """
    tried = ""
    for at in (n for n, sign in enumerate(wish) if sign == "="):
        place, value = wish[:at], wish[at + 1 :]
        sheet, bang, cell = place.rpartition("!")
        position = parse_cell(cell.strip())
        if not bang or not sheet:
            continue
        tried = tried or cell
        if position is None:
            continue
        try:
            return Edit(_sheet(target, sheet.strip()), *position, typed(value))
        except ValueFault as fault:
            raise OfftakeError(Text("{cell}: {problem}", cell=place, problem=fault.text)) from None
    if tried:
        raise OfftakeError(
            Text("“{wish}”: {cell} is no cell of a sheet, which ends at XFD1048576",
                 wish=wish, cell=tried)
        )  # fmt: skip
    raise OfftakeError(
        Text("“{wish}” does not name a cell and its value, such as Sheet!B2=12.5", wish=wish)
    )


def _sheet(target: Target, name: str) -> str | int:
    """Give the sheet that was meant: by name, by name in quotes, else by number."""
    bare = name
    if len(name) > 1 and name[0] == name[-1] == "'":
        bare = name[1:-1].replace("''", "'")
    if target.find_sheet(bare) is not None:
        return bare
    if target.find_sheet(name) is not None:
        return name
    return int(name) if name.isascii() and name.isdigit() else bare


def _with_remedy(refusal: Refusal) -> Text:
    """Say with a refusal which option of the command line writes all the same, if any does."""
    option = _OPTIONS.get(refusal.allowed_by)
    if option is None:
        return refusal.message
    return Text("{fault}; {option} writes it all the same", fault=refusal.message, option=option)


def _problem(cell: str, message: Text) -> Problem:
    return Problem("error", "", "", "", message, cell=cell or None)
