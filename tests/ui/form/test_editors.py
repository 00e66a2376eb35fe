"""Which editor a field gets, and what can be chosen in it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
)
from desktop.core.territory import CountryField, CurrencyField
from desktop.model import TYPES
from desktop.ui.form.editors import editor_for, hint
from desktop.ui.form.line_editor import Chooser, LineEditor, TickChooser
from desktop.ui.form.long_text_editor import LongTextEditor
from desktop.ui.form.options import MOST, detail, options

WORDS = ("one", "two", "one more")


@pytest.fixture
def dataset() -> Dataset:
    return Dataset(TYPES).with_changes(
        Change("material", i, None, {"code": code, "name": name})
        for i, (code, name) in enumerate(
            [("GA", "Gallium"), ("GE", "Germanium"), ("IN", "Indium from gallium works")], start=1
        )
    )


@pytest.mark.parametrize(
    ("field", "editor"),
    [
        (NumberField(label="N"), LineEditor),
        (PercentField(label="P"), LineEditor),
        (PartialDateField(label="D"), LineEditor),
        (LongTextField(label="L"), LongTextEditor),
        (ChoiceField(label="C", choices=WORDS), Chooser),
        (ChoicesField(label="C", choices=WORDS), TickChooser),
        (ReferenceField(label="R", target="material"), Chooser),
        (CountryField(label="C"), Chooser),
        (CurrencyField(label="C"), Chooser),
    ],
)
def test_each_field_type_has_its_editor(
    qapp: QApplication, dataset: Dataset, field: Field, editor: type
) -> None:
    made = editor_for(field, lambda: dataset)
    assert type(made) is editor
    assert isinstance(str(hint(field)), str)
    made.deleteLater()


def test_every_declared_field_type_has_an_editor(qapp: QApplication, dataset: Dataset) -> None:
    for type in TYPES.values():
        for field in type.fields:
            editor_for(field, lambda: dataset).deleteLater()


def test_references_are_found_by_code_and_name_the_nearest_first(dataset: Dataset) -> None:
    field = ReferenceField(label="Material", target="material")
    assert [option.text for option in options(field, dataset)] == ["GA", "GE", "IN"]
    assert [option.text for option in options(field, dataset, "ge")] == ["GE"]
    assert [option.text for option in options(field, dataset, "gallium")] == ["GA", "IN"]
    assert options(field, dataset, "zz") == []
    assert detail(field, 2, dataset) == "Germanium"


def test_countries_are_found_by_name_in_either_language(dataset: Dataset) -> None:
    field = CountryField(label="Country")
    assert options(field, dataset, "kr")[0].text == "KR"
    assert options(field, dataset, "south korea")[0].text == "KR"
    assert options(field, dataset, "대한민국")[0].text == "KR"
    assert len(options(field, dataset)) <= MOST


def test_money_of_today_stands_before_money_of_the_past(dataset: Dataset) -> None:
    assert options(CurrencyField(label="Currency"), dataset, "south korean won")[0].text == "KRW"


def test_choices_are_found_by_part_of_the_word(dataset: Dataset) -> None:
    field = ChoiceField(label="C", choices=WORDS)
    assert [option.text for option in options(field, dataset, "one")] == ["one", "one more"]
    assert [option.text for option in options(field, dataset, "more")] == ["one more"]


def test_the_list_is_as_high_as_its_rows(qapp: QApplication, dataset: Dataset) -> None:
    editor = editor_for(ChoiceField(label="C", choices=WORDS), lambda: dataset)
    assert isinstance(editor, Chooser)
    editor.show()
    editor.open()
    popup = editor.popup
    rows = sum(popup.sizeHintForRow(n) for n in range(len(WORDS)))
    assert popup.height() - 2 * popup.frameWidth() == rows
    editor.hide()
    editor.deleteLater()
