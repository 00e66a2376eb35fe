"""Which folders are known to be synced or on the network."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from desktop.operations.places import Place, place_of

MOUNTS = [("/", "ext4"), ("/mnt/team", "cifs"), ("/mnt/team/local", "ext4"), ("/home", "nfs4")]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (PureWindowsPath(r"C:\Users\kim\OneDrive - Example\plan.offtake"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\kim\OneDrive\a\b\plan.offtake"), "OneDrive"),
        (PurePosixPath("/opt/kim/Dropbox (Team)/plan.offtake"), "Dropbox"),
        (PurePosixPath("/opt/kim/Library/Mobile Documents/com~apple~CloudDocs/p.offtake"),
         "iCloud Drive"),
        (PurePosixPath("/opt/kim/Library/CloudStorage/GoogleDrive-kim@example.com/p.offtake"),
         "Google Drive"),
        (PureWindowsPath(r"G:\My Drive\plan.offtake"), "Google Drive"),
    ],
)  # fmt: skip
def test_a_synced_folder_is_known_by_its_name(path: PurePath, name: str) -> None:
    assert place_of(path, {}, []) == Place(name, True)


def test_a_renamed_folder_of_onedrive_is_known_by_its_variable() -> None:
    path = PureWindowsPath(r"D:\Work\plan.offtake")
    assert place_of(path, {"OneDriveCommercial": r"D:\Work"}, []) == Place("OneDrive", True)
    assert place_of(path, {"OneDriveCommercial": r"D:\Elsewhere"}, []) is None


def test_a_network_path_of_windows_is_known() -> None:
    path = PureWindowsPath(r"\\server\plans\2026\plan.offtake")
    assert place_of(path, {}, []) == Place(r"\\server\plans", False)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/mnt/team/plan.offtake", "/mnt/team"),
        ("/mnt/team/deep/er/plan.offtake", "/mnt/team"),
        ("/home/kim/plan.offtake", "/home"),
        ("/mnt/team/local/plan.offtake", None),
        ("/mnt/teamwork/plan.offtake", None),
        ("/srv/plan.offtake", None),
    ],
)
def test_the_deepest_mount_counts(path: str, name: str | None) -> None:
    expected = None if name is None else Place(name, False)
    assert place_of(PurePosixPath(path), {}, MOUNTS) == expected


def test_a_folder_that_only_sounds_like_one_is_not(tmp_path: PurePath) -> None:
    for folder in ("onedrives", "my dropbox notes", "driven"):
        assert place_of(PurePosixPath(f"/srv/{folder}/plan.offtake"), {}, []) is None
    assert place_of(tmp_path / "plan.offtake", {}) is None
