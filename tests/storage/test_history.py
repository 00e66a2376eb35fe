"""Undo, redo, past states and taking one revision back, over closing and across processes."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, ProblemsError
from desktop.core.i18n import Text
from desktop.storage.store import Store
from desktop.storage.take_back import ConflictsError


def test_undo_and_redo_walk_the_history(store: Store, edit: Any) -> None:
    assert store.undo() is None and store.redo() is None and store.undo_label is None
    edit.add("material", code="GE", name="Germanium")
    edit.set("material", 1, name="germanium")
    undo = store.undo("command line")
    assert undo is not None
    assert (str(undo.label), undo.origin, undo.kind, undo.cancels) == (
        "Undo: Change it", "command line", "undo", 3,
    )  # fmt: skip
    assert str(store.undo_label) == "Add material" and str(store.redo_label) == "Change it"
    second = store.undo()
    assert second is not None and second.cancels == 2
    assert store.undo() is None  # the first revision stays
    redo = store.redo()
    assert redo is not None
    assert (str(redo.label), redo.kind, redo.cancels) == ("Redo: Add material", "redo", 5)
    assert str(store.undo_label) == "Add material" and str(store.redo_label) == "Change it"
    again = store.undo()
    assert again is not None
    assert (str(again.label), again.cancels) == ("Undo: Add material", 6)
    store.redo()
    store.redo()
    assert store.redo() is None and store.redo_label is None
    assert store.dataset["material"][1].name == "germanium"
    edit.set("material", 1, note="x")
    store.undo()
    edit.set("material", 1, note="y")
    assert store.redo() is None  # a new edit ends what could be redone
    assert [str(r.label) for r in store.history(2)] == ["Change it", "Undo: Change it"]


def test_undo_and_redo_survive_closing(store: Store, edit: Any, path: Path) -> None:
    edit.add("material", code="GE", name="Germanium")
    edit.set("material", 1, name="germanium")
    full = store.dataset
    store.undo()
    store.close()
    with Store.open(path) as again:
        assert str(again.undo_label) == "Add material" and str(again.redo_label) == "Change it"
        again.undo()
        assert again.dataset == again.at(1)
    with Store.open(path) as again:
        again.redo()
        again.redo()
        assert again.dataset == full and again.redo_label is None
        assert [r.kind for r in again.history()][:4] == ["redo", "redo", "undo", "undo"]


def test_window_and_command_line_share_one_history(
    store: Store, edit: Any, path: Path, editor: Any
) -> None:
    told: list[tuple[int, int]] = []
    store.on_changed.append(lambda r: told.append((r.number, len(store.dataset["material"]))))
    edit.add("material", code="GE", name="Germanium")
    with Store.open(path) as other:
        editor(other).add("material", code="GA", name="Gallium")
        editor(other).set("material", 1, name="germanium")
        other.undo("command line")
        assert store.revision == 2
        assert store.refresh() == [other.revision_at(n) for n in (3, 4, 5)]
        assert store.refresh() == []
        assert told == [(2, 1), (3, 2), (4, 2), (5, 2)]
        assert store.dataset == other.dataset and store.revision == 5
        # What the other one did is undone here, and without a refresh in between too.
        assert str(store.redo_label) == "Change it"
        redo = store.redo()
        assert redo is not None and redo.number == 6
        undo = other.undo()
        assert undo is not None and undo.cancels == 6
        assert other.dataset["material"][1].name == "Germanium"
        edit.add("material", code="IN", name="Indium")
        assert store.dataset.find("material", "IN") == 3
        assert editor(other).add("material", code="TE", name="Tellurium") == 4
        store.refresh()
        assert store.dataset == other.dataset
        assert [n for n, _ in told] == list(range(2, 10))


def test_an_edit_meets_what_was_written_meanwhile(
    store: Store, edit: Any, path: Path, editor: Any
) -> None:
    edit.add("material", code="GE", name="Germanium")
    told: list[int] = []
    store.on_changed.append(lambda revision: told.append(revision.number))
    with Store.open(path) as other:
        editor(other).add("material", code="GA", name="Gallium")
        with pytest.raises(ProblemsError, match="“ga” is already in use"):
            edit.add("material", code="ga", name="Again")
        # Refused, but what the other one wrote is known now.
        assert store.revision == 3 and told == [3]
        editor(other).remove("material", 1)
        with pytest.raises(OfftakeError, match="material GE was deleted meanwhile"):
            edit.set("material", 1, name="germanium")
        assert store.dataset == other.dataset


Action = tuple[str, int, int]
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["material", "form", "change", "remove", "undo", "redo", "both"]),
        st.integers(0, 5),
        st.integers(0, 3),
    ),
    max_size=12,
)


def act(store: Store, action: Action) -> None:
    """Do one edit that may be refused."""
    what, which, value = action
    materials, forms = list(store.dataset["material"]), list(store.dataset["form"])
    changes: list[Change] = []
    if what in ("undo", "redo"):
        store.undo() if what == "undo" else store.redo()
        return
    if what in ("material", "both"):
        values = {"code": f"M{which}", "name": "n", "target_cover": value}
        changes.append(Change("material", -1, None, values))
    if what in ("form", "both") and (materials or what == "both"):
        material = -1 if what == "both" else materials[which % len(materials)].id
        values = {"code": f"F{which}", "name": "n", "material": material, "metal_content": 0.5}
        changes.append(Change("form", -2, None, values))
    records = [*materials, *forms]
    if records and what == "change":
        record = records[which % len(records)]
        after = {"name": ("n", "m", "옹", "p")[value], "note": (None, "x", "y", None)[value]}
        changes.append(Change(record.type.name, record.id, {}, after))
    if records and what == "remove":
        record = records[which % len(records)]
        changes.append(Change(record.type.name, record.id, {"code": record.code}, None))
    with contextlib.suppress(ProblemsError):
        store.apply(ChangeSet(Text(what), "grid", changes))


@settings(max_examples=15, derandomize=True)
@given(ACTIONS)
def test_random_edits_undo_to_the_start_and_redo_to_the_end(actions: list[Action]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.offtake"
        seen: dict[int, Dataset] = {}
        with Store.create(path) as store:
            store._connection.execute("PRAGMA synchronous = OFF")
            store.on_changed.append(lambda revision: seen.update({revision.number: store.dataset}))
            seen[1] = store.dataset
            for action in actions:
                act(store, action)
            # Only what is done now can come back.
            while store.redo():
                pass
            end = store.dataset
            while store.undo():
                pass
            assert store.dataset == seen[1]
            while store.redo():
                pass
            assert store.dataset == end
            for number, dataset in seen.items():
                assert store.at(number) == dataset
                assert store.at(number).revision == number
        with Store.open(path) as again:
            assert again.dataset == end
            middle = max(1, again.revision // 2)
            assert again.at(middle) == seen[middle]


def test_there_is_no_state_before_the_first_or_after_the_last(store: Store) -> None:
    for number in (0, -1, 2):
        with pytest.raises(OfftakeError, match=f"There is no revision {number}"):
            store.at(number)
        with pytest.raises(OfftakeError, match=f"There is no revision {number}"):
            store.revision_at(number)


def test_the_history_is_listed_in_pages_with_counts(store: Store, edit: Any) -> None:
    for n in range(5):
        edit.add("material", code=f"M{n}", name="n")
    newest = store.history(limit=2)
    assert [r.number for r in newest] == [6, 5]
    assert [r.number for r in store.history(limit=10, before=5)] == [4, 3, 2, 1]
    assert newest[0].changes == ()
    assert newest[0].counts() == store.revision_at(6).counts()
    assert newest[0].time.utcoffset() is not None
    assert newest[0].time >= newest[1].time


def test_a_record_has_a_history_of_its_own(store: Store, edit: Any) -> None:
    edit.write(
        Change("material", -1, None, {"code": "GE", "name": "Germanium"}),
        Change("material", -2, None, {"code": "GA", "name": "Gallium"}),
    )
    edit.set("material", 2, name="gallium")
    edit.set("material", 1, name="germanium")
    edit.remove("material", 1)
    found = store.record_history("material", 1)
    assert [r.number for r in found] == [5, 4, 2]
    assert [c for r in found for c in r.changes] == [
        Change("material", 1, {"code": "GE", "name": "germanium"}, None),
        Change("material", 1, {"name": "Germanium"}, {"name": "germanium"}),
        Change("material", 1, None, {"code": "GE", "name": "Germanium"}),
    ]
    assert store.record_history("form", 1) == []


def test_a_past_revision_alone_is_taken_back(store: Store, edit: Any, path: Path) -> None:
    edit.add("material", code="GE", name="Germanium")
    edit.set("material", 1, name="germanium")
    edit.set("material", 1, note="kept")
    edit.add("material", code="GA", name="Gallium")
    taken = store.take_back(3, "command line")
    assert taken is not None
    assert (str(taken.label), taken.origin, taken.kind, taken.cancels) == (
        "Take back: Change it", "command line", "take back", 3,
    )  # fmt: skip
    assert (store.dataset["material"][1].name, store.dataset["material"][1].note) == (
        "Germanium", "kept",
    )  # fmt: skip
    with pytest.raises(OfftakeError, match="“Change it” is already undone or taken back"):
        store.take_back(3)
    # Taking back is an edit like any other: it is undone first, and then can be done anew.
    store.close()
    with Store.open(path) as again:
        assert str(again.undo_label) == "Take back: Change it"
        again.undo()
        assert again.dataset == again.at(5)
        assert again.take_back(3) is not None
        assert again.dataset == again.at(6)
        again.undo()
        again.undo()
        assert len(again.dataset["material"]) == 1


def test_an_import_and_a_removal_are_taken_back(store: Store, edit: Any) -> None:
    edit.write(
        Change("material", -1, None, {"code": "GE", "name": "Germanium"}),
        Change("form", -1, None, {"code": "F", "name": "f", "material": -1, "metal_content": 1.0}),
    )
    edit.write(Change("material", 1, {}, None), Change("form", 1, {}, None))
    edit.add("material", code="GA", name="Gallium")
    store.take_back(3)
    assert [m.code for m in store.dataset["material"]] == ["GE", "GA"]
    assert list(store.dataset["material"].ids) == [1, 2]
    # Removed and returned, the records are as they were written: the import can go as a whole.
    store.take_back(2)
    assert [m.code for m in store.dataset["material"]] == ["GA"]


def test_cells_that_were_edited_later_are_conflicts(store: Store, edit: Any) -> None:
    edit.write(
        Change("material", -1, None, {"code": "GE", "name": "Germanium"}),
        Change("material", -2, None, {"code": "GA", "name": "Gallium"}),
        Change("material", -3, None, {"code": "IN", "name": "Indium"}),
    )
    edit.set("material", 1, name="germanium")
    edit.set("material", 1, name="Ge", note="later")
    edit.remove("material", 2)
    before = store.dataset
    with pytest.raises(ConflictsError) as refusal:
        store.take_back(2)
    assert [(p.code, p.field, str(p.message), p.id) for p in refusal.value.problems] == [
        ("GA", "", "The record was deleted since", 2),
        ("GE", "name", "Name is now “Ge”, no longer “Germanium”", 1),
        ("GE", "note", "Note is now “later”, no longer blank", 1),
    ]
    with pytest.raises(ConflictsError, match="Name is now “Ge”, no longer “germanium”"):
        store.take_back(3)
    assert store.dataset is before and store.revision == 5
    edit.set("material", 1, name="germanium")  # set back by hand: nothing would be overwritten
    assert store.take_back(3) is not None
    assert store.dataset["material"][1].name == "Germanium"


def test_a_record_in_use_by_now_is_not_taken_back(store: Store, edit: Any) -> None:
    edit.add("material", code="GE", name="Germanium")
    edit.add("form", code="F", name="f", material=1, metal_content=1.0)
    with pytest.raises(ProblemsError, match="GE is still used by form F"):
        store.take_back(2)
    with pytest.raises(OfftakeError, match="The first revision cannot be taken back"):
        store.take_back(1)
    assert store.revision == 3


def test_an_undo_can_be_taken_back_and_counts_again(store: Store, edit: Any) -> None:
    edit.add("material", code="GE", name="Germanium")
    store.undo()
    with pytest.raises(OfftakeError, match="already undone"):
        store.take_back(2)
    store.redo()
    assert store.take_back(2) is not None
    assert not len(store.dataset["material"])
