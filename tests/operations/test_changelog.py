"""What is new: told for the version that this is, in both languages alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop import __version__
from desktop.core import i18n
from desktop.operations.guide import changelog
from desktop.operations.guide_text import Items


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use("en")


def told(language: str) -> list[tuple[str, int]]:
    """Gives the versions, and of how many things each tells."""
    i18n.use(language)
    return [
        (group.title, sum(len(b.items) for b in group.blocks if isinstance(b, Items)))
        for group in changelog().groups
    ]


def test_the_newest_entry_is_of_this_version() -> None:
    assert told("en")[0][0] == __version__


def test_both_languages_tell_the_same_versions_and_as_much_of_each() -> None:
    assert told("ko") == told("en")
    assert all(count > 0 for _, count in told("ko"))
