"""The data dictionary: every record type and field, told from their declarations."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.core.fields import ChoiceField, Field, NumberField, ReferenceField
from desktop.core.i18n import Text, translate
from desktop.core.records import RecordType
from desktop.operations.help_page import Group, Page, Row

FIELDS = "fields"


def dictionary(types: Mapping[str, RecordType]) -> Page:
    """Give the data dictionary, in the language in use."""
    groups = tuple(_group(type, types) for type in types.values())
    heads = (str(Text("Field")), str(Text("Takes")), str(Text("Meaning")))
    return Page(FIELDS, str(Text("Records and fields")), heads, groups)


def field_key(type_name: str, field_name: str) -> str:
    """Give the key of the entry of a field."""
    return f"{type_name}.{field_name}"


def _group(type: RecordType, types: Mapping[str, RecordType]) -> Group:
    rows = []
    for field in type.shown_fields:
        name = field.shown_header + (" *" if field.required else "")
        cells = (name, takes(field, types), translate(field.help))
        rows.append(Row(field_key(type.name, field.name), cells))
    return Group(type.name, str(type.title), translate(type.help), tuple(rows))


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
