"""Rules that several record types share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.quantity import contained_tonnes
from desktop.core.records import Record


def period_rules(record: Record, start: str = "start", end: str = "end") -> Iterator[Problem]:
    """Want the end not to lie before the start (compared by what the dates may mean)."""
    first: PartialDate | None = getattr(record, start)
    last: PartialDate | None = getattr(record, end)
    if first is not None and last is not None and last.latest < first.earliest:
        yield record.problem(
            end,
            Text(
                "{end} {last} lies before {start} {first}",
                end=record.type.by_name[end].title,
                last=last,
                start=record.type.by_name[start].title,
                first=first,
            ),
        )


def quantity_rules(record: Any, dataset: Dataset, quantity: str) -> Iterator[Problem]:
    """Want a form for a gross quantity, and a form of the record's own material."""
    form = dataset.get("form", record.form)
    if getattr(record, quantity) is not None and record.basis == "gross" and record.form is None:
        yield record.problem("form", Text("Gross quantity needs a form"))
    if form is not None and form.material != record.material:
        yield record.problem(
            "form",
            Text(
                "Form {form} is a form of {other}, not of {material}",
                form=form.code,
                other=dataset.code_of("material", form.material) or "?",
                material=dataset.code_of("material", record.material) or "?",
            ),
        )


def circle_rules(record: Record, dataset: Dataset, link: str) -> Iterator[Problem]:
    """Want references of a type to itself to lead nowhere back to the record."""
    seen = {record.id}
    at = dataset.get(record.type.name, getattr(record, link))
    while at is not None:
        if at.id in seen:
            yield record.problem(
                link,
                Text("{label} leads in a circle through {code}",
                     label=record.type.by_name[link].title, code=at.code),
            )  # fmt: skip
            return
        seen.add(at.id)
        at = dataset.get(record.type.name, getattr(at, link))


def contained(record: Any, dataset: Dataset, quantity: str) -> float | None:
    """Give a record's quantity in tonnes of contained metal, None when unknown.

    Raises `OfftakeError` for a gross quantity without a form.
    """
    form = dataset.get("form", record.form)
    return contained_tonnes(
        getattr(record, quantity),
        record.unit,
        record.basis,
        None if form is None else form.metal_content,
    )
