"""What the system refused, as a sentence that names the place, the fault and the remedy."""

from __future__ import annotations

import errno

from desktop.core.i18n import Text

_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows has no quota


def sentence(error: OSError) -> Text:
    """Give the sentence for a fault of which the operations say nothing better themselves."""
    if error.errno in _NO_ROOM:
        return Text("There is no room left to write to; make room and try again")
    reason = error.strerror or str(error)
    if error.filename is None:
        return Text("The system refused to read or write: {reason}; try again", reason=reason)
    name = str(error.filename)
    if error.errno == errno.ENAMETOOLONG:
        return Text("The name “{file}” is too long for the system; choose a shorter one", file=name)
    if isinstance(error, FileNotFoundError):
        return Text("There is no file or folder “{file}”; check the name and try again", file=name)
    if isinstance(error, IsADirectoryError):
        return Text("“{file}” is a folder; name a file in it", file=name)
    return Text("“{file}” could not be read or written: {reason}; check the name and the disk, "
                "then try again", file=name, reason=reason)  # fmt: skip
