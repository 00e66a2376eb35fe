"""Taking one past revision back where others were made since: nothing is overwritten unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.changes import Change, ChangeSet
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.operations.history import Codes
from desktop.operations.take_back import decided, line, take_back
from desktop.storage.store import Store
from desktop.storage.take_back import LEAVE, TAKE_BACK, Conflict, ConflictsError


def imported(edit: Any) -> int:
    """Writes three materials and a form of the first in one revision; gives its number."""
    revision = edit.write(
        Change("material", -1, None, {"code": "GE", "name": "Germanium"}),
        Change("material", -2, None, {"code": "GA", "name": "Gallium"}),
        Change("material", -3, None, {"code": "IN", "name": "Indium"}),
        Change("form", -1, None, {"code": "F", "name": "f", "material": -1, "metal_content": 1.0}),
    )
    return int(revision.number)


def overwritten(edit: Any) -> int:
    """Renames all three in one revision, as an import does; gives its number."""
    revision = edit.write(
        *(
            Change("material", id, {"name": old}, {"name": new})
            for id, old, new in (
                (1, "Germanium", "germanium"), (2, "Gallium", "gallium"), (3, "Indium", "indium"),
            )
        )
    )  # fmt: skip
    return int(revision.number)


def names(store: Store) -> list[str]:
    return [record.name for record in store.dataset["material"]]


def test_without_later_edits_there_is_nothing_to_decide(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.set("material", 1, note="kept")
    found = store.settlement(number)
    assert found.conflicts == () and len(found.changes) == 3
    assert store.take_back(number) is not None
    assert names(store) == ["Germanium", "Gallium", "Indium"]
    assert store.dataset["material"][1].note == "kept"


def test_a_later_edit_stays_and_the_rest_is_taken_back_as_one_revision(
    store: Store, edit: Any
) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.set("material", 2, name="Ga, refined")
    with pytest.raises(ConflictsError):
        store.take_back(number)
    (conflict,) = store.settlement(number).conflicts
    revision = store.take_back(number, "take back", {conflict: LEAVE})
    assert revision is not None
    assert names(store) == ["Germanium", "Ga, refined", "Indium"]
    assert (revision.kind, revision.cancels, len(revision.changes)) == ("take back", number, 2)
    assert number in store.cancelled()
    store.undo()
    assert names(store) == ["germanium", "Ga, refined", "indium"]
    assert number not in store.cancelled()


def test_a_later_edit_is_overwritten_only_when_that_was_chosen(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.set("material", 2, name="Ga, refined")
    (conflict,) = store.settlement(number).conflicts
    store.take_back(number, "take back", {conflict: TAKE_BACK})
    assert names(store) == ["Germanium", "Gallium", "Indium"]
    store.undo()
    assert names(store) == ["germanium", "Ga, refined", "indium"]


def test_a_choice_holds_only_for_what_was_seen(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.set("material", 2, name="Ga, refined")
    choices = decided(store, number, TAKE_BACK)
    edit.set("material", 2, name="edited while the question stood")
    before = store.revision
    with pytest.raises(ConflictsError, match="edited while the question stood"):
        store.take_back(number, "take back", choices)
    assert store.revision == before


def test_records_that_were_added_and_edited_since_stay_with_all_that_they_need(
    store: Store, edit: Any
) -> None:
    number = imported(edit)
    edit.set("form", 1, name="edited")
    left = take_back(store, number, LEAVE)
    assert left is not None
    # The form was edited, so it stays; its material cannot go from under it.
    assert [m.code for m in store.dataset["material"]] == ["GE"]
    assert [f.code for f in store.dataset["form"]] == ["F"]


def test_what_later_records_refer_to_stays_and_says_by_what(store: Store, edit: Any) -> None:
    number = imported(edit)
    edit.add("form", code="F2", name="later", material=2, metal_content=1.0)
    (conflict,) = store.settlement(number).conflicts
    assert (conflict.type, conflict.code) == ("material", "GA")
    assert "GA is still used by form F2" in str(conflict.reason)
    take_back(store, number, TAKE_BACK)
    assert [m.code for m in store.dataset["material"]] == ["GA"]


def test_an_added_record_with_later_edits_goes_when_that_was_chosen(
    store: Store, edit: Any
) -> None:
    number = imported(edit)
    edit.set("material", 3, name="edited", note="more")
    (conflict,) = store.settlement(number).conflicts
    assert conflict.removes
    assert [cell.field for cell in conflict.cells] == ["name", "note"]
    store.take_back(number, "take back", {conflict: TAKE_BACK})
    assert len(store.dataset["material"]) == len(store.dataset["form"]) == 0
    store.undo()
    assert store.dataset["material"][3].note == "more"


def test_a_cell_that_was_set_back_by_hand_is_no_conflict(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.set("material", 2, name="Gallium")
    found = store.settlement(number)
    assert found.conflicts == () and len(found.changes) == 2


def test_a_deleted_record_and_one_brought_back_can_only_be_left(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.remove("material", 3)
    removal = store.revision
    (gone,) = store.settlement(number).conflicts
    assert str(gone.reason) == "The record was deleted since"
    store.apply(
        ChangeSet(
            Text("Bring back"), "history",
            [Change("material", 3, None, {"code": "IN", "name": "indium"})], "restore",
        )
    )  # fmt: skip
    (back,) = store.settlement(removal).conflicts
    assert str(back.reason) == "The record was brought back since"
    assert store.settlement(number).conflicts == ()


def test_a_code_that_another_record_has_by_now_is_left(store: Store, edit: Any) -> None:
    imported(edit)
    edit.set("material", 3, code="INDIUM")
    number = store.revision
    edit.add("material", code="IN", name="Another")
    (conflict,) = store.settlement(number).conflicts
    assert "“IN” is already in use" in str(conflict.reason)
    assert take_back(store, number, LEAVE) is None
    with pytest.raises(ConflictsError):
        take_back(store, number)


def test_conflicts_are_told_in_words(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    edit.set("material", 2, name="Ga")
    (conflict,) = store.settlement(number).conflicts
    shown = line(conflict, store, Codes(store))
    assert (shown.record, shown.field, shown.wrote, shown.now, shown.former) == (
        "material GA", "Name", "gallium", "Ga", "Gallium",
    )  # fmt: skip


def test_what_is_taken_back_already_cannot_be_asked_about(store: Store, edit: Any) -> None:
    imported(edit)
    number = overwritten(edit)
    store.take_back(number)
    with pytest.raises(OfftakeError, match="already undone or taken back"):
        store.settlement(number)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["a", "b", "c"])), max_size=5))
def test_no_later_edit_is_ever_lost_unasked(later: list[tuple[int, str]]) -> None:
    import tempfile

    from tests.storage.conftest import Editor

    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "p.offtake") as store:
        store._connection.execute("PRAGMA synchronous = OFF")
        edit = Editor(store)
        imported(edit)
        number = overwritten(edit)
        for id, name in later:
            edit.set("material", id, name=name)
        edited = {id: name for id, name in later}
        found = store.settlement(number).conflicts
        assert {one.id for one in found} == set(edited)
        take_back(store, number, LEAVE)
        first = {1: "Germanium", 2: "Gallium", 3: "Indium"}
        assert names(store) == [{**first, **edited}[id] for id in (1, 2, 3)]


def test_conflicts_are_equal_by_what_they_say() -> None:
    one = Conflict("material", 1, "GE", reason=Text("The record was deleted since"))
    assert one == Conflict("material", 1, "GE", reason=Text("The record was deleted since"))
    assert {one: LEAVE}[one] == LEAVE
