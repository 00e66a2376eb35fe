"""The help tells of every field, view and term, and finds them by their words."""

from __future__ import annotations

from desktop.core import i18n
from desktop.model import TYPES
from desktop.operations.dictionary import dictionary, field_key
from desktop.operations.glossary import FORMULAS, TERMS, formulas, glossary
from desktop.operations.view_help import PARAGRAPHS, view_help, view_key


def test_every_field_has_an_entry_with_what_it_takes_and_means() -> None:
    page = dictionary(TYPES)
    for type in TYPES.values():
        for field in type.shown_fields:
            assert page.has(field_key(type.name, field.name))
    assert all(row.cells[1] and row.cells[2] for group in page.groups for row in group.rows)


def test_a_search_leaves_what_has_all_words() -> None:
    page = dictionary(TYPES).found("nameplate capacity")
    assert {row.key for group in page.groups for row in group.rows} >= {"capacity.nameplate"}
    assert page.count() < dictionary(TYPES).count()
    assert dictionary(TYPES).found("quux").count() == 0
    assert dictionary(TYPES).found("  ").count() == dictionary(TYPES).count()


def test_a_search_takes_hyphens_and_case_as_people_type_them() -> None:
    assert glossary().found("OFFTAKE").count() >= 1
    assert glossary().found("by product").count() == glossary().found("By-product").count() >= 1


def test_glossary_and_formulas_hold_all_of_them_in_both_languages() -> None:
    assert glossary().count() == len(TERMS) and formulas().count() == len(FORMULAS)
    english = {row.cells[0] for row in glossary().groups[0].rows}
    i18n.use("ko")
    try:
        korean = {row.cells[0] for row in glossary().groups[0].rows}
    finally:
        i18n.use("en")
    assert english & korean == {"N-1"}


def test_every_view_has_its_paragraph() -> None:
    page = view_help(TYPES)
    assert all(page.has(view_key(key)) for key in PARAGRAPHS)
    assert all(page.has(view_key(name)) for name in TYPES)


def test_a_term_is_found_under_its_english_name_in_korean_too() -> None:
    i18n.use("ko")
    try:
        names = [row.cells[0] for row in glossary().groups[0].rows]
        assert "설계 능력 · Nameplate capacity" in names and "N-1" in names
        assert glossary().found("nameplate capacity").count() >= 1
    finally:
        i18n.use("en")
