"""The data dictionary: every record type and field, told from their declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.core.fields import ChoiceField, Field, NumberField, ReferenceField
from desktop.core.i18n import Text, translate
from desktop.core.records import RecordType


def dictionary(types: Mapping[str, RecordType]) -> str:
    """Give the data dictionary as Markdown, in the language in use."""
    return "\n".join(line for type in types.values() for line in _section(type, types))


def _section(type: RecordType, types: Mapping[str, RecordType]) -> Iterator[str]:
    yield f"## {type.title}"
    yield ""
    yield translate(type.help)
    yield ""
    yield "| " + " | ".join(str(h) for h in (Text("Field"), Text("Takes"), Text("Meaning"))) + " |"
    yield "|---|---|---|"
    for field in type.shown_fields:
        name = f"**{_cell(field.shown_header)}**" + (" \\*" if field.required else "")
        yield f"| {name} | {_cell(takes(field, types))} | {_cell(translate(field.help))} |"
    yield ""


def takes(field: Field, types: Mapping[str, RecordType]) -> str:
    """Tell in a few words what a field takes: its kind, its choices, its limits."""
    if isinstance(field, ReferenceField):
        return str(Text("code of a record in {sheet}", sheet=types[field.target].title))
    if isinstance(field, ChoiceField):
        return ", ".join(translate(choice, field.label) for choice in field.choices)
    kind = translate(field.kind, "field kind")
    if isinstance(field, NumberField):
        show = field.figure
        if field.above is not None and field.maximum is not None:
            return str(Text("{kind}, more than {low}, at most {high}", kind=kind,
                            low=show(field.above), high=show(field.maximum)))  # fmt: skip
        if field.minimum is not None and field.maximum is not None:
            return str(Text("{kind}, {low} to {high}", kind=kind, low=show(field.minimum),
                            high=show(field.maximum)))  # fmt: skip
        if field.minimum is not None:
            return str(Text("{kind}, at least {low}", kind=kind, low=show(field.minimum)))
        if field.maximum is not None:
            return str(Text("{kind}, at most {high}", kind=kind, high=show(field.maximum)))
    return kind


def _cell(text: str) -> str:
    """Keep a text within its cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")
