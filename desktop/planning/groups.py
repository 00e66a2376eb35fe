"""Groups: capacity added up by plant, supplier, country, stage or material, to be stacked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, locale, translate
from desktop.core.territory import country_names
from desktop.model.plants import STAGES, Capacity
from desktop.planning.months import Numbers
from desktop.planning.supply import Supply

#: By what capacity is grouped. The supplier is the plant's owner, the country the plant's.
GROUPINGS = ("plant", "supplier", "country", "stage", "material")

#: What identifies a group: a record id, a country code or a stage.
Key = int | str


@dataclass(frozen=True, eq=False)
class Group:
    """Capacity records that belong together.

    `name` is for people, in the language in use; `code` the record's code, the country or the
    stage; `rows` the rows of the `Supply`, `ids` the record ids; `unknown_ids` are records whose
    nameplate is unknown and counted nowhere.
    """

    key: Key
    code: str
    name: str
    supply: Supply
    rows: npt.NDArray[np.intp]
    ids: tuple[int, ...]
    unknown_ids: tuple[int, ...]

    def sum(self, curve: str) -> Numbers:
        """Give a curve of the supply for all records together, t contained per month (months)."""
        every: Numbers = getattr(self.supply, curve)
        return every[self.rows].sum(axis=0)  # type: ignore[no-any-return]


def grouped(supply: Supply, by: str) -> list[Group]:
    """Give the groups of a supply, ordered by name (stages as declared); see `GROUPINGS`.

    The order does not depend on amounts, so a stack keeps it from scenario to scenario. Raises
    `OfftakeError` for an unknown grouping.
    """
    if by not in GROUPINGS:
        raise OfftakeError(
            Text("“{value}” is not a grouping; choose one of: {choices}",
                 value=by, choices=", ".join(GROUPINGS))
        )  # fmt: skip
    rows: dict[Key, list[int]] = {}
    find = _KEYS[by]
    for row, record in enumerate(supply.records):
        rows.setdefault(find(record, supply.dataset), []).append(row)
    groups = [_group(supply, by, key, members) for key, members in rows.items()]
    if by == "stage":
        return sorted(groups, key=lambda group: STAGES.index(group.code))
    return sorted(groups, key=lambda group: (group.name.casefold(), group.code.casefold()))


def _group(supply: Supply, by: str, key: Key, members: list[int]) -> Group:
    rows = np.array(members, dtype=np.intp)
    code, name = _names(supply.dataset, by, key)
    records = [supply.records[row] for row in members]
    return Group(
        key,
        code,
        name,
        supply,
        rows,
        tuple(record.id for record in records),
        tuple(supply.records[row].id for row in members if supply.unknown[row]),
    )


def _names(dataset: Dataset, by: str, key: Key) -> tuple[str, str]:
    """Give the code and the name of a group."""
    if by == "stage":
        return str(key), translate(str(key), "Stage")
    if by == "country":
        return str(key), country_names(locale().language).get(str(key), str(key))
    record = dataset.get("organization" if by == "supplier" else by, int(key))
    return (f"#{key}", f"#{key}") if record is None else (record.code, record.display_name())


def _owner(capacity: Capacity, dataset: Dataset) -> Key:
    owner: int = dataset["plant"][capacity.plant].owner
    return owner


def _country(capacity: Capacity, dataset: Dataset) -> Key:
    country: str = dataset["plant"][capacity.plant].country
    return country


_KEYS: dict[str, Callable[[Capacity, Dataset], Key]] = {
    "plant": lambda capacity, dataset: capacity.plant,
    "supplier": _owner,
    "country": _country,
    "stage": lambda capacity, dataset: capacity.stage,
    "material": lambda capacity, dataset: capacity.material,
}
