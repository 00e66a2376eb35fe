"""Problem copy: a workbook with notes on its faulty cells, to be sent back to whoever filled it."""

from __future__ import annotations

from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.problem_notes import NOTED, notes_of, refuse_same, write_list, write_noted
from desktop.exchange.review import Review


def proposed_name(review: Review) -> str:
    """Give a name for the copy: of the workbook's kind where that can hold notes, else .xlsx."""
    suffix = review.path.suffix if _holds_notes(review) else ".xlsx"
    return f"{review.path.stem} - {Text('problems')}{suffix}"


def problem_copy(review: Review, to: Path, progress: Progress | None = None) -> Path:
    """Write the copy and give its path.

    A copy of an .xlsx has a note on each faulty cell, in the language it was exported in. For a
    workbook that takes no notes, and for a review of several, it is a new workbook that lists the
    problems. Raises `OfftakeError` or `OSError` where it cannot be written; nothing is left there
    then.
    """
    (progress or Progress()).step(0, 1, Text("Writing {file}", file=to.name))
    for path in review.paths or (review.path,):
        refuse_same(path, to)
    if _holds_notes(review):
        try:
            language = review.link.language if review.link is not None else ""
            write_noted(review.path, to, notes_of(review.problems, language))
        except OfftakeError:
            if to.suffix.casefold() != ".xlsx":
                raise
            # A signed workbook, for one, takes no notes; the list still says all.
            _write_list(review, to)
    else:
        _write_list(review, to)
    return to


def _write_list(review: Review, to: Path) -> None:
    part = to.with_name(f".{to.name}.part")
    try:
        write_list(part, [one for one in review.problems if one.severity == "error"])
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def _holds_notes(review: Review) -> bool:
    return len(review.paths) <= 1 and review.path.suffix.casefold() in NOTED
