"""Several workbooks on top of each other: who says what, and that nobody wins silently."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.accepted import changes_of
from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.merge import (
    ADDED,
    ALTERED,
    CHANGED,
    CLEARED,
    CONFLICT,
    MISSING,
    NEW,
    Cell,
    Item,
    Row,
    merge,
)
from desktop.core.senders import additions, combine
from desktop.model import TYPES

MATERIAL = TYPES["material"]


def item(id: int = 1, kind: str = ALTERED, code: str = "GE", **values: Any) -> Item:
    kinds = NEW if kind == ADDED else CHANGED
    cells = [Cell(name, kinds, "old", "old", value) for name, value in values.items()]
    return Item("material", id, code, kind, cells)


def combined(*replies: list[Item]) -> list[Item]:
    return combine([(name, items) for name, items in zip("ABCDE", replies, strict=False)], TYPES)


def test_what_two_say_alike_counts_once_and_names_both() -> None:
    (found,) = combined([item(name="new")], [item(name="new")])
    (cell,) = found.cells
    assert (cell.kind, cell.accepted, cell.disputed) == (CHANGED, True, False)
    assert [offer.sender for offer in cell.offers] == ["A", "B"] and found.senders == ("A", "B")


def test_different_cells_of_a_record_come_together() -> None:
    (found,) = combined([item(name="new")], [item(symbol="Ge")])
    assert {cell.field: cell.accepted for cell in found.cells} == {"name": True, "symbol": True}


def test_what_they_say_otherwise_waits() -> None:
    (found,) = combined([item(name="one")], [item(name="two")], [item(name="one")])
    (cell,) = found.cells
    assert (cell.kind, cell.accepted, cell.disputed) == (CONFLICT, None, True)
    assert [(o.sender, o.value) for o in cell.offers] == [("A", "one"), ("B", "two"), ("C", "one")]
    assert found.undecided == 1


def test_clearing_against_changing_waits() -> None:
    blank = Item("material", 1, "GE", ALTERED, [Cell("name", CLEARED, "old", "old", None)])
    (found,) = combined([blank], [item(name="two")])
    assert found.cells[0].disputed and found.cells[0].accepted is None


def test_a_row_missing_in_one_and_changed_in_another_is_kept() -> None:
    gone = Item("material", 1, "GE", MISSING, accepted=False)
    for replies in ([[gone], [item(name="new")]], [[item(name="new")], [gone]]):
        (found,) = combined(*replies)
        assert found.kind == ALTERED and found.accepted
        assert "missing in “" in str(found.problems[0].message)
    (found,) = combined([gone], [gone])
    assert found.kind == MISSING and found.accepted is False


def test_a_fault_of_one_does_not_keep_out_the_other() -> None:
    wrong = item(symbol="Ge")
    wrong.problems.append(Problem("error", "material", "GE", "name", Text("wrong")))
    wrong.accepted = False
    found = combined([wrong], [item(name="new")])
    assert [(one.accepted, one.is_faulty) for one in found] == [(False, True), (True, False)]


def test_a_new_record_that_looks_like_that_of_another_waits() -> None:
    one = item(-1, ADDED, "IN", name="Indium")
    two = item(-2, ADDED, "IND", name="INDIUM ")
    other = item(-3, ADDED, "GA", name="Gallium")
    found = combined([one, other], [two])
    assert [(i.code, i.accepted) for i in found] == [("IN", True), ("GA", True), ("IND", None)]
    assert "IN in “A”" in str(found[2].problems[0].message)
    assert [change.id for change in additions(found)] == [-1, -3, -2]


def test_two_alike_of_one_sender_are_that_senders_business() -> None:
    one, two = item(-1, ADDED, "A1", name="Same"), item(-2, ADDED, "A2", name="Same")
    assert all(found.accepted for found in combined([one, two], []))


names = st.sampled_from(["x", "y", "z"])
rows = st.fixed_dictionaries({"name": names, "note": st.one_of(st.none(), names)})


@given(ours=rows, replies=st.lists(rows, min_size=2, max_size=4))
def test_no_reply_ever_wins_where_another_disagrees(
    ours: dict[str, Any], replies: list[dict[str, Any]]
) -> None:
    dataset = Dataset(TYPES).with_changes([Change("material", 1, None, {"code": "GE", **ours})])
    table = dataset["material"]
    items = combined(*[merge(MATERIAL, table, table, [Row(1, reply)]) for reply in replies])
    after = dataset.with_changes(changes_of(items, dataset))["material"][1]
    for name in ("name", "note"):
        said = {reply[name] for reply in replies if reply[name] != ours[name]}
        if len(said) == 1:
            assert getattr(after, name) in said
        else:
            assert getattr(after, name) == ours[name]
