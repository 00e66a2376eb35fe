"""What the guide names exists: names of the program, its keys, chapters, pictures and places."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence

from desktop.core import i18n
from desktop.core.i18n import catalogue, translate
from desktop.model import TYPES
from desktop.operations.dictionary import dictionary
from desktop.operations.glossary import formulas, glossary
from desktop.operations.guide import CHAPTERS, GUIDE, chapters, picture_file
from desktop.operations.guide_text import (
    KEY,
    LINK,
    NAME,
    Items,
    Line,
    Part,
    Picture,
    lines_of,
    read_chapter,
)
from desktop.operations.view_help import PARAGRAPHS, view_help, view_key
from desktop.ui.action_list import ACTIONS, view_actions
from desktop.ui.actions import Action, plain_text
from desktop.ui.dialogs.shortcuts import KNOWN, SHORTCUTS

pytestmark = pytest.mark.usefixtures("qapp")  # keys of the platform are known only with it
languages = pytest.mark.parametrize("language", i18n.LANGUAGES)


def parts(language: str) -> dict[str, list[Part]]:
    """Gives the sections of every chapter."""
    return {
        key: read_chapter((GUIDE / language / f"{key}.md").read_text(encoding="utf-8"))[1]
        for key in CHAPTERS
    }


def lines(language: str) -> Iterator[tuple[str, Line]]:
    for key, found in parts(language).items():
        for part in found:
            for block in part.blocks:
                yield from ((f"{language} {key}#{part.key}", line) for line in lines_of(block))


def texts(language: str) -> set[str]:
    """Gives every text of the program in a language, as menus and buttons show it."""
    shown = set()
    for key in (*catalogue("ko"), *catalogue("en")):
        context, _, source = key.rpartition("|")
        shown.add(plain_text(translate(source, context, language)))
    return shown


def is_named(name: str, known: set[str], patterns: list[re.Pattern[str]]) -> bool:
    return name in known or any(pattern.fullmatch(name) for pattern in patterns)


@languages
def test_each_name_in_the_guide_is_one_of_the_program(language: str) -> None:
    known = texts(language)
    patterns = []
    for text in known:
        bare = re.sub(r"\{\w+\}", "", text)
        if bare != text and re.search(r"\w{2}", bare):
            places = re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))
            patterns.append(re.compile(places))
    unknown = [
        f"{place}: {name}"
        for place, line in lines(language)
        for span in line
        if span.kind == NAME
        for name in span.text.split(" → ")
        if not is_named(name, known, patterns)
    ]
    assert not unknown


def actions() -> list[Action]:
    return [*view_actions(), *ACTIONS]


@languages
def test_each_key_in_the_guide_is_one_of_the_program(language: str) -> None:
    known = {keys for one in KNOWN for keys in one.keys}
    known |= {found.toString() for action in actions() for found in action.shortcuts()}
    named = {QKeySequence(keys).toString() for keys in known}
    unknown = [
        f"{place}: {span.text}"
        for place, line in lines(language)
        for span in line
        if span.kind == KEY and QKeySequence(span.text).toString() not in named
    ]
    assert not unknown


@languages
def test_a_key_beside_the_name_of_a_command_is_that_of_the_command(language: str) -> None:
    i18n.use(language)
    keys = {
        plain_text(str(action.text)): {found.toString() for found in action.shortcuts()}
        for action in actions()
    }
    seen = 0
    for place, line in lines(language):
        for before, between, key in zip(line, line[1:], line[2:], strict=False):
            if before.kind == NAME and between.text in (" (", "(") and key.kind == KEY:
                assert key.text in keys[before.text.split(" → ")[-1]], f"{place}: {before.text}"
                seen += 1
    assert seen >= 4


@languages
def test_each_link_and_picture_of_the_guide_leads_somewhere(language: str) -> None:
    i18n.use(language)
    pages = [*chapters(), glossary(), formulas(), dictionary(TYPES), view_help(TYPES)]
    for place, line in lines(language):
        for span in line:
            if span.kind == LINK and span.target != SHORTCUTS:
                known = any(page.key == span.target or page.has(span.target) for page in pages)
                assert known, f"{place}: {span.target}"
    named = {
        block.name
        for found in parts(language).values()
        for part in found
        for block in part.blocks
        if isinstance(block, Picture)
    }
    shipped = {file.stem for file in picture_file("x", language).parent.glob("*.png")}
    assert named == shipped


def test_both_languages_have_the_same_sections_steps_and_pictures() -> None:
    def shape(language: str) -> list[object]:
        return [
            (key, part.key, [type(block).__name__ for block in part.blocks],
             [len(block.items) for block in part.blocks if isinstance(block, Items)])
            for key, found in parts(language).items()
            for part in found
        ]  # fmt: skip

    assert shape("en") == shape("ko")


@languages
def test_every_plan_and_what_is_done_seldom_has_its_place_in_the_guide(language: str) -> None:
    i18n.use(language)
    told = set(PARAGRAPHS) - {"records", "print"}
    assert told == {view for view in PARAGRAPHS if any(c.has(view_key(view)) for c in chapters())}


def test_a_line_that_only_looks_like_a_section_is_refused() -> None:
    with pytest.raises(ValueError, match="a section is written"):
        read_chapter("# Title\n\n## Without a key")
    with pytest.raises(ValueError, match="a picture is written"):
        read_chapter("# Title\n\n![no name]")
