"""Edits of many cells at once, with answers known beforehand."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.fields import (
    ChoiceField,
    CodeField,
    DateField,
    Field,
    IntegerField,
    NumberField,
    PartialDateField,
    ReferenceField,
    TextField,
)
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.validation import validate
from desktop.exchange.clipboard import Percent, read_text
from desktop.operations.block import Block, checked, cleared
from desktop.operations.fill import (
    ahead,
    filled_down,
    filled_right,
    filled_series,
    series_within,
)
from desktop.operations.new_target import new_target
from desktop.operations.paste import Target, pasted
from desktop.operations.replace import Replacements, Wanted, replaced

FIELDS = ("code", "name", "plant", "material", "form", "stage", "nameplate")


def target(
    dataset: Dataset, names: Sequence[str] = FIELDS, first: int = 0, tall: int = 1, wide: int = 1
) -> Target:
    type = dataset.types["capacity"]
    ids = [record.id for record in dataset["capacity"]][first:]
    fields = [type.by_name[name] for name in names]
    cells = {id: [field.name for field in fields[:wide]] for id in ids[:tall]}
    return Target(ids, fields, tall, wide, cells)


def paste(dataset: Dataset, text: str, to: Target) -> Block:
    return pasted(dataset, dataset.types["capacity"], read_text(text), to)


def after(dataset: Dataset, block: Block) -> Dataset:
    """Gives the dataset with what the block writes, having checked it as the store does."""
    made = block.changes(dataset).changes
    found = dataset.with_changes(made)
    assert not validate(found, made)
    return found


def column(dataset: Dataset, name: str) -> list[Any]:
    return [getattr(record, name) for record in dataset["capacity"]]


# Paste


def test_cells_go_over_cells_and_are_read_by_their_fields(small: Dataset) -> None:
    block = paste(
        small, "committed\t1,234.5\r\n건설\t-\r\noperating\t7", target(small, FIELDS[-2:])
    )
    made = block.changes(small)
    assert (block.faults, str(made.label), made.origin) == ([], "Paste 4 cells", "paste")
    assert column(after(small, block), "nameplate") == [1234.5, None, 7.0]
    assert column(after(small, block), "stage") == ["committed", "construction", "operating"]


def test_one_value_goes_into_every_selected_cell(small: Dataset) -> None:
    block = paste(small, "5", target(small, ["nameplate", "ramp_up"], tall=3, wide=2))
    assert column(after(small, block), "ramp_up") == [5.0, 5.0, 5.0]
    assert block.cells == 6


def test_a_block_is_repeated_over_a_selection_of_its_multiple(small: Dataset) -> None:
    one = paste(small, "5", target(small, ["nameplate"], tall=1))
    assert column(after(small, one), "nameplate") == [5.0, 15.5, None]
    rows = small.with_changes(
        [Change("capacity", 4, None, {**small["capacity"][3].type.values(small["capacity"][3]),
                                      "code": "CAP-4"})]
    )  # fmt: skip
    twice = paste(rows, "1\n2", target(rows, ["nameplate"], tall=4))
    assert column(after(rows, twice), "nameplate") == [1.0, 2.0, 1.0, 2.0]
    once = paste(rows, "1\n2", target(rows, ["nameplate"], tall=3))
    assert column(after(rows, once), "nameplate")[:3] == [1.0, 2.0, None]


def test_rows_below_the_last_become_records_with_codes_and_defaults(small: Dataset) -> None:
    text = "\tTrail 2\tTRAIL\tGE\t\t\t3\n\t\t\t\t\t\t\nX-1\tTrail 3\tTrail\tgallium\t\tclosed\t"
    block = paste(small, text, target(small, first=3))
    assert (block.faults, block.new) == ([], 2)
    found = list(after(small, block)["capacity"])[:2]
    by_code = {record.code: record for record in found}
    assert set(by_code) == {"CAP-4", "X-1"}
    assert (by_code["CAP-4"].stage, by_code["CAP-4"].nameplate) == ("announced", 3.0)
    # Found by name, as people write it.
    assert (by_code["X-1"].plant, by_code["X-1"].material) == (2, 2)
    assert by_code["X-1"].unit == small.types["capacity"].by_name["unit"].default


def test_a_new_record_that_lacks_what_is_required_is_named_and_left_out(small: Dataset) -> None:
    block = paste(small, "A\tx\tTRAIL\tGE\nB\ty\tTRAIL\t", target(small, first=3))
    assert [(f.name, str(f.message)) for f in block.faults] == [
        ("material", "Material is required")
    ]
    assert block.codes is not None and block.codes[block.faults[0].id or 0] == "B"
    assert [r.code for r in after(small, block)["capacity"] if r.id < 0] == ["A"]


def test_bad_cells_are_told_one_by_one_and_the_good_ones_can_be_written(small: Dataset) -> None:
    text = "x\tNOWHERE\t\nGA-1\tTRAIL\t12 tons\n=1\tONSAN\t#REF!"
    block = paste(small, text, target(small, ["name", "plant", "nameplate"]))
    told = {(fault.id, fault.name): str(fault.message) for fault in block.faults}
    assert told == {
        (1, "plant"): "There is no plant with the code “NOWHERE”",
        (2, "nameplate"): "“12 tons” is not a number; write it like 1,234.5",
        (3, "nameplate"): "“#REF!” is a fault of the worksheet, not a value",
    }
    found = after(small, block)
    assert column(found, "name") == ["x", "GA-1", "=1"]
    assert column(found, "plant") == [1, 2, 1]
    assert column(found, "nameplate") == [None, 15.5, None]


def test_what_a_rule_refuses_is_found_before_it_is_written(small: Dataset) -> None:
    block = paste(small, "2020\n2030", target(small, ["end"]))
    (fault,) = block.faults
    assert (fault.id, fault.name) == (1, "end")
    assert column(after(small, block), "end") == [None, PartialDate(2030), None]


def test_a_code_that_is_taken_is_refused_and_two_may_be_swapped(small: Dataset) -> None:
    taken = paste(small, "CAP-2", target(small, ["code"]))
    assert [fault.name for fault in taken.faults] == ["code"] and not taken.cells
    swapped = paste(small, "CAP-2\nCAP-1", target(small, ["code"]))
    assert column(after(small, swapped), "code") == ["CAP-2", "CAP-1", "CAP-3"]


def test_a_required_cell_is_not_emptied(small: Dataset) -> None:
    block = paste(small, "\t3", target(small, ["plant", "nameplate"]))
    assert [str(fault.message) for fault in block.faults] == ["Plant is required"]
    assert column(after(small, block), "nameplate")[0] == 3.0


def test_new_records_may_refer_to_each_other(small: Dataset) -> None:
    names = ["code", "plant", "material", "joint_with"]
    block = paste(small, "N-1\tTRAIL\tGE\tN-2\nN-2\tTRAIL\tGE\t", target(small, names, first=3))
    found = {r.code: r for r in after(small, block)["capacity"] if r.id < 0}
    assert block.faults == []
    assert found["N-1"].joint_with == found["N-2"].id


def test_numbers_of_another_country_are_seen_through_where_they_prove_it(small: Dataset) -> None:
    block = paste(small, "1.234,5\n2.000\n7", target(small, ["nameplate"]))
    assert column(after(small, block), "nameplate") == [1234.5, 2000.0, 7.0]
    assert block.doubtful and "“,”" in str(block.notes[0])
    mixed = paste(small, "1.234,5\n1,234.5", target(small, ["nameplate"]))
    assert [fault.id for fault in mixed.faults] == [1]


def test_percentages_are_read_by_what_the_field_counts(small: Dataset) -> None:
    type = small.types["capacity"]
    rows: list[list[Any]] = [[Percent(0.855), Percent(0.5)], ["85.5 %", "50%"]]
    block = pasted(small, type, rows, target(small, ["utilization", "nameplate"]))
    assert column(after(small, block), "utilization") == [85.5, 85.5, None]
    assert column(after(small, block), "nameplate") == [0.5, 0.5, None]


def test_dates_come_as_days_or_as_text(small: Dataset) -> None:
    rows: list[list[Any]] = [[dt.date(2028, 3, 15)], ["2028년 상반기"], ["03/04/2028"]]
    block = pasted(small, small.types["capacity"], rows, target(small, ["start"]))
    found = column(after(small, block), "start")
    assert found[:2] == [PartialDate.parse("2028-03-15"), PartialDate.parse("2028-H1")]
    assert "day/month or month/day" in str(block.faults[0].message)


def test_headers_place_columns_and_codes_place_rows(small: Dataset) -> None:
    text = (
        "ID\tNameplate [per year]\tCode *\t이름\tColour\n9\t1\tcap-3\tThird\tred\n7\t2\tNEW\t\t\n"
    )
    block = paste(small, text, target(small))
    assert [str(note) for note in block.notes] == ["Columns that are not here are left out: Colour"]
    found = after(small, block)
    assert column(found, "nameplate")[-3:] == [12.0, 15.5, 1.0]
    assert found["capacity"][3].name == "Third"
    assert {fault.name for fault in block.faults} == {"plant", "material"}


def test_a_code_in_two_rows_is_told(small: Dataset) -> None:
    block = paste(small, "Code\tNameplate\nCAP-1\t1\nCAP-1\t2", target(small))
    assert [str(fault.message) for fault in block.faults] == ["The code “CAP-1” is in two rows"]
    assert column(after(small, block), "nameplate")[0] == 1.0


def test_columns_beyond_the_last_are_left_out_and_said(small: Dataset) -> None:
    block = paste(small, "1\t2\t3", target(small, ["nameplate"]))
    assert str(block.notes[0]) == "2 columns do not fit on the right and are left out"
    assert column(after(small, block), "nameplate")[0] == 1.0


def test_a_name_that_two_records_have_is_not_guessed(small: Dataset) -> None:
    double = small.with_changes([Change("plant", 2, {"name": "Trail"}, {"name": "onsan"})])
    block = paste(double, "Onsan", target(double, ["plant"], first=2))
    # A code is a code, whatever it is the name of.
    assert column(after(double, block), "plant")[2] == 1
    third = double.with_changes([Change("plant", 1, {"code": "ONSAN"}, {"code": "P-1"})])
    block = paste(third, "Onsan", target(third, ["plant"]))
    assert "name of several: P-1, TRAIL" in str(block.faults[0].message)


def test_ten_thousand_rows_are_read_in_reasonable_time(small: Dataset) -> None:
    row = "Line {}\tONSAN\tGE\tcommitted\t{}\n"
    text = "".join(row.format(n, n) for n in range(10_000))
    names = ["name", "plant", "material", "stage", "nameplate"]
    begun = time.process_time()
    block = paste(small, text, target(small, names))
    assert (block.new, block.faults) == (9_997, [])
    assert time.process_time() - begun < 20


def test_a_fault_of_no_one_cell_writes_nothing(small: Dataset) -> None:
    values = {1: {"nameplate": 3.0, "form": 2}}
    block = checked(small, Block(small.types["capacity"], values, lambda n: Text("Edit {n}", n=n)))
    assert [fault.name for fault in block.faults] == ["form"]
    assert dict(block.values) == {1: {"nameplate": 3.0}}


# Fill


def values_ahead(field: Field, seeds: list[Any], n: int = 3, **more: Any) -> list[Any]:
    return list(islice(ahead(field, seeds, **more), n))


NUMBER, START = NumberField(label="n"), PartialDateField(label="s")


@pytest.mark.parametrize(
    ("seeds", "following"),
    [
        ([1.0], [2.0, 3.0, 4.0]),
        ([1.0, 3.0], [5.0, 7.0, 9.0]),
        ([0.1, 0.2], [0.3, 0.4, 0.5]),
        ([10.0, 7.5], [5.0, 2.5, 0.0]),
        ([1.0, 2.0, 4.0], [5.3333333333, 6.8333333333, 8.3333333333]),
    ],
)
def test_numbers_follow_their_line(seeds: list[float], following: list[float]) -> None:
    assert values_ahead(NUMBER, seeds) == following


def test_one_number_is_repeated_where_nobody_counts() -> None:
    assert values_ahead(NUMBER, [4.0], counts=False) == [4.0, 4.0, 4.0]
    assert values_ahead(IntegerField(label="i"), [4]) == [5, 6, 7]


@pytest.mark.parametrize(
    ("seeds", "following"),
    [
        (["2028"], ["2029", "2030", "2031"]),
        (["2028-H2"], ["2029-H1", "2029-H2", "2030-H1"]),
        (["2028-Q3"], ["2028-Q4", "2029-Q1", "2029-Q2"]),
        (["2028-11"], ["2028-12", "2029-01", "2029-02"]),
        (["2028-12-30"], ["2028-12-31", "2029-01-01", "2029-01-02"]),
        (["2028", "2030"], ["2032", "2034", "2036"]),
        (["2028-Q1", "2027-Q4"], ["2027-Q3", "2027-Q2", "2027-Q1"]),
        (["2028-01-31", "2028-02-29"], ["2028-03-29", "2028-04-27", "2028-05-26"]),
        (["2028-01-15", "2028-02-15"], ["2028-03-15", "2028-04-15", "2028-05-15"]),
        (["2028", "2028-H1"], ["2028", "2028-H1", "2028"]),
    ],
)
def test_partial_dates_take_their_own_step(seeds: list[str], following: list[str]) -> None:
    dates = [PartialDate.parse(text) for text in seeds]
    assert list(map(str, values_ahead(START, dates))) == following


def test_a_day_of_the_month_stays_that_day() -> None:
    days = [dt.date(2028, 1, 31), dt.date(2028, 3, 31)]
    found = values_ahead(DateField(label="d"), days, 2)
    assert found == [dt.date(2028, 5, 31), dt.date(2028, 7, 31)]


@pytest.mark.parametrize(
    ("seeds", "following"),
    [
        (["CAP-1"], ["CAP-2", "CAP-3", "CAP-4"]),
        (["A-008", "A-010"], ["A-012", "A-014", "A-016"]),
        (["L9 east"], ["L10 east", "L11 east", "L12 east"]),
        (["a", "b"], ["a", "b", "a"]),
        (["A-1", "B-2"], ["A-1", "B-2", "A-1"]),
    ],
)
def test_texts_that_end_in_a_number_count_up(seeds: list[str], following: list[str]) -> None:
    assert values_ahead(TextField(label="t"), seeds) == following


def test_codes_pass_over_those_in_use() -> None:
    found = values_ahead(CodeField(label="c"), ["CAP-1"], taken=["cap-2", "cap-4"])
    assert found == ["CAP-3", "CAP-5", "CAP-6"]


def test_choices_are_repeated() -> None:
    field = ChoiceField(label="c", choices=("a1", "b1"))
    assert values_ahead(field, ["a1", "b1"]) == ["a1", "b1", "a1"]
    assert values_ahead(NUMBER, [1.0, None]) == [1.0, None, 1.0]


def test_fill_down_copies_the_first_row(small: Dataset) -> None:
    type = small.types["capacity"]
    block = filled_down(small, type, [1, 2, 3], ["start"])
    assert str(block.changes(small).label) == "Fill down Start"
    assert column(after(small, block), "start") == [PartialDate.parse("2028-H1")] * 3
    both = filled_down(small, type, [1, 3], ["start", "nameplate"])
    assert str(both.changes(small).label) == "Fill down 2 cells"


def test_fill_right_reads_the_first_column_as_the_others_do(small: Dataset) -> None:
    block = filled_right(small, small.types["capacity"], [1, 2], ["start", "end", "nameplate"])
    assert [(fault.id, fault.name) for fault in block.faults] == [(1, "nameplate")]
    assert column(after(small, block), "end")[:2] == column(small, "start")[:2]
    assert column(after(small, block), "nameplate")[1] == 2028.0  # a year is a number, too


def test_a_series_goes_up_as_well_as_down(small: Dataset) -> None:
    type = small.types["capacity"]
    block = filled_series(small, type, [3], [2, 1], ["code"])
    assert column(after(small, block), "code") == ["CAP-5", "CAP-4", "CAP-3"]
    block = filled_series(small, type, [1], [2, 3], ["nameplate"], counts=False)
    assert column(after(small, block), "nameplate") == [12.0, 12.0, 12.0]


def test_the_filled_cells_at_the_top_go_on_below(small: Dataset) -> None:
    block = series_within(small, small.types["capacity"], [1, 2, 3], ["nameplate", "start"])
    found = after(small, block)
    assert column(found, "nameplate") == [12.0, 15.5, 19.0]
    assert [str(value) for value in column(found, "start")] == ["2028-H1", "2028", "2028-H1"]


def test_a_series_past_a_limit_is_told(small: Dataset) -> None:
    full = small.with_changes([Change("capacity", 1, {"probability": None}, {"probability": 99.5})])
    block = filled_series(full, full.types["capacity"], [1], [2, 3], ["probability"])
    assert [fault.id for fault in block.faults] == [2, 3]


# Clear, replace, create


def test_cleared_cells_are_unknown_and_required_ones_refuse_all(small: Dataset) -> None:
    type = small.types["capacity"]
    made = cleared(small, type, {1: ["nameplate", "start"], 2: ["nameplate"], 3: ["nameplate"]})
    assert str(made.label) == "Clear 3 cells"
    with pytest.raises(OfftakeError, match="Plant, Material are required; nothing was cleared"):
        cleared(small, type, {1: ["nameplate", "plant", "material"]})


def replace_in(small: Dataset, names: list[str], *wanted: Any) -> Replacements:
    ids = [record.id for record in small["capacity"]]
    cells = {id: names for id in ids}
    return replaced(small, small.types["capacity"], cells, Wanted(*wanted))


def test_replacing_shows_every_cell_before_and_after(small: Dataset) -> None:
    found = replace_in(small, ["code", "start"], "cap-", "LINE ")
    assert [(one.before, one.after) for one in found.found] == [
        ("CAP-1", "LINE 1"), ("CAP-2", "LINE 2"), ("CAP-3", "LINE 3"),
    ]  # fmt: skip
    made = found.block.changes(small)
    assert str(made.label) == "Replace in 3 cells"
    assert not replace_in(small, ["code"], "cap-", "x", True).found
    assert not replace_in(small, ["code"], "CAP", "x", False, True).found
    assert len(replace_in(small, ["code"], "cap-1", "x", False, True).found) == 1


def test_replacing_tells_what_could_not_be_read(small: Dataset) -> None:
    found = replace_in(small, ["start", "nameplate"], "2028", "soon")
    assert found.good == 0
    assert all("is not a date" in str(one.fault) for one in found.found)
    numbers = replace_in(small, ["nameplate"], ".5", "")
    assert [(one.before, one.after, one.fault) for one in numbers.found] == [("15.5", "15", None)]
    nothing = replace_in(small, ["code"], "", "x")
    assert not nothing.found


def test_replacing_a_code_by_one_in_use_is_told(small: Dataset) -> None:
    found = replace_in(small, ["code"], "CAP-1", "CAP-2")
    assert found.good == 0 and "already in use" in str(found.found[0].fault)


def test_a_backslash_is_only_a_backslash(small: Dataset) -> None:
    assert replace_in(small, ["code"], "CAP", r"\1").found[0].after == r"\1-1"


def test_a_reference_makes_its_record_on_the_way_where_that_is_enough(small: Dataset) -> None:
    type = small.types["capacity"]
    material = type.by_name["material"]
    assert isinstance(material, ReferenceField)
    made = new_target(small, type, 1, material, "Rhenium")
    assert made is not None
    found = small.with_changes(made.changes)
    assert found["material"][-1].name == "Rhenium"
    assert found["capacity"][1].material == -1
    assert str(made.label) == f"Add material {found['material'][-1].code} and use it in CAP-1"
    coded = new_target(small, type, 1, material, "RE")
    assert coded is not None and coded.changes[0].after == {"code": "RE", "name": "RE"}
    plant = type.by_name["plant"]
    assert isinstance(plant, ReferenceField)
    assert new_target(small, type, 1, plant, "Elsewhere") is None
