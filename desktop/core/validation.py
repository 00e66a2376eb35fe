"""Validation: everything that is wrong with a change, all at once, before anything is written."""

from __future__ import annotations

import datetime as dt
from builtins import type as builtin_type
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from types import NoneType

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text, join
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record

#: From so many new records of a type on, they are looked at a column at a time.
_MANY = 50
#: The kinds of values that fields have, of which sets can be made.
_HASHABLE = {str, int, float, bool, tuple, dt.date, PartialDate}
_LISTED = 8  # how many referring records a refusal names before it counts the rest


def validate(after: Dataset, changes: Sequence[Change]) -> list[Problem]:
    """Give all errors that `changes`, already applied in `after`, would bring in.

    Checked are the changed fields, required fields, uniqueness of codes, references, removals
    of records in use, and the rules of the changed records and of records that watch them.
    """
    problems: list[Problem] = []
    for change in _doubtful(after, changes):
        record = after[change.type].get(change.id)
        if record is not None and change.after is not None:
            names = None if change.before is None else set(change.after)
            problems += _field_problems(record, names, after)
    problems += _removal_problems(after, changes)
    for record in _whose_rules_run(after, changes):
        problems += [p for p in record.rules(after) if p.severity == "error"]
    return problems


def check(dataset: Dataset) -> list[Problem]:
    """Give everything that is wrong or doubtful in a whole dataset, errors first."""
    problems: list[Problem] = []
    for type in dataset.types.values():
        for record in dataset[type.name]:
            problems += _field_problems(record, None, dataset)
            problems += record.rules(dataset)
    return sorted(problems, key=lambda problem: problem.severity != "error")


def record_problems(record: Record, dataset: Dataset) -> list[Problem]:
    """Give everything that is wrong or doubtful with one record of a dataset."""
    return [*_field_problems(record, None, dataset), *record.rules(dataset)]


def _doubtful(after: Dataset, changes: Sequence[Change]) -> Iterable[Change]:
    """Give the changes to look at one by one: of many new records only those that need it.

    New records are looked at a column at a time first: each value is checked once, however many
    records have it, and most imports bring in nothing that is wrong.
    """
    new: dict[str, list[Record]] = {}
    for change in changes:
        if change.before is None and change.after is not None:
            record = after[change.type].get(change.id)
            if record is not None:
                new.setdefault(change.type, []).append(record)
    sound = {name for name, found in new.items() if len(found) >= _MANY and are_sound(found, after)}
    if not sound:
        return changes
    return [c for c in changes if c.before is not None or c.type not in sound]


def are_sound(records: Sequence[Record], after: Dataset) -> bool:
    """Tell whether the fields of records of one type are right; False where that is not sure."""
    type = records[0].type
    targets = {field.name: after[field.target] for field in type.references}
    try:
        for field in type.fields:
            values = list(map(attrgetter(field.name), records))
            # 1, 1.0 and True are equal: a set of them would hold only one.
            kinds = set(map(builtin_type, values))
            if field.required and NoneType in kinds:
                return False
            kinds.discard(NoneType)
            if not kinds:
                continue
            if len(kinds) > 1 or not kinds <= _HASHABLE:
                return False
            distinct = set(values)
            distinct.discard(None)
            if not field.passes(distinct):
                return False
            if field.name in targets and not all(map(targets[field.name].__contains__, distinct)):
                return False
    except TypeError:  # a value that is of no kind that any field has
        return False
    ids = list(map(attrgetter("id"), records))
    return after[type.name].ids_of(map(attrgetter("code"), records)) == ids


def _field_problems(record: Record, names: set[str] | None, after: Dataset) -> Iterator[Problem]:
    for field in record.type.fields:
        if names is not None and field.name not in names:
            continue
        value = getattr(record, field.name)
        if value is None:
            if field.required:
                yield record.problem(field.name, Text("{label} is required", label=field.title))
            continue
        fault = field.check(value)
        if fault is not None:
            yield record.problem(
                field.name, Text("{label}: {fault}", label=field.title, fault=fault)
            )
    for reference in record.type.references:
        if names is not None and reference.name not in names:
            continue
        value = getattr(record, reference.name)
        if isinstance(value, int) and value not in after[reference.target]:
            yield record.problem(
                reference.name,
                Text("{label}: there is no such {type}",
                     label=reference.title, type=after.types[reference.target].singular),
            )  # fmt: skip
    if record.code and (names is None or "code" in names):
        holder = after[record.type.name].by_code(record.code)
        if holder is not None and holder.id != record.id:
            yield record.problem(
                "code",
                Text("The code “{code}” is already in use; choose another", code=record.code),
            )


def _removal_problems(after: Dataset, changes: Sequence[Change]) -> Iterator[Problem]:
    removed: dict[str, set[int]] = {}
    codes: dict[tuple[str, int], str] = {}
    for change in changes:
        if change.after is None and change.before is not None:
            removed.setdefault(change.type, set()).add(change.id)
            codes[change.type, change.id] = str(change.before.get("code", ""))
            if after.types[change.type].single:
                yield Problem("error", change.type, codes[change.type, change.id], "",
                              Text("This record cannot be deleted"), id=change.id)  # fmt: skip
    if not removed:
        return
    users: dict[tuple[str, int], list[Text]] = {}
    for record, name in after.referrers(removed):
        field = record.type.by_name[name]
        target = (getattr(field, "target", ""), getattr(record, name))
        users.setdefault(target, []).append(
            Text("{type} {code} ({field})", type=record.type.singular, code=record.code,
                 field=field.title)
        )  # fmt: skip
    for (type_name, id), names in users.items():
        more = len(names) - _LISTED
        shown: list[Text | str] = list(names[:_LISTED])
        if more > 0:
            shown.append(Text("{n} more", n=more))
        yield Problem(
            "error", type_name, codes[type_name, id], "",
            Text("{code} is still used by {users}; change or delete these first",
                 code=codes[type_name, id], users=join(shown)),
            id=id,
        )  # fmt: skip


def _whose_rules_run(after: Dataset, changes: Sequence[Change]) -> Iterable[Record]:
    found: dict[tuple[str, int], Record] = {}
    watched: dict[str, set[int]] = {}
    watchers = {name for type in after.types.values() for name in type.watches}
    for change in changes:
        if change.after is None:
            continue
        record = after[change.type].get(change.id)
        if record is None:
            continue
        found[change.type, change.id] = record
        if change.before is not None and any(
            f"{change.type}.{name}" in watchers for name in change.after
        ):
            watched.setdefault(change.type, set()).add(change.id)
    if watched:
        for record, _ in after.referrers(watched):
            if any(name.split(".")[0] in watched for name in record.type.watches):
                found.setdefault((record.type.name, record.id), record)
    return found.values()
