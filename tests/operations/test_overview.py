"""The overview's figures, on the example."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.operations.overview import RISKS, Outlook, outlooks
from desktop.operations.workspace import new
from desktop.planning.balance import NO_SHORTAGE


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Outlook]:
    path = tmp_path_factory.mktemp("overview") / "example.offtake"
    with new(path, example=True) as store:
        return outlooks(store.dataset, dt.date(2026, 11, 23))


def test_every_material_in_use_has_its_years(found: list[Outlook]) -> None:
    assert [outlook.code for outlook in found] == ["GE", "GA", "IN"]
    assert found[0].years == ("2026", "2027", "2028", "2029", "2030")


def test_the_largest_risks_are_told_once_each(found: list[Outlook]) -> None:
    for outlook in found:
        assert outlook.own is not None
        risks = outlook.own.risks
        assert 0 < len(risks) <= RISKS
        added = [loss.shortage_added for loss in risks]
        assert added == sorted(added, reverse=True) and min(added) > NO_SHORTAGE
        assert len({(loss.shortage_added, loss.first_short) for loss in risks}) == len(risks)
    germanium = found[0].own
    assert germanium is not None and germanium.risks[0].code == "ORG-5N"
