"""What a workbook tells its reader: notes at headers and the read-me sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from desktop.core.dataset import Dataset
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    NumberField,
    PartialDateField,
    ReferenceField,
    plain,
)
from desktop.core.i18n import Text, translate
from desktop.core.records import RecordType
from desktop.core.territory import CountryField, CurrencyField
from desktop.exchange.layout import ID_HEADER, sheet_title, spoken

ID_NOTE = Text("Offtake knows the row by this. Leave it as it is, and leave it blank in new rows.")


def header_note(field: Field, type: RecordType, dataset: Dataset, language: str) -> str:
    """Give the note at a column's header: meaning, whether required, and what fits."""
    lines = [translate(field.help, "", language)] if field.help else []
    if field.required:
        lines.append(spoken(Text("Required."), language))
    lines += [spoken(line, language) for line in _what_fits(field, dataset, language)]
    return "\n".join(lines)


def _what_fits(field: Field, dataset: Dataset, language: str) -> Iterable[Text]:
    if isinstance(field, ReferenceField):
        target = dataset.types[field.target]
        yield Text("A code of the sheet “{sheet}”.", sheet=sheet_title(target, language))
    elif isinstance(field, ChoiceField):
        many = isinstance(field, ChoicesField)
        yield Text("One or more of, with commas:") if many else Text("One of:")
        for choice in field.choices:
            local = translate(choice, field.label, language)
            yield Text("{choice}", choice=choice if local == choice else f"{choice} ({local})")
    elif isinstance(field, CountryField):
        yield Text("A country code such as KR, CN or US.")
    elif isinstance(field, CurrencyField):
        yield Text("A currency code such as KRW, USD or EUR.")
    elif isinstance(field, DateField):
        yield Text("A day such as 2026-03-15.")
    elif isinstance(field, PartialDateField):
        yield Text("2028, 2028-H1, 2028-Q3, 2028-03 or 2028-03-15.")
    elif isinstance(field, NumberField):
        if field.unit:
            yield Text("Unit: {unit}.", unit=translate(field.unit, "", language))
        low, high = field.minimum, field.maximum
        if low is not None and high is not None:
            yield Text("From {low} to {high}.", low=plain(low), high=plain(high))
        elif low is not None:
            yield Text("At least {low}.", low=plain(low))
        elif high is not None:
            yield Text("At most {high}.", high=plain(high))


def readme_rows(
    dataset: Dataset,
    types: Iterable[RecordType],
    name: str,
    export: str,
    moment: dt.datetime,
    language: str,
) -> list[tuple[str, str]]:
    """Give the read-me sheet as rows of two cells; a row with an empty second is a heading."""

    def say(text: Text) -> str:
        return spoken(text, language)

    kept = Text(
        "Sort, filter, hide and move rows and columns as you like; what you do not change "
        "is not changed in Offtake either."
    )
    rows = [
        (say(Text("Offtake workbook")), ""),
        (say(Text("File")), name),
        (say(Text("Revision")), str(dataset.revision)),
        (say(Text("Exported")), f"{moment:%Y-%m-%d %H:%M}"),
        (say(Text("Export")), export),
        ("", ""),
        (say(Text("How to answer")), ""),
        (say(Text("Change")), say(Text("Type over a cell. Columns with a dark heading are "
                                       "required; the note at each heading says what fits."))),
        (say(Text("Add")), say(Text("Write a new row under the last one and leave its {id} "
                                    "cell blank.", id=ID_HEADER))),
        (say(Text("Copy")), say(Text("A copied row becomes a new record; give it a code of "
                                     "its own."))),
        (say(Text("Clear")), say(Text("Empty a cell to say that a value is unknown; unknown is "
                                      "not zero."))),
        (say(Text("Delete")), say(Text("A deleted row is offered as a removal when the workbook "
                                       "comes back; nothing is removed without a yes."))),
        (say(Text("Keep")), say(kept)),
        (say(Text("Return")), say(Text("Save as .xlsx and send the file back; its name and the "
                                       "names of its sheets may change."))),
        ("", ""),
        (say(Text("Sheets")), ""),
    ]  # fmt: skip
    rows += [(sheet_title(type, language), translate(type.help, "", language)) for type in types]
    return rows
