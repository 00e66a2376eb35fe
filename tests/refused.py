"""What an ordinary user is refused, also where the tests run as root, whom nobody refuses."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import sys
from collections.abc import Iterator
from unittest import mock

import pytest

_VERSION_3 = 0x20080522
_OVERRIDES = 0b110  # of Linux: the rights to write and to read whatever the mode of a file says

#: For tests of refusals: no other system lets root be refused anything.
needs_refusals = pytest.mark.skipif(
    sys.platform == "win32" or (sys.platform != "linux" and os.geteuid() == 0),
    reason="needs a user who can be refused",
)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Rights(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextlib.contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Let this thread, and those that it starts, be bound by the modes of files and folders."""
    if sys.platform != "linux":
        yield
        return
    library = ctypes.CDLL(None, use_errno=True)
    header, rights = _Header(_VERSION_3, 0), (_Rights * 2)()
    assert library.capget(ctypes.byref(header), rights) == 0
    before = rights[0].effective
    rights[0].effective = before & ~_OVERRIDES
    assert library.capset(ctypes.byref(header), rights) == 0
    # Otherwise it is asked what root could allow itself.
    access = functools.partial(os.access, effective_ids=True)
    try:
        with mock.patch.object(os, "access", access):
            yield
    finally:
        rights[0].effective = before
        assert library.capset(ctypes.byref(header), rights) == 0
