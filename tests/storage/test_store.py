"""Applying changes: what is written, what is refused, and that it is whole or not at all."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet, Revision
from desktop.core.errors import Cancelled, ProblemsError, StaleError
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.progress import Progress
from desktop.storage.store import Store


def plant_and_capacity() -> list[Change]:
    """Records of which each refers to a later one."""
    return [
        Change(
            "capacity", -1, None,
            {"code": "CAP-1", "plant": -1, "material": -7, "stage": "operating", "unit": "t",
             "basis": "contained", "nameplate": 12.0, "start": PartialDate(2028), "joint_with": -2},
        ),
        Change(
            "capacity", -2, None,
            {"code": "CAP-2", "plant": -1, "material": -7, "stage": "announced", "unit": "kg",
             "basis": "contained", "joint_with": None},
        ),
        Change("plant", -1, None,
               {"code": "ONSAN", "name": "Onsan", "owner": -5, "country": "KR"}),
        Change("organization", -5, None,
               {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier", "partner")}),
        Change("material", -7, None, {"code": "GE", "name": "Germanium", "local_name": "게르마늄"}),
    ]  # fmt: skip


def test_records_are_added_changed_and_removed(store: Store, edit: Any, path: Path) -> None:
    id = edit.add("material", code="GE", name="Germanium", target_cover=6)
    edit.set("material", id, name="germanium", note="from zinc")
    other = edit.add("material", code="GA", name="Gallium")
    edit.remove("material", other)
    (record,) = store.dataset["material"]
    assert (record.id, record.name, record.note, record.target_cover) == (
        id, "germanium", "from zinc", 6,
    )  # fmt: skip
    store.close()
    with Store.open(path) as again:
        assert again.dataset == store.dataset
        assert again.revision == 5


def test_every_kind_of_value_comes_back_as_it_was(store: Store, path: Path) -> None:
    changes = [
        *plant_and_capacity(),
        Change(
            "stock", -1, None,
            {"code": "S", "organization": -5, "material": -7, "quantity": 0.1 + 0.2, "unit": "kg",
             "basis": "contained", "as_of": dt.date(2026, 2, 28), "note": "line\n둘 \U0001f600"},
        ),
        Change(
            "demand", -1, None,
            {"code": "D", "name": "n", "organization": -5, "material": -7, "quantity": 5,
             "unit": "t", "basis": "contained", "start": PartialDate(2028, "half", 1),
             "priority": 3},
        ),
    ]  # fmt: skip
    revision = store.apply(ChangeSet(Text("All"), "import", changes))
    assert revision is not None
    store.close()
    with Store.open(path) as again:
        assert again.dataset == store.dataset
        assert again.dataset["organization"][1].roles == ("supplier", "partner")
        assert again.dataset["stock"][1].as_of == dt.date(2026, 2, 28)
        assert again.dataset["stock"][1].quantity == 0.1 + 0.2
        assert again.revision_at(2) == revision


def test_values_that_many_records_share_are_one_object_each(store: Store, path: Path) -> None:
    shared = {"stage": "announced", "unit": "kg", "start": PartialDate(2028, "half", 1)}
    first = plant_and_capacity()[0].after or {}
    ids = range(-100, -4_601, -1)  # more than are read at once, and the last alone
    more = [
        Change("capacity", id, None, {**first, **shared, "code": f"C{id}", "name": f"Line {id % 7}",
                                      "nameplate": id / -3, "note": f"note {id // 3}"})
        for id in ids
    ]  # fmt: skip
    store.apply(ChangeSet(Text("All"), "import", [*plant_and_capacity(), *more]))
    store.close()
    with Store.open(path) as again:
        assert again.dataset == store.dataset
        records = [record for record in again.dataset["capacity"] if record.note]
        for name, count in {"stage": 1, "unit": 1, "start": 1, "plant": 1, "name": 7}.items():
            assert len({id(getattr(record, name)) for record in records}) == count


def test_new_records_may_refer_to_each_other(store: Store) -> None:
    revision = store.apply(ChangeSet(Text("Import"), "import", plant_and_capacity()))
    assert revision is not None and all(change.id > 0 for change in revision.changes)
    first, second = store.dataset["capacity"]
    assert (first.code, first.joint_with, second.joint_with) == ("CAP-1", second.id, None)
    assert store.dataset["plant"][first.plant].code == "ONSAN"
    assert store.dataset["material"][second.material].code == "GE"


def test_a_change_may_refer_to_a_new_record(store: Store, edit: Any) -> None:
    store.apply(ChangeSet(Text("Import"), "import", plant_and_capacity()))
    revision = edit.write(
        Change("plant", 1, {"owner": 1}, {"owner": -9}),
        Change("organization", -9, None, {"code": "NEW", "name": "New", "roles": ("supplier",)}),
    )
    assert revision.changes[0] == Change("plant", 1, {"owner": 1}, {"owner": 2})
    assert store.dataset["plant"][1].owner == 2


def test_ids_are_never_used_again(store: Store, edit: Any, path: Path, editor: Any) -> None:
    assert edit.add("material", code="GE", name="Germanium") == 1
    edit.remove("material", 1)
    assert edit.add("material", code="GE", name="Germanium") == 2
    store.undo()
    assert edit.add("material", code="GE", name="Germanium") == 3
    edit.remove("material", 3)
    store.close()
    with Store.open(path) as again:
        assert editor(again).add("material", code="GE", name="Germanium") == 4


def test_only_a_negative_id_is_a_new_record(store: Store, edit: Any) -> None:
    for id in (0, 1, 99):
        with pytest.raises(ValueError, match="must have a negative id"):
            edit.write(Change("material", id, None, {"code": "GE", "name": "Germanium"}))
    assert store.revision == 1


def test_all_problems_come_at_once_and_nothing_is_written(store: Store, edit: Any) -> None:
    edit.add("material", code="GE", name="Germanium")
    before = store.dataset
    with pytest.raises(ProblemsError) as refusal:
        edit.write(
            Change("material", -1, None, {"code": "ge", "name": "Again"}),
            Change("material", -2, None, {"code": "IN"}),
            Change("form", -3, None, {"code": "F", "material": -77, "name": "f",
                                      "metal_content": 2.0}),
            Change("material", 1, {"name": "Germanium"}, {"name": "Germanium metal"}),
        )  # fmt: skip
    found = {(problem.type, problem.field, problem.id) for problem in refusal.value.problems}
    # New records keep the ids by which the caller knows them.
    assert found == {
        ("material", "code", -1),
        ("material", "name", -2),
        ("form", "material", -3),
        ("form", "metal_content", -3),
    }
    assert store.dataset is before
    assert len(store.history()) == 2


def test_a_record_in_use_is_not_removed(store: Store, edit: Any) -> None:
    material = edit.add("material", code="GE", name="Germanium")
    edit.add("form", code="GEO2", material=material, name="Dioxide", metal_content=0.69417)
    with pytest.raises(ProblemsError, match="GE is still used by"):
        edit.remove("material", material)
    with pytest.raises(ProblemsError, match="cannot be deleted"):
        edit.remove("preferences", 1)
    both = [Change("material", 1, {"code": "GE"}, None), Change("form", 1, {"code": "GEO2"}, None)]
    edit.write(*both)
    assert not len(store.dataset["material"]) and not len(store.dataset["form"])


def test_codes_can_be_swapped(store: Store, edit: Any, path: Path) -> None:
    edit.add("material", code="A", name="a")
    edit.add("material", code="B", name="b")
    edit.write(
        Change("material", 1, {"code": "A"}, {"code": "B"}),
        Change("material", 2, {"code": "B"}, {"code": "A"}),
    )
    store.undo()
    store.redo()
    store.close()
    with Store.open(path) as again:
        assert again.dataset.find("material", "b") == 1


def test_what_was_read_before_must_still_hold(store: Store, edit: Any) -> None:
    material = edit.add("material", code="GE", name="Germanium", target_cover=6.0)
    edit.set("material", material, target_cover=9.0)
    with pytest.raises(StaleError) as refusal:
        edit.write(Change("material", material, {"target_cover": 6.0}, {"target_cover": 3.0}))
    assert str(refusal.value) == "material GE: Target cover is now “9”, no longer “6”"
    edit.set("material", material, target_cover=None)
    with pytest.raises(StaleError, match="Target cover is now blank, no longer “9”"):
        edit.write(Change("material", material, {"target_cover": 9.0}, {"target_cover": 3.0}))
    with pytest.raises(StaleError, match="Name is now “Germanium”, no longer “Ge”"):
        edit.write(Change("material", material, {"code": "GE", "name": "Ge"}, None))
    edit.remove("material", material)
    with pytest.raises(StaleError, match="material GE was deleted meanwhile"):
        edit.write(Change("material", material, {"code": "GE"}, {"code": "GER"}))
    assert store.revision == 5


def test_what_changes_nothing_is_no_revision(store: Store, edit: Any) -> None:
    edit.add("material", code="GE", name="Germanium")
    told: list[Revision] = []
    store.on_changed.append(told.append)
    assert edit.write() is None
    assert edit.set("material", 1, name="Germanium") is None
    assert edit.write(
        Change("material", -1, None, {"code": "X", "name": "x"}), Change("material", -1, {}, None)
    ) is None  # fmt: skip
    revision = edit.set("material", 1, name="Germanium", note="new", code="GE")
    assert revision.changes == (Change("material", 1, {"note": None}, {"note": "new"}),)
    assert told == [revision]


def test_several_changes_of_a_record_become_one(store: Store, edit: Any) -> None:
    revision = edit.write(
        Change("material", -1, None, {"code": "GE", "name": "Ge"}),
        Change("material", -1, {"name": "Ge"}, {"name": "Germanium"}),
    )
    assert revision.changes == (Change("material", 1, None, {"code": "GE", "name": "Germanium"}),)
    revision = edit.write(
        Change("material", 1, {"name": "Germanium"}, {"name": "x"}),
        Change("material", 1, {"name": "x"}, {"name": "y", "note": "n"}),
    )
    assert revision.changes == (
        Change("material", 1, {"name": "Germanium", "note": None}, {"name": "y", "note": "n"}),
    )
    revision = edit.write(
        Change("material", 1, {"name": "y"}, {"name": "z"}), Change("material", 1, {}, None)
    )
    assert revision.changes == (
        Change("material", 1, {"code": "GE", "name": "y", "note": "n"}, None),
    )


def test_only_edits_are_applied(store: Store) -> None:
    for kind in ("undo", "redo", "take back"):
        with pytest.raises(ValueError, match="use undo, redo or take_back"):
            store.apply(ChangeSet(Text("x"), "grid", (), kind, 1))


def test_listeners_see_the_dataset_of_their_revision(store: Store, edit: Any) -> None:
    seen: list[tuple[int, int, int]] = []
    store.on_changed.append(
        lambda r: seen.append((r.number, store.revision, len(store.dataset["material"])))
    )
    edit.add("material", code="GE", name="Germanium")
    store.undo()
    store.redo()
    assert seen == [(2, 2, 1), (3, 3, 0), (4, 4, 1)]


def test_a_failing_listener_loses_nothing(store: Store, edit: Any) -> None:
    told: list[Revision] = []

    def fail(revision: Revision) -> None:
        raise RuntimeError("a view broke")

    store.on_changed += [fail, told.append]
    with pytest.raises(RuntimeError, match="a view broke"):
        edit.add("material", code="GE", name="Germanium")
    assert len(told) == 1 and store.revision == 2
    store.on_changed.clear()
    assert edit.add("material", code="GA", name="Gallium") == 2


def test_a_change_can_be_stopped(store: Store) -> None:
    progress = Progress(lambda done, total, what: progress.cancel())
    changes = ChangeSet(Text("Import"), "import", plant_and_capacity())
    with pytest.raises(Cancelled):
        store.apply(changes, progress)
    assert store.revision == 1
    assert not len(store.dataset["material"])
    assert store.apply(changes) is not None


def test_threads_take_turns(store: Store, edit: Any) -> None:
    def work(name: str) -> None:
        for n in range(10):
            edit.add("material", code=f"{name}{n}", name=name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.dataset["material"]) == 30
    assert store.revision == 31


def test_a_long_change_is_written_in_few_statements_and_read_back(store: Store, path: Path) -> None:
    changes = [
        Change("material", -n, None, {"code": f"M{n}", "name": f"Metal {n}", "target_cover": n / 3})
        for n in range(1, 5001)
    ]
    store.apply(ChangeSet(Text("Import"), "import", changes))
    half = [
        Change("material", n, {"name": f"Metal {n}"}, {"name": f"metal {n}"} if n % 2 else None)
        for n in range(1, 5001)
    ]
    store.apply(ChangeSet(Text("Edit"), "paste", half))
    store.close()
    with Store.open(path) as again:
        assert again.dataset == store.dataset
        assert len(again.dataset["material"]) == 2500
        assert again.history()[0].counts() == {
            "added": {}, "changed": {"material": 2500}, "removed": {"material": 2500},
        }  # fmt: skip
        again.undo()
        again.undo()
        assert again.dataset == again.at(1)
