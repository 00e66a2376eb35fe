"""How a value is written back: as its column writes values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.core.errors import FieldError
from desktop.core.i18n import translate
from desktop.exchange.spelling import Sample, Spelling
from tests.exchange.examples import date, rich

DATA = rich()


def spell(
    type: str, name: str, samples: list[Sample], value: Any, old: Sample | None = None
) -> Any:
    of = DATA.types[type].by_name[name]
    return Spelling(of, samples, DATA).spell(value, old or Sample(None, None))


@pytest.mark.parametrize(
    ("old", "value", "raw"),
    [
        (Sample(12_000, 12.0, "t"), 13.5, 13_500),
        (Sample(12, 12.0, "t"), 13.5, 13.5),
        (Sample("12 t/yr", 12.0, "t"), 14.0, "14 t/yr"),
        (Sample("12,000 kg", 12.0, "t"), 1250.0, "1,250,000 kg"),
        (Sample(0.3, 0.3, "t"), 0.1 + 0.2, 0.3),
        (Sample(12, 12.0, "t"), None, None),
    ],
)
def test_figures_keep_the_unit_of_their_cell(old: Sample, value: Any, raw: Any) -> None:
    assert spell("capacity", "nameplate", [old], value, old) == raw


def test_a_blank_cell_takes_the_unit_of_its_column() -> None:
    column = [Sample(12_000, 12.0, "t"), Sample(500, 500.0, "kg")]
    assert spell("capacity", "nameplate", column, 2.0, Sample(None, None, "t")) == 2000
    assert spell("capacity", "nameplate", column, 2.0, Sample(None, None, "kg")) == 2
    with pytest.raises(FieldError, match="no figure"):
        spell("capacity", "nameplate", [], 2.0)
    with pytest.raises(FieldError, match="not all in one unit"):
        spell("capacity", "nameplate", [Sample(5, 5.0, "t"), Sample(5000, 5.0, "t")], 2.0)


def test_percent_follows_the_format() -> None:
    fraction = Sample(None, None, "", "0.0%")
    assert spell("capacity", "probability", [], 55.0, fraction) == 0.55
    assert spell("capacity", "probability", [], 55.0, Sample(None, None, "", 'General"%"')) == 55
    assert spell("capacity", "probability", [Sample(0.65, 65.0)], 55.0) == 0.55


@pytest.mark.parametrize(
    ("samples", "value", "raw"),
    [
        (["2028년 상반기"], "2029-Q1", "2029년 1분기"),
        (["2028년 상반기"], "2029", "2029년"),
        (["H1 2028"], "2029-Q3", "Q3 2029"),
        (["1H 2028"], "2029-H2", "2H 2029"),
        (["3Q28"], "2029-Q1", "1Q29"),
        (["2028.03"], "2029-11", "2029.11"),
        (["Mar 2028"], "2029-11", "Nov 2029"),
        (["2028", "H1 2028"], "2029-H1", "H1 2029"),
        ([2028], "2029", 2029),
        ([dt.date(2028, 3, 15)], "2029-05-06", dt.date(2029, 5, 6)),
        ([], "2029-H1", "2029-H1"),
    ],
)
def test_dates_follow_the_column(samples: list[Any], value: str, raw: Any) -> None:
    read = {"2028년 상반기": "2028-H1", "H1 2028": "2028-H1", "1H 2028": "2028-H1",
            "3Q28": "2028-Q3", "2028.03": "2028-03", "Mar 2028": "2028-03"}  # fmt: skip
    known = [Sample(one, date(read.get(str(one), str(one)))) for one in samples]
    assert spell("capacity", "start", known, date(value)) == raw


@pytest.mark.parametrize(
    ("samples", "value", "raw"),
    [
        ([("committed", "committed")], "operating", "operating"),
        ([("Committed", "committed")], "operating", "Operating"),
        ([("COMMITTED", "committed")], "operating", "OPERATING"),
        ([("확정", "committed")], "operating", translate("operating", "Stage", "ko")),
        ([("Running", "operating"), ("Committed", "committed")], "operating", "Running"),
    ],
)
def test_choices_follow_the_column(samples: list[tuple[str, str]], value: str, raw: str) -> None:
    known = [Sample(*pair) for pair in samples]
    assert spell("capacity", "stage", known, value) == raw


def test_references_are_called_as_the_column_calls_them() -> None:
    by_name = [Sample("Korea Zinc", 1)]
    other = DATA["organization"][2].name
    assert spell("plant", "owner", by_name, 2) == other
    assert spell("plant", "owner", [Sample("KZ", 1)], 2) == "US"
    assert spell("plant", "country", [Sample("Korea, Republic of", "KR")], "CA") == "Canada"
    assert spell("plant", "country", [Sample("KR", "KR")], "CA") == "CA"
