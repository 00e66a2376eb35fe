"""Salvage: whatever page of a file is lost, the records that can be read come over."""

from __future__ import annotations

import contextlib
import random
import time
from pathlib import Path

import pytest

from desktop.core.errors import OfftakeError
from desktop.operations.workspace import new
from desktop.storage.salvage import salvage
from desktop.storage.store import Store

PAGE = 4096


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("salvage") / "example.offtake"
    new(path, example=True).close()
    return path


def codes(path: Path) -> set[tuple[str, str]]:
    with Store.open(path, read_only=True) as store:
        return {(n, r.code) for n in store.dataset.types for r in store.dataset[n] if r.code}


def damaged(source: Path, to: Path, page: int) -> Path:
    content = bytearray(source.read_bytes())
    noise = random.Random(page)
    content[page * PAGE : (page + 1) * PAGE] = noise.randbytes(PAGE)
    to.write_bytes(content)
    return to


def test_a_sound_file_comes_over_whole(example: Path, tmp_path: Path) -> None:
    done = salvage(example, tmp_path / "new.offtake")
    with Store.open(example) as then, Store.open(tmp_path / "new.offtake") as now:
        for name, type in then.dataset.types.items():
            shown = [f for f in type.fields if f not in type.references]
            old, young = (
                sorted(
                    [str([getattr(r, f.name) for f in shown]) for r in s.dataset[name]]
                )
                for s in (then, now)
            )  # fmt: skip
            assert old == young, name
    assert done.from_history == 0
    assert done.lost == {}


@pytest.mark.parametrize("share", [0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9])
def test_a_lost_page_costs_no_record_that_the_history_still_has(
    example: Path, tmp_path: Path, share: float
) -> None:
    page = int(share * (example.stat().st_size // PAGE))
    broken = damaged(example, tmp_path / "broken.offtake", page)
    before = broken.read_bytes()
    salvage(broken, tmp_path / "new.offtake")
    assert codes(tmp_path / "new.offtake") == codes(example)
    assert broken.read_bytes() == before, "the damaged file is not touched"


def test_references_are_those_of_before(example: Path, tmp_path: Path) -> None:
    broken = damaged(example, tmp_path / "broken.offtake", 0)
    salvage(broken, tmp_path / "new.offtake")
    with Store.open(example) as then, Store.open(tmp_path / "new.offtake") as now:

        def owners(store: Store) -> dict[str, str]:
            found = {p.code: store.dataset["organization"].get(p.owner)
                     for p in store.dataset["plant"]}  # fmt: skip
            return {plant: owner.code for plant, owner in found.items() if owner is not None}

        assert owners(now) == owners(then)
        assert owners(now)


def test_a_file_cut_short_gives_what_its_beginning_holds(example: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.offtake"
    cut.write_bytes(example.read_bytes()[: example.stat().st_size * 3 // 4])
    done = salvage(cut, tmp_path / "new.offtake")
    found = codes(tmp_path / "new.offtake")
    assert found <= codes(example)
    assert sum(done.records.values()) > 100


def test_what_holds_nothing_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "noise.offtake").write_bytes(random.Random(1).randbytes(20 * PAGE))
    with pytest.raises(OfftakeError, match=r"Nothing can be read of “noise\.offtake”"):
        salvage(tmp_path / "noise.offtake", tmp_path / "new.offtake")
    assert not (tmp_path / "new.offtake").exists()


def test_a_file_that_is_there_is_not_overwritten(example: Path, tmp_path: Path) -> None:
    (tmp_path / "new.offtake").write_text("mine")
    with pytest.raises(OfftakeError, match="already exists"):
        salvage(example, tmp_path / "new.offtake")
    assert (tmp_path / "new.offtake").read_text() == "mine"


def test_a_file_of_which_every_table_is_broken_is_given_up_soon(tmp_path: Path) -> None:
    path = tmp_path / "plan.offtake"
    Store.create(path).close()
    content = bytearray(path.read_bytes())
    for place in range(8_192, len(content), 4_096):
        content[place : place + 400] = bytes(400)
    path.write_bytes(content)
    began = time.process_time()
    with contextlib.suppress(OfftakeError):
        salvage(path, tmp_path / "new.offtake")
    assert time.process_time() - began < 30
