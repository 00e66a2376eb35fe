"""Contained metal: the known answers of the design."""

from __future__ import annotations

import pytest

from desktop.core.errors import OfftakeError
from desktop.core.quantity import contained_tonnes


def test_gross_dioxide() -> None:
    assert contained_tonnes(10, "t", "gross", 0.69417) == pytest.approx(6.9417, abs=1e-12)


def test_gross_tetrachloride() -> None:
    assert contained_tonnes(60, "t", "gross", 0.33871) == pytest.approx(20.3226, abs=1e-12)


def test_gross_and_contained_add_up() -> None:
    gross = contained_tonnes(10, "t", "gross", 0.69417)
    contained = contained_tonnes(5, "t", "contained", None)
    assert gross is not None and contained is not None
    assert gross + contained == pytest.approx(11.9417, abs=1e-12)


def test_kilograms() -> None:
    assert contained_tonnes(180, "kg", "contained", None) == 0.18
    assert contained_tonnes(500, "kg", "gross", 0.69417) == pytest.approx(0.347085, abs=1e-12)


def test_unknown_stays_unknown() -> None:
    assert contained_tonnes(None, "t", "gross", None) is None


def test_gross_without_form_is_never_guessed() -> None:
    with pytest.raises(OfftakeError, match="Gross quantity needs a form"):
        contained_tonnes(10, "t", "gross", None)
