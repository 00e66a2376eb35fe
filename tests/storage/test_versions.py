"""A file of every version that was ever written opens in the present one, whole."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from desktop.core.validation import check
from desktop.storage.migrations import SCHEMA_VERSION
from desktop.storage.soundness import verify
from desktop.storage.store import Store

FILES = Path(__file__).parent / "files"


def test_a_file_is_kept_of_every_version() -> None:
    kept = {path.name for path in FILES.iterdir()}
    assert kept == {f"version-{n}.offtake.gz" for n in range(1, SCHEMA_VERSION + 1)}


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_an_old_file_opens_with_its_records_and_history(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.offtake"
    path.write_bytes(gzip.decompress((FILES / f"version-{version}.offtake.gz").read_bytes()))
    with Store.open(path) as store:
        found = {type: len(store.dataset[type]) for type in ("capacity", "claim", "agreement")}
        assert found == {"capacity": 45, "claim": 105, "agreement": 21}
        assert [r.kind for r in store.history()] == ["undo", "edit", "edit", "edit"]
        assert len(store.at(3)["claim"]) == found["claim"] - 3
        assert not [p for p in check(store.dataset) if p.severity == "error"]
        assert store.redo() is not None
    verify(path)
