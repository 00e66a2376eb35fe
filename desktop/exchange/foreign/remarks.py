"""Remarks: what colours, strokes and comments of a foreign table say, told and not interpreted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.exchange.foreign.draft import Draft
from desktop.exchange.foreign.grid import Grid

_LISTED = 12  # rows and cells that a remark names before it counts the rest
_SHORT = 200  # letters of a comment that are shown


def remarks(
    grid: Grid, rows: Sequence[int], left_out: Collection[int], columns: Collection[int]
) -> Iterator[Text]:
    """Give what the looks of the rows of a table say; `left_out` are rows that are not read."""
    looks, sheet = grid.sheet.looks, grid.sheet.name
    every = sorted({*rows, *left_out})
    known = set(every)
    struck = sorted({row for row, column in looks.struck if row in known and column in columns})
    if struck:
        yield Text.count(
            len(struck), "{sheet}: row {rows} is struck through; what it says was read all the "
            "same", "{sheet}: {n} rows are struck through; what they say was read all the same: "
            "{rows}", sheet=sheet, rows=_numbers(struck),
        )  # fmt: skip
    for colour, coloured in _colours(looks.colours, known, columns).items():
        # Bands and columns of a colour are dress; a few rows of one are a remark.
        if len(coloured) <= max(1, len(every) // 3) and len(every) > 1:
            yield Text.count(
                len(coloured), "{sheet}: row {rows} is coloured ({colour}); a colour says nothing "
                "here", "{sheet}: {n} rows are coloured ({colour}); a colour says nothing here: "
                "{rows}", sheet=sheet, rows=_numbers(sorted(coloured)), colour=colour,
            )  # fmt: skip
    partly = sorted(place for place in looks.partly_struck if place[0] in known)
    if partly:
        yield Text("{sheet}: part of the text is struck through, and was read with the rest: "
                   "{cells}", sheet=sheet,
                   cells=_listed([grid.address(*place) for place in partly]))  # fmt: skip
    said = sorted(place for place in looks.notes if place[0] in known)
    if said:
        texts = [f"{grid.address(*place)} “{looks.notes[place][:_SHORT]}”" for place in said]
        yield Text.count(
            len(said), "{sheet}: {n} comment: {texts}", "{sheet}: {n} comments: {texts}",
            sheet=sheet, texts=_listed(texts),
        )  # fmt: skip


def keep_comments(draft: Draft, dataset: Dataset) -> None:
    """Add the comments beside a row to the note of its record, each once."""
    looks = draft.place.grid.sheet.looks
    said = [text for (row, _), text in sorted(looks.notes.items()) if row == draft.place.row]
    if not said or "note" not in draft.type.by_name:
        return
    record = dataset.get(draft.type.name, draft.id) if draft.id is not None else None
    now = draft.values.get("note") or (getattr(record, "note", None) if record else None) or ""
    new = [text for text in said if text not in now]
    if new:
        draft.values["note"] = "\n".join([*([now] if now else []), *new])


def _colours(
    colours: Mapping[tuple[int, int], str], rows: Collection[int], columns: Collection[int]
) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for (row, column), colour in colours.items():
        if row in rows and column in columns:
            found.setdefault(colour, set()).add(row)
    return found


def _numbers(rows: Sequence[int]) -> str:
    return _listed([str(row + 1) for row in rows])


def _listed(parts: Sequence[str]) -> str:
    more = len(parts) - _LISTED
    found = ", ".join(parts[:_LISTED])
    return f"{found}, … (+{more})" if more > 0 else found
