"""Exposure and its sentences: concentration by year, the course of a loss, what is folded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import Cancelled
from desktop.core.progress import Progress
from desktop.planning.exposure import MARKET, Exposure, Question, exposure, record_of
from desktop.planning.months import Horizon
from desktop.planning.risk import risk_json
from desktop.planning.risk_text import (
    harmless_text,
    headline,
    index_text,
    loss_month,
    loss_sentence,
    percent,
    share_lines,
    source_name,
    subtitle,
    table,
)
from tests.planning.builder import build

YEARS = Horizon.of_years(2027, 2)


def plan(**more: Any) -> Dataset:
    """Gives a need of 12 t a year: 8 t from Trail, 4 t from Onsan, 1 t in stock."""
    return build(
        material=["GE"],
        organization=[{"code": "KZ", "country": "KR"}, {"code": "TECK", "country": "CA"},
                      {"code": "US", "roles": "consumer"}, {"code": "IDLE", "country": "DE"}],
        plant=[{"code": "ONSAN", "owner": "KZ", "country": "KR", "feed_country": "AU"},
               {"code": "TRAIL", "name": "Trail", "owner": "TECK", "country": "CA"},
               {"code": "HARZ", "owner": "IDLE", "country": "DE"}],
        capacity=[{"code": "C1", "plant": "ONSAN", "nameplate": 12},
                  {"code": "C2", "plant": "TRAIL", "nameplate": 24},
                  {"code": "C3", "plant": "HARZ", "nameplate": 5}],
        agreement=[
            {"code": "A1", "volume": 4, "seller": "KZ", "buyer": "US"},
            {"code": "A2", "volume": 8, "seller": "TECK", "buyer": "US", "end": "2027-12"},
            {"code": "A3", "volume": None, "seller": "IDLE", "buyer": "US"},
        ],
        demand=[{"code": "D", "organization": "US", "quantity": 12, "start": "2027-01",
                 "end": more.pop("end", "2027-12")}],
        stock=[{"code": "S", "organization": "US", "quantity": 1, "as_of": "2027-01-01"}],
        **more,
    )  # fmt: skip


def asked(dataset: Dataset | None = None, **question: Any) -> Exposure:
    return exposure(dataset or plan(), Question(1, (3,), **question), YEARS)


def test_concentration_by_year_has_the_known_answers() -> None:
    found = asked()
    assert found.years == (2027, 2028)
    course = found.courses["supplier"]
    assert course.low.tolist() == pytest.approx([(8 / 12) ** 2 + (4 / 12) ** 2, 1.0])
    feed = found.courses["feed"]
    assert feed.low[0] == pytest.approx((4 / 12) ** 2) and feed.high[0] == pytest.approx(1.0)


def test_a_year_of_nothing_has_no_index() -> None:
    found = exposure(plan(), Question(1, (2,)), YEARS)
    assert np.isnan(found.courses["supplier"].low).all()
    assert found.index("supplier") is None and index_text(None) == "–"
    assert "Nothing is sure in 2027–2028." in subtitle(found)


def test_the_market_counts_all_effective_capacity() -> None:
    found = asked(basis=MARKET)
    total = 12 + 24 + 5
    assert found.courses["country"].low[0] == pytest.approx(sum((x / total) ** 2
                                                               for x in (12, 24, 5)))  # fmt: skip
    assert [name for _, name, _ in share_lines(found, "supplier")] == ["TECK", "KZ", "IDLE"]


def test_a_loss_in_words() -> None:
    found = asked()
    trail = next(loss for loss in found.losses if (loss.kind, loss.code) == ("plant", "TRAIL"))
    # 8 t are missing, 1 t of stock takes the place of some of it: it is gone in February.
    assert trail.shortage_added == pytest.approx(7.0)
    assert loss_sentence(found, trail) == "Losing Trail adds 7 t short, from 2027-02"
    assert loss_month(found, trail) == "2027-02"
    one_year = asked(year=2027)
    assert loss_sentence(one_year, one_year.losses[0]) == (
        "Losing TECK adds 7 t short in 2027; it is short from 2027-02"
    )


def test_a_loss_is_not_blamed_for_what_is_short_anyway() -> None:
    found = asked(plan(end="2028-12"))
    onsan = next(loss for loss in found.losses if loss.code == "ONSAN")
    sentence = loss_sentence(found, onsan)
    assert sentence.endswith("from 2027-04")
    late = exposure(plan(end="2028-12"), Question(1, (3,)), Horizon.of_years(2028))
    first = late.damaging[0]
    assert late.first_short is not None
    assert "even without this loss" in loss_sentence(late, first)


def test_losses_that_add_nothing_are_counted() -> None:
    found = asked()
    assert harmless_text(found) == "3 losses add nothing"
    assert {loss.code for loss in found.harmless} == {"IDLE", "HARZ", "DE"}
    assert "adds nothing" in loss_sentence(found, found.harmless[0])


def test_the_course_of_each_loss_sums_to_what_it_adds() -> None:
    for year in (None, 2027, 2028):
        found = asked(plan(end="2028-12"), year=year)
        for loss in found.losses:
            gap = loss.shortage[found.months].sum() - found.base[found.months].sum()
            assert gap == pytest.approx(loss.shortage_added, abs=1e-9), loss


def test_it_agrees_with_the_command_line() -> None:
    dataset = plan()
    shown = exposure(dataset, Question(1, (3,), 2027), Horizon.of_years(2027))
    printed = risk_json(dataset, "GE", 2027, "US", horizon=Horizon.of_years(2027))
    assert [x.code for x in shown.losses] == [x["code"] for x in printed["n_minus_1"]]
    assert shown.shares == printed["receipts"]
    assert list(shown.index("feed") or ()) == pytest.approx(printed["hhi"]["feed"])


def test_sources_have_names() -> None:
    found = asked()
    assert source_name(found, "plant", "TRAIL") == "Trail"
    assert source_name(found, "country", "CA") == "Canada"
    assert source_name(found, "feed", "unknown") == "unknown origin"
    assert record_of(found.dataset, "supplier", "KZ") == ("organization", 1)
    assert record_of(found.dataset, "country", "KR") is None


def test_headline_and_subtitle() -> None:
    found = asked()
    assert headline(found) == ("GE for US: the worst single loss is TECK, 7 t short in 2027–2028")
    assert "1 agreement of undisclosed volume is not counted." in subtitle(found)
    quiet = exposure(plan(), Question(1, (2,)), YEARS)
    assert headline(quiet) == "GE for TECK: no single loss adds to the shortage in 2027–2028"


def test_figures_are_written_with_few_digits() -> None:
    assert index_text((0.111, 1.0)) == "0.11–1"
    assert (percent(0.667), percent(0.0123)) == ("67 %", "1.23 %")


def test_the_table_holds_numbers() -> None:
    rows = table(asked())
    assert rows[0][1:] == ["2027", "2028"]
    assert all(isinstance(value, float) for value in rows[1][1:])
    assert ["Plant", "Trail", pytest.approx(7.0), "2027-02"] in rows


def test_the_work_can_be_stopped() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        exposure(plan(), Question(1, (3,)), YEARS, progress)
