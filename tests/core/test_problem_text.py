"""A problem as it is printed names the field as people do."""

from __future__ import annotations

from desktop.core import i18n
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.validation import check


def test_problems_name_fields_by_their_label(small: Dataset) -> None:
    broken = small.with_changes([Change("capacity", 1, {}, {"ramp_up": -1.0, "plant": None})])
    said = [str(problem) for problem in check(broken) if problem.code == "CAP-1"]
    assert said == [
        "capacity CAP-1 Plant: Plant is required",
        "capacity CAP-1 Ramp-up: Ramp-up: -1 must lie between 0 and 600",
    ]


def test_the_label_follows_the_language(small: Dataset) -> None:
    broken = small.with_changes([Change("capacity", 1, {}, {"ramp_up": -1.0})])
    (problem,) = [problem for problem in check(broken) if problem.field == "ramp_up"]
    i18n.use("ko")
    try:
        assert i18n.translate("Ramp-up") in str(problem).partition(":")[0]
    finally:
        i18n.use("en")
    assert problem.to_json()["field"] == "ramp_up"


def test_problems_that_differ_only_in_their_label_are_equal() -> None:
    plain = Problem("error", "capacity", "C", "stage", Text("Wrong"))
    named = Problem("error", "capacity", "C", "stage", Text("Wrong"), label=Text("Stage"))
    assert plain == named
    assert str(plain) == "capacity C stage: Wrong"
