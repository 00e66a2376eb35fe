"""Parts: what of each record type goes into a workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.records import Record, RecordType
from desktop.exchange import layout

_MOST_ROWS = layout.LAST_ROW - layout.HEADER_ROW


@dataclass(frozen=True)
class Part:
    """One sheet: the records in their order, and the columns.

    `whole` tells that these are all records of the type, so that a row which does not come back
    is missing; of a narrowed part it says nothing.
    """

    type: RecordType
    records: Sequence[Record]
    fields: tuple[Field, ...]
    whole: bool = True

    @property
    def has_code(self) -> bool:
        """Whether the sheet has the column of codes, right beside the IDs."""
        return self.type.fields[0] in self.fields


@dataclass(frozen=True)
class Inquiry:
    """What makes a workbook a questionnaire: whom it asks, who asks, and until when.

    `code` is the organization asked; `offered` are the ids that drop-downs offer, by type, of the
    types that may not be told in full; `open` names what is asked for above all: record and label.
    """

    code: str
    to: str
    of: str = ""
    until: str = ""
    offered: Mapping[str, Collection[int]] = field(default_factory=dict)
    open: Sequence[tuple[str, Sequence[str]]] = ()


def whole_parts(dataset: Dataset, types: Collection[str] | None = None) -> list[Part]:
    """Give all records of some types (all unless given) with all columns.

    Raises `OfftakeError` for a type that there is not.
    """
    unknown = sorted(set(types or ()) - set(dataset.types))
    if unknown:
        raise OfftakeError(Text("There is no record type “{name}”", name=unknown[0]))
    return [
        Part(type, list(dataset[type.name]), type.shown_fields)
        for type in dataset.types.values()
        if types is None or type.name in types
    ]


def check_parts(parts: Iterable[Part]) -> None:
    """Raise `OfftakeError` for nothing at all, and for more than a worksheet holds."""
    parts = list(parts)
    if not parts:
        raise OfftakeError(Text("Nothing was chosen to export"))
    for part in parts:
        if len(part.records) > _MOST_ROWS:
            raise OfftakeError(
                Text("“{sheet}” has {n} records; a worksheet holds {most}",
                     sheet=part.type.title, n=len(part.records), most=_MOST_ROWS)
            )  # fmt: skip
