"""What the command line asks of a plan, as text."""

from __future__ import annotations

import pytest

from desktop.operations.plan import whom
from tests.planning.builder import build


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A, B", ["A", "B"]),
        ("Smith, Jones, A", ["Smith, Jones", "A"]),
        ("A,smith, jones", ["A", "smith, jones"]),
        ("Smith", ["Smith"]),
        ("A,", ["A"]),
    ],
)
def test_a_code_may_hold_commas_itself(text: str, codes: list[str]) -> None:
    dataset = build(organization=[{"code": code} for code in ("A", "B", "Smith, Jones")])
    assert whom(dataset, text) == codes


def test_all_and_the_own_organization_are_no_codes() -> None:
    assert whom(build(), " All ") == " All "
    assert whom(build(), None) is None
