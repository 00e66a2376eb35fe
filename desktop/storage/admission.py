"""What a ChangeSet passes before it is written: one change per record, ids, and “before”.

The result of `admitted` says exactly what happens, and only that: no two changes of a record, no
change that changes nothing, real ids, and a full “before” wherever something is overwritten.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from desktop.core.changes import Change, Values
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem, StaleError
from desktop.core.fields import Field
from desktop.core.i18n import Text

#: Real ids by the type and negative id that stood for them.
Given = Mapping[tuple[str, int], int]


def admitted(
    changes: Iterable[Change],
    dataset: Dataset,
    known: Dataset,
    highest: Mapping[str, int],
    bring_back: bool,
) -> tuple[list[Change], Given]:
    """Give the changes to write and the ids given to new records.

    Raises `StaleError` where “before” no longer holds, on any of the records.

    `known` is the dataset that the caller saw, which can be older than `dataset`; what is gone
    is named by it. `highest` is the highest id ever used, by type. Only with `bring_back` may an
    added record have an id already: it is a removed record that returns.
    """
    settled = merged(changes)
    given = _given(settled, highest, bring_back)
    admission = _Admission(dataset, known, given)
    found: list[Change] = []
    for change in settled:
        kept = admission.addition(change) if change.before is None else admission.other(change)
        if kept is not None:
            found.append(kept)
    return found, given


def as_asked(problems: Iterable[Problem], given: Given) -> list[Problem]:
    """Give problems of new records under the negative ids by which the caller knows them."""
    asked = {(type, real): id for (type, id), real in given.items()}
    return [
        dataclasses.replace(problem, id=asked[problem.type, problem.id])
        if problem.id is not None and (problem.type, problem.id) in asked
        else problem
        for problem in problems
    ]


def merged(changes: Iterable[Change]) -> list[Change]:
    """Give one change per record, where it first occurs, with the effect of all in turn."""
    changes = list(changes)
    if len({(change.type, change.id) for change in changes}) == len(changes):
        return changes
    found: dict[tuple[str, int], Change] = {}
    for change in changes:
        key = (change.type, change.id)
        earlier = found.get(key)
        if earlier is None:
            found[key] = change
            continue
        if change.before is None or earlier.after is None:
            raise ValueError(f"{change.type} {change.id} is added or removed twice in one change")
        if earlier.before is None and change.after is None:
            del found[key]
            continue
        before = None if earlier.before is None else {**change.before, **earlier.before}
        after = None if change.after is None else {**earlier.after, **change.after}
        found[key] = Change(change.type, change.id, before, after)
    return list(found.values())


def _given(changes: Sequence[Change], highest: Mapping[str, int], bring_back: bool) -> Given:
    """Give real ids for the negative ones of new records, above any that was ever used."""
    given: dict[tuple[str, int], int] = {}
    following = dict(highest)
    for change in changes:
        if change.before is not None:
            continue
        if change.id == 0 or bring_back != (change.id > 0):
            raise ValueError(f"a new {change.type} must have a negative id, not {change.id}")
        if not bring_back:
            following[change.type] += 1
            given[change.type, change.id] = following[change.type]
    return given


class _Admission:
    """Settles single changes against a dataset; made once for all changes of a set."""

    def __init__(self, dataset: Dataset, known: Dataset, given: Given) -> None:
        self._dataset = dataset
        self._known = known
        self._given = given
        types = dataset.types.items()
        new = {type for type, _ in given}
        self._links = {
            n: [(f.name, f.target) for f in t.references if f.target in new] for n, t in types
        }
        self._names = {n: t.names for n, t in types}
        self._values: dict[str, Callable[[Any], tuple[Any, ...]]] = {
            n: attrgetter("id", *t.names) for n, t in types
        }

    def addition(self, change: Change) -> Change:
        assert change.after is not None
        id = self._given.get((change.type, change.id), change.id)
        if id in self._dataset[change.type]:
            raise StaleError(
                Text("{record} is there already", record=_named(change.type, id, self._dataset))
            )
        known = change.after
        if None in known.values():
            known = {name: value for name, value in known.items() if value is not None}
        return Change(change.type, id, None, self._linked(change.type, known))

    def other(self, change: Change) -> Change | None:
        """Give a change or removal as it is now; None when nothing would change."""
        assert change.before is not None
        record = self._dataset[change.type].get(change.id)
        if record is None:
            type = self._dataset.types[change.type]
            code = change.before.get("code") or self._known.code_of(change.type, change.id)
            raise StaleError(
                Text("{type} {code} was deleted meanwhile",
                     type=type.singular, code=code or f"#{change.id}")
            )  # fmt: skip
        for name, value in change.before.items():
            if getattr(record, name) != value:
                raise StaleError(self._stale(change, name))
        if change.after is None:
            values = self._values[change.type](record)[1:]
            pairs = zip(self._names[change.type], values, strict=True)
            return Change(change.type, change.id, {n: v for n, v in pairs if v is not None}, None)
        after = self._linked(change.type, change.after)
        after = {n: v for n, v in after.items() if getattr(record, n) != v}
        if not after:
            return None
        return Change(change.type, change.id, {n: getattr(record, n) for n in after}, after)

    def _linked(self, type: str, values: Values) -> Values:
        """Give values whose references to new records have the real ids."""
        for name, target in self._links[type]:
            id = values.get(name)
            # Only what is new has a negative id; whatever else stands here is looked at later.
            if isinstance(id, int) and id < 0 and (target, id) in self._given:
                values = {**values, name: self._given[target, id]}
        return values

    def _stale(self, change: Change, name: str) -> Text:
        assert change.before is not None
        field = self._dataset.types[change.type].by_name[name]
        now = getattr(self._dataset[change.type][change.id], name)
        return Text(
            "{record}: {difference}",
            record=_named(change.type, change.id, self._dataset),
            difference=differs(field, change.before[name], now, self._dataset),
        )


def differs(field: Field, then: Any, now: Any, dataset: Dataset) -> Text:
    """Say that a field has another value than expected."""
    return Text(
        "{field} is now {now}, no longer {then}",
        field=field.title,
        now=_shown(field, now, dataset),
        then=_shown(field, then, dataset),
    )


def _shown(field: Field, value: Any, dataset: Dataset) -> Text:
    if value is None:
        return Text("blank")
    return Text("“{value}”", value=field.format(value, None, dataset))


def _named(type: str, id: int, dataset: Dataset) -> Text:
    code = dataset.code_of(type, id) or f"#{id}"
    return Text("{type} {code}", type=dataset.types[type].singular, code=code)
