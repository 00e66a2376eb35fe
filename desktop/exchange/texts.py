"""What a workbook tells its reader: notes at headers and the read-me sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
from desktop.exchange.layout import ID_HEADER, Link, sheet_title, spoken
from desktop.exchange.parts import Inquiry, Part

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


@dataclass(frozen=True)
class About:
    """What a read-me sheet tells of."""

    dataset: Dataset
    parts: Sequence[Part]
    name: str
    link: Link
    moment: dt.datetime
    inquiry: Inquiry | None = None

    def say(self, text: Text) -> str:
        """Give a text in the language of the workbook."""
        return spoken(text, self.link.language)


def told_codes(parts: Iterable[Part], dataset: Dataset) -> list[RecordType]:
    """Give the types to which the columns of some parts refer."""
    targets = {of.target for part in parts for of in part.fields if isinstance(of, ReferenceField)}
    return [type for name, type in dataset.types.items() if name in targets]


def readme_rows(about: About, offered: Mapping[RecordType, Sequence[str]]) -> list[tuple[str, str]]:
    """Give the read-me sheet as rows of two cells; a row with an empty second is a heading.

    `offered` are the codes to explain, by type, in a questionnaire.
    """
    say, link = about.say, about.link
    rows = list(_asked(about)) if about.inquiry else [(say(Text("Offtake workbook")), "")]
    rows += [
        (say(Text("File")), about.name),
        (say(Text("Revision")), str(about.dataset.revision)),
        (say(Text("Exported")), f"{about.moment:%Y-%m-%d %H:%M}"),
        (say(Text("Export")), link.to_line()),
        ("", ""),
        (say(Text("How to answer")), ""),
        *_how_to(about),
        ("", ""),
        (say(Text("Sheets")), ""),
        *((sheet_title(part.type, link.language), _contents(part, about)) for part in about.parts),
    ]
    if offered:
        rows += [("", ""), (say(Text("Codes that you may use")), "")]
        shown = {(part.type, record.code) for part in about.parts for record in part.records}
        for type, codes in offered.items():
            rows += [(c, _meaning(type, c, about)) for c in codes if (type, c) not in shown]
    return rows


def _asked(about: About) -> Iterator[tuple[str, str]]:
    """Give the head of a questionnaire: who asks whom, until when, and what above all."""
    say, inquiry = about.say, about.inquiry
    assert inquiry is not None
    yield say(Text("Questionnaire")), ""
    yield say(Text("To", context="questionnaire")), inquiry.to
    if inquiry.of:
        yield say(Text("From", context="questionnaire")), inquiry.of
    if inquiry.until:
        yield say(Text("Please answer by")), inquiry.until
    yield (
        say(Text("What to do")),
        say(Text("Please check every figure in these sheets, correct what is wrong, fill in what "
                 "is blank as far as you may tell it, and add what is missing. Leave blank what "
                 "you do not know.")),
    )  # fmt: skip
    if inquiry.open:
        yield "", ""
        yield say(Text("Please fill in above all")), ""
        for code, labels in inquiry.open:
            yield code, ", ".join(translate(label, "", about.link.language) for label in labels)
    yield "", ""


def _how_to(about: About) -> Iterator[tuple[str, str]]:
    say = about.say
    narrowed = any(not part.whole for part in about.parts)
    deleted = (
        Text("This workbook has only some of the records; a row that you delete removes nothing "
             "in Offtake.")
        if narrowed
        else Text("A deleted row is offered as a removal when the workbook comes back; nothing is "
                  "removed without a yes.")
    )  # fmt: skip
    kept = Text(
        "Sort, filter, hide and move rows and columns as you like; what you do not change "
        "is not changed in Offtake either."
    )
    told = (
        (Text("Change"), Text("Type over a cell. Columns with a dark heading are required; the "
                              "note at each heading says what fits.")),
        (Text("Add"), Text("Write a new row under the last one and leave its {id} cell blank.",
                           id=ID_HEADER)),
        (Text("Copy"), Text("A copied row becomes a new record; give it a code of its own.")),
        (Text("Clear"), Text("Empty a cell to say that a value is unknown; unknown is not zero.")),
        (Text("Delete"), deleted),
        (Text("Keep"), kept),
        (Text("Return"), Text("Save as .xlsx and send the file back; its name and the names of its "
                              "sheets may change.")),
    )  # fmt: skip
    for left, right in told:
        yield say(left), say(right)


def _contents(part: Part, about: About) -> str:
    """Give what a sheet holds: what the type is, and how much of it is here."""
    said = [translate(part.type.help, "", about.link.language)]
    if not part.whole and about.inquiry is None:
        total = len(about.dataset[part.type.name])
        said.append(
            about.say(Text("{n} of {total} records are here.", n=len(part.records), total=total))
        )
    left = [of.label for of in part.type.shown_fields if of not in part.fields]
    if left and about.inquiry is None:
        names = ", ".join(translate(label, "", about.link.language) for label in left)
        said.append(about.say(Text("Columns left out: {columns}.", columns=names)))
    return " ".join(filter(None, said))


def _meaning(type: RecordType, code: str, about: About) -> str:
    record = about.dataset[type.name].by_code(code)
    title = sheet_title(type, about.link.language)
    name = "" if record is None else record.display_name()
    return title if name in ("", code) else f"{title}: {name}"
