"""The place of a workbook that is written: whether it may take the file, and why it did not."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text

_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows has no quota


class PlaceError(OfftakeError):
    """A workbook cannot be written where it should be; in another place it may be."""


def check_place(to: Path) -> None:
    """Refuse a file that is protected or open: replacing it might not even notice.

    Excel and LibreOffice leave a small file beside a workbook that they have open. Raises
    `PlaceError`.
    """
    owners = (to.with_name(f"~${to.name}"), to.with_name(f".~lock.{to.name}#"))
    if not to.is_file():
        return
    if not os.access(to, os.W_OK):
        raise PlaceError(
            Text("“{file}” is write-protected; allow writing to it and try again, or choose "
                 "another name", file=to.name)
        )  # fmt: skip
    if any(map(Path.exists, owners)):
        raise _refused(to)


def cannot_write(path: Path, fault: OSError) -> PlaceError:
    """Give the sentence for what the system said against writing a workbook."""
    if fault.errno in _NO_ROOM:
        return PlaceError(
            Text("There is no room left on the disk for “{file}”; make room, or choose another "
                 "folder", file=path.name)
        )  # fmt: skip
    if not path.parent.is_dir():
        return PlaceError(
            Text("“{file}” cannot be written: there is no folder “{folder}”; choose another",
                 file=path.name, folder=str(path.parent))
        )  # fmt: skip
    if not path.exists():
        return PlaceError(
            Text("“{file}” cannot be written in the folder “{folder}”; choose another",
                 file=path.name, folder=str(path.parent))
        )  # fmt: skip
    return _refused(path)


def _refused(path: Path) -> PlaceError:
    return PlaceError(
        Text("“{file}” is open in another program or cannot be written; close it there and try "
             "again, or choose another name", file=path.name)
    )  # fmt: skip
