"""Editors: which one a field type gets, in grid and form alike, and what it hints at.

This is the one place that knows: a new field type needs one line here, or none when the editor
of the type it extends will do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.core.dataset import Dataset
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    LongTextField,
    NumberField,
    PartialDateField,
    ReferenceField,
    UrlField,
    plain,
)
from desktop.core.i18n import Text, locale
from desktop.core.territory import CountryField, CurrencyField
from desktop.ui.form.line_editor import Chooser, LineEditor, TickChooser
from desktop.ui.form.long_text_editor import LongTextEditor

Editor = LineEditor | LongTextEditor
Hint = Callable[[Field], Text]


def _number_hint(field: Field) -> Text:
    assert isinstance(field, NumberField)
    if field.minimum is not None and field.maximum is not None:
        return Text(
            "{low} to {high}", low=field.figure(field.minimum), high=field.figure(field.maximum)
        )
    return Text("such as {example}", example=plain(1234.5, locale()))


def _says(text: Text) -> Hint:
    return lambda field: text


@dataclass(frozen=True)
class _Kind:
    editor: type[LineEditor] | type[LongTextEditor]
    hint: Hint


#: By field type; a type that is not named gets what the nearest type it extends has.
_KINDS: Mapping[type[Field], _Kind] = {
    Field: _Kind(LineEditor, _says(Text(""))),
    LongTextField: _Kind(LongTextEditor, _says(Text(""))),
    UrlField: _Kind(LineEditor, _says(Text("https://…"))),
    NumberField: _Kind(LineEditor, _number_hint),
    ChoiceField: _Kind(Chooser, _says(Text("choose"))),
    ChoicesField: _Kind(TickChooser, _says(Text("one or more"))),
    ReferenceField: _Kind(Chooser, _says(Text("code or name"))),
    CountryField: _Kind(Chooser, _says(Text("KR, or a name"))),
    CurrencyField: _Kind(Chooser, _says(Text("KRW, or a name"))),
    PartialDateField: _Kind(LineEditor, _says(Text("2028, H1 2028, 2028-Q3 or 2028-03"))),
    DateField: _Kind(LineEditor, _says(Text("2026-03-15"))),
}


def _kind(field: Field) -> _Kind:
    return next(_KINDS[cls] for cls in type(field).__mro__ if cls in _KINDS)


def editor_for(
    field: Field, source: Callable[[], Dataset], parent: QWidget | None = None
) -> Editor:
    """Make the editor of a field; `source` gives the dataset whose records can be referred to."""
    made = _kind(field).editor(field, source, parent)
    made.setObjectName(field.name)
    return made


def hint(field: Field) -> Text:
    """Give a few words on what can be typed."""
    return _kind(field).hint(field)
