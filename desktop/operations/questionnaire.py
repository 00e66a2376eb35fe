"""Questionnaire: what is on record about one supplier, for the supplier to check and complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.fields import folded
from desktop.core.i18n import Text
from desktop.core.records import Record
from desktop.exchange.parts import Inquiry
from desktop.model import Organization
from desktop.model.preferences import preferences_of
from desktop.operations.export_choice import Choice, nearest

#: The sheets of a questionnaire, in the order of the types.
TYPES = ("organization", "plant", "capacity", "agreement", "source", "claim")
#: What is our own judgement and not for a supplier to see, unless it is chosen: by type and field.
KEPT_BACK: Mapping[str, frozenset[str]] = {
    "organization": frozenset({"roles", "note"}),
    "plant": frozenset({"note"}),
    "capacity": frozenset({"utilization", "probability", "note"}),
    "agreement": frozenset({"rank", "note"}),
    "source": frozenset({"trust", "text", "note"}),
    "claim": frozenset({"status", "note"}),
}
#: Whose codes are nobody's secret, so that drop-downs may offer all of them.
_COMMON = ("material", "form")
#: What is asked for above all where it is blank.
_WANTED: Mapping[str, Sequence[str]] = {
    "capacity": ("nameplate", "start", "ramp_up"),
    "agreement": ("volume", "start", "end"),
}


def questionnaire(
    dataset: Dataset,
    organization: int,
    until: str = "",
    columns: Mapping[str, Sequence[str]] | None = None,
    types: Sequence[str] | None = None,
) -> Choice:
    """Choose what a supplier is asked about: itself, its plants, their capacity, its sales.

    The claims about that capacity and their sources come along. `columns` and `types` replace
    what is shown otherwise; `until` is the day by which an answer is wanted, as it shall be read.
    """
    rows = _rows(dataset, organization)
    chosen = [name for name in TYPES if types is None or name in types]
    rows = {name: rows[name] for name in chosen}
    shown = {**{name: shown_columns(dataset, name) for name in chosen}, **(columns or {})}
    shown = {name: names for name, names in shown.items() if name in chosen}
    asked: Organization = dataset["organization"][organization]
    own = _own(dataset)
    inquiry = Inquiry(
        asked.code,
        asked.display_name(),
        own.display_name() if own is not None and own.id != organization else "",
        until,
        _offered(dataset, rows, shown, own),
        _open(dataset, rows, shown),
    )
    return Choice(chosen, rows, shown, inquiry)


def shown_columns(dataset: Dataset, type_name: str) -> list[str]:
    """Give the columns of a type that a supplier sees unless others are chosen."""
    kept = KEPT_BACK.get(type_name, frozenset())
    return [of.name for of in dataset.types[type_name].shown_fields if of.name not in kept]


def find_organization(dataset: Dataset, code: str) -> int:
    """Give the organization with this code or name. Raises `OfftakeError` with the nearest one."""
    found = dataset.find("organization", code)
    names: dict[str, str] = {}
    for organization in dataset.table(Organization):
        for name in (organization.code, organization.name, organization.local_name or ""):
            names.setdefault(folded(name), organization.code)
    known = names.get(folded(code))
    if found is None and known is not None:
        found = dataset.find("organization", known)
    if found is None:
        raise OfftakeError(
            Text("There is no organization “{code}”; {hint}", code=code, hint=nearest(code, names))
        )
    return found


def _rows(dataset: Dataset, organization: int) -> dict[str, list[int]]:
    def ids(type_name: str, name: str, among: Sequence[int]) -> list[int]:
        wanted = set(among)
        return [r.id for r in dataset[type_name] if getattr(r, name) in wanted]

    plants = ids("plant", "owner", [organization])
    capacity = ids("capacity", "plant", plants)
    claims = ids("claim", "capacity", capacity)
    told = {dataset["claim"][id].source for id in claims}
    return {
        "organization": [organization],
        "plant": plants,
        "capacity": capacity,
        "agreement": ids("agreement", "seller", [organization]),
        "source": [record.id for record in dataset["source"] if record.id in told],
        "claim": claims,
    }


def _own(dataset: Dataset) -> Organization | None:
    return dataset.table(Organization).get(preferences_of(dataset).own_organization)


def _offered(
    dataset: Dataset,
    rows: Mapping[str, Sequence[int]],
    columns: Mapping[str, Sequence[str]],
    own: Record | None,
) -> dict[str, set[int]]:
    """Give what drop-downs may offer beside the records in the sheets: nobody else's business."""
    found: dict[str, set[int]] = {name: {r.id for r in dataset[name]} for name in _COMMON}
    found["organization"] = {own.id} if own is not None else set()
    for type_name, ids in rows.items():
        for of in dataset.types[type_name].references:
            if of.name in columns[type_name]:
                values = {getattr(dataset[type_name][id], of.name) for id in ids}
                found.setdefault(of.target, set()).update(values - {None})
    return found


def _open(
    dataset: Dataset, rows: Mapping[str, Sequence[int]], columns: Mapping[str, Sequence[str]]
) -> list[tuple[str, Sequence[str]]]:
    """Give the records of which something important is blank, with the labels of what is."""
    found: list[tuple[str, Sequence[str]]] = []
    for type_name, names in _WANTED.items():
        type = dataset.types[type_name]
        for id in rows.get(type_name, ()):
            record = dataset[type_name][id]
            blank = [
                type.by_name[name].label
                for name in names
                if name in columns[type_name] and getattr(record, name) is None
            ]
            if blank:
                found.append((record.code, blank))
    return found


def suppliers(dataset: Dataset) -> list[tuple[int, str]]:
    """Give the organizations that can be asked, id and name, those with plants or sales first."""
    active = {plant.owner for plant in dataset["plant"]}
    active.update(agreement.seller for agreement in dataset["agreement"])
    found = sorted(
        dataset.table(Organization),
        key=lambda one: (one.id not in active, "supplier" not in one.roles, one.name.casefold()),
    )
    return [(one.id, f"{one.display_name()} ({one.code})") for one in found]
