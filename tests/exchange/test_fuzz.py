"""Whatever comes from outside gives a value or a sentence, never another exception."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import OfftakeError
from tests.exchange.fuzzing import SEEDS, TARGETS

#: How many examples each gets here; slow ones fewer.
EXAMPLES = {"altered workbooks": 60, "text tables": 60, "fields": 80, "files": 150}


def content(name: str) -> st.SearchStrategy[bytes]:
    """Gives any bytes, any text, and pieces of what is usual put together anew."""
    pieces = st.sampled_from(SEEDS[name])
    cut = st.builds(lambda piece, n: piece[: n % (len(piece) + 1)], pieces, st.integers(0, 60))
    mixed = st.lists(st.one_of(pieces, cut, st.binary(max_size=6)), max_size=6).map(b"".join)
    text = st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    return st.one_of(st.binary(max_size=200), text, mixed)


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "partial dates"])
def test_any_bytes_give_a_value_or_a_sentence(name: str) -> None:
    @settings(max_examples=EXAMPLES.get(name, 300))
    @given(content(name))
    def feed(made: bytes) -> None:
        with contextlib.suppress(OfftakeError):
            TARGETS[name](made)

    feed()


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_read(name: str) -> None:
    for seed in SEEDS[name]:
        with contextlib.suppress(OfftakeError):
            TARGETS[name](seed)
