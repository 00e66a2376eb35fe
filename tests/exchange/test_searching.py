"""Bytes are found wherever they lie, also across the ends of the pieces that are searched."""

from __future__ import annotations

import pytest

from desktop.exchange import searching
from desktop.exchange.searching import holds


def test_what_lies_across_two_pieces_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PIECE", 8)
    for place in range(30):
        content = b"-" * place + b"tablePart" + b"-" * 11
        assert holds(content, b"tablePart"), place
        assert not holds(content, b"tablePars")
    assert not holds(b"", b"tablePart")
