"""Nothing is lost: killed processes, flipped bits, full disks. Many more rounds:
`python3 packaging/dev.py python tests/benchmarks/faults.py`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.storage import faults


@pytest.mark.parametrize("seed", range(15))
def test_a_killed_process_leaves_one_of_its_revisions(tmp_path: Path, seed: int) -> None:
    assert faults.kill_round(tmp_path, seed) in ("killed", "finished")


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_migration_leaves_the_old_file_or_the_new_one(tmp_path: Path, seed: int) -> None:
    assert faults.kill_migration_round(tmp_path, seed) != "lost"


def test_a_flipped_bit_is_told_or_noticed_or_changes_no_record(tmp_path: Path) -> None:
    found = Counter(faults.flip_rounds(tmp_path, seed=1, count=60))
    assert found["lost"] == 0
    assert found.total() == 60


@pytest.mark.parametrize("seed", range(8))
def test_a_disk_that_runs_full_changes_nothing_and_is_told(tmp_path: Path, seed: int) -> None:
    assert faults.full_disk_round(tmp_path, seed) in ("told", "fitted")
