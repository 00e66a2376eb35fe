"""Where a workspace file lies: on this machine, in a folder that is synced, or on the network.

Known by names and variables that the programs for syncing set, by network paths, and on Linux by
the table of what is mounted. What is not known counts as a place on this machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

#: Folders by which the programs are known, wherever they stand in a path.
_SYNCED = (
    ("OneDrive", re.compile(r"onedrive( - .+|-.+)?", re.IGNORECASE)),
    ("Dropbox", re.compile(r"dropbox( \(.+\))?", re.IGNORECASE)),
    ("Google Drive", re.compile(r"google ?drive(-.+)?|my drive|내 드라이브", re.IGNORECASE)),
    ("iCloud Drive", re.compile(r"icloud ?drive|com~apple~clouddocs", re.IGNORECASE)),
    ("Box", re.compile(r"box sync|box-box", re.IGNORECASE)),
    ("Nextcloud", re.compile(r"nextcloud", re.IGNORECASE)),
)
#: Variables in which OneDrive for Windows names its folders.
_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "fuse.sshfs",
            "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "glusterfs", "lustre"}  # fmt: skip
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True)
class Place:
    """A folder that others reach too: `synced` by a program of this name, or on the network."""

    name: str
    synced: bool


def place_of(
    path: PurePath,
    variables: Mapping[str, str] | None = None,
    mounts: Iterable[tuple[str, str]] | None = None,
) -> Place | None:
    """Give where a file lies, None for a place of this machine's own.

    `mounts` are mount points with the types of their file systems; both are asked of the system
    where they are not given.
    """
    variables = os.environ if variables is None else variables
    folders = [parent.name for parent in path.parents]
    for name, known in _SYNCED:
        if any(known.fullmatch(folder) for folder in folders):
            return Place(name, True)
    for variable in _VARIABLES:
        folder = variables.get(variable)
        if folder and type(path)(folder) in path.parents:
            return Place("OneDrive", True)
    if isinstance(path, PureWindowsPath) and path.drive.startswith("\\\\"):
        return Place(path.drive, False)
    return _mounted(path, _mounts() if mounts is None else mounts)


def _mounted(path: PurePath, mounts: Iterable[tuple[str, str]]) -> Place | None:
    above = {str(parent) for parent in path.parents}
    points = [(point, kind) for point, kind in mounts if point in above]
    # The deepest one counts, and of several on one point the last.
    point, kind = max(points, key=lambda found: len(found[0]), default=("", ""))
    for later, other in points:
        if later == point:
            kind = other
    return Place(point, False) if kind in _NETWORK else None


def _mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not on Linux
        return []
    rows = [line.split(" ") for line in lines]
    return [(_OCTAL.sub(lambda m: chr(int(m[1], 8)), row[1]), row[2]) for row in rows
            if len(row) > 2]  # fmt: skip
