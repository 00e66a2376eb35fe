"""A workspace file: one SQLite database that people copy, mail and keep in synced folders.

What that asks for is decided here:

- journal mode DELETE: no second file beside the workspace except during a write, so that copying
  the one file copies everything. (WAL keeps committed work in a `-wal` file and does not work on
  network folders.)
- synchronous EXTRA: like FULL, and the folder is synced after the journal is gone. With FULL a
  power failure right after a commit could bring the journal back and with it the state before:
  consistent, but an edit that was shown as saved would be lost. Edits come at the pace of people,
  so the additional sync, of a few milliseconds, does not count (`tests/benchmarks/journal.py`).
- the application id in the file's header tells a workspace from other programs' databases.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from desktop.core.errors import BusyError, OfftakeError
from desktop.core.i18n import Text

APPLICATION_ID = 0x4F46544B  # "OFTK"
SQLITE_VERSION = sqlite3.sqlite_version
SUFFIX = ".offtake"
BUSY_SECONDS = 10.0  # how long to wait for another process that is writing
_BRIEF_SECONDS = 0.05  # how long a window waits before it looks after itself again
_CACHE_KIB = 65_536
#: Bytes of a path that SQLite takes on Linux and macOS, less those of “-journal” (its os_unix.c).
_LONGEST = 504


class WriteProtectedError(OfftakeError):
    """The file or its folder cannot be written; it can still be opened read-only."""


class DamagedError(OfftakeError):
    """The file holds something else than was written into it; a backup or salvage may help."""


class NotWorkspaceError(OfftakeError):
    """The file is none of ours, or so damaged that it does not look like one."""


class OtherVersionError(OfftakeError):
    """The file is of another version of the program, which this one cannot open."""


def connect(path: Path, mode: str, shown: Path | None = None) -> sqlite3.Connection:
    """Connect to the database at `path`; `mode` is `ro`, `rw` (must exist) or `rwc` (may not).

    A file that can be written is opened for writing even to be read: what a crash left half
    written can be rolled back only then.

    The connection is in autocommit mode (transactions are begun by hand), enforces references
    and may be used by any thread, one at a time. Raises `OfftakeError`, which names the file
    `shown` where people know it by another name.
    """
    known = shown or path
    _refuse_long(path, known)
    if mode != "rwc" and not path.exists():
        raise OfftakeError(_missing(known))
    if mode == "ro" and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        mode = "rw"
    with spoken(known):
        connection = sqlite3.connect(
            f"{uri(path)}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
    try:
        with readable(known):
            connection.execute("PRAGMA foreign_keys = ON")
            # A large change stays in memory until it commits: pages spilled earlier would lock
            # out readers in other processes for as long as the change takes.
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute("PRAGMA cache_spill = OFF")
            return connection
    except BaseException:
        connection.close()
        raise


def _refuse_long(path: Path, known: Path) -> None:
    """Raise `OfftakeError` for a path that SQLite cannot open, on Linux and macOS."""
    length = len(os.fsencode(path.absolute()))
    if os.name == "posix" and length > _LONGEST:
        raise OfftakeError(
            Text("“{name}” lies in folders whose names are too long for a workspace: {count} bytes "
                 "with its own name, of at most {most} (a Korean letter takes 3); move it to a "
                 "folder with a shorter path",
                 name=known.name, count=length, most=_LONGEST)
        )  # fmt: skip


def settle(connection: sqlite3.Connection, path: Path, read_only: bool = False) -> None:
    """Set how a workspace file is written, for this connection; raises `OfftakeError`."""
    with readable(path):
        if read_only:
            connection.execute("PRAGMA query_only = ON")
            return
        # The mode WAL, which another program may have set, stays in the file: so it is read back.
        journal = scalar(connection, "PRAGMA journal_mode = DELETE")
        if journal != "delete":
            raise OfftakeError(_in_use(path))
        connection.execute("PRAGMA synchronous = EXTRA")
        if path.with_name(path.name + "-journal").exists():
            _clear_journal(connection)


def _clear_journal(connection: sqlite3.Connection) -> None:
    """Remove what a process left that was ended before it wrote anything into the file.

    SQLite ignores such a journal and removes it with the next write: so something is written
    that changes nothing. Where another process is just writing, the journal is its own.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        with transaction(connection):
            version = schema_version(connection)
            connection.execute(f"PRAGMA user_version = {version:d}")
    except sqlite3.OperationalError as error:
        if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise
    finally:
        _wait_for_others(connection, BUSY_SECONDS)


def _wait_for_others(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")


@contextlib.contextmanager
def briefly(connection: sqlite3.Connection, lock: threading.RLock, path: Path) -> Iterator[None]:
    """Hold a lock, and raise `BusyError` soon where others hold it or write to the file."""
    if not lock.acquire(timeout=_BRIEF_SECONDS):
        raise BusyError(_in_use(path))
    try:
        with spoken(path):
            _wait_for_others(connection, _BRIEF_SECONDS)
        yield
    finally:
        with contextlib.suppress(sqlite3.ProgrammingError):  # closed meanwhile
            _wait_for_others(connection, BUSY_SECONDS)
        lock.release()


def refuse_unusable(path: Path, read_only: bool) -> None:
    """Raise `OfftakeError` with a sentence for what cannot be opened as a workspace file.

    The content is looked at by `recognise`; here it is what the file system says.
    """
    refuse_no_file(path)
    if path.stat().st_size == 0:
        raise NotWorkspaceError(
            Text("“{name}” is empty, so it is no workspace; open another file or a backup",
                 name=path.name)
        )  # fmt: skip
    if not read_only and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise WriteProtectedError(
            Text("“{name}” or its folder is write-protected; open it read-only, or copy it to "
                 "another folder", name=path.name)
        )  # fmt: skip


def refuse_no_file(path: Path) -> None:
    """Raise `OfftakeError` with a sentence where there is a folder or nothing at `path`."""
    if path.is_dir():
        raise OfftakeError(_folder(path))
    if not path.exists():
        raise OfftakeError(_missing(path))


def refuse_target(path: Path, replace: bool = False) -> None:
    """Raise `OfftakeError` with a sentence where no new file can be made at `path`."""
    if path.is_dir():
        raise OfftakeError(_folder(path))
    if path.exists() and not replace:
        raise OfftakeError(Text("“{name}” already exists; choose another name", name=path.name))
    if not path.parent.is_dir():
        raise OfftakeError(
            Text("There is no folder “{folder}”; choose another", folder=str(path.parent))
        )
    if not os.access(path.parent, os.W_OK):
        raise WriteProtectedError(_folder_protected(path))


def recognise(connection: sqlite3.Connection, path: Path, version: int) -> int:
    """Give the schema version of a workspace file; raises `OfftakeError` if it is none.

    A file of a newer version than `version` is refused.
    """
    with readable(path):
        application = scalar(connection, "PRAGMA application_id")
        found = schema_version(connection)
    if application != APPLICATION_ID:
        raise NotWorkspaceError(
            Text("“{name}” is a database of another program, not an Offtake workspace; open "
                 "another file", name=path.name)
        )  # fmt: skip
    if found > version:
        raise OtherVersionError(
            Text("“{name}” was made by a newer version of Offtake; update the program to open it",
                 name=path.name)
        )  # fmt: skip
    return found


def schema_version(connection: sqlite3.Connection) -> int:
    """Give the schema version that the file carries."""
    return int(scalar(connection, "PRAGMA user_version"))


def mark(connection: sqlite3.Connection, version: int) -> None:
    """Write into the header that this is a workspace file of a schema version."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version:d}")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Commit what happens inside, or leave the file as it was."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After a full disk SQLite may have rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def scalar(connection: sqlite3.Connection, query: str, *values: object) -> Any:
    """Give the first value that a query finds, None if it finds nothing."""
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


@contextlib.contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Give a name in the same folder to write to, which becomes `path` when all went well."""
    # Not made of the file's own name, which may be as long as a name can be.
    part = path.with_name(f".offtake-{uuid.uuid4().hex[:12]}.part")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise WriteProtectedError(_folder_protected(path)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
            part.with_name(part.name + "-journal").unlink(missing_ok=True)


def copy(connection: sqlite3.Connection, path: Path, replace: bool = False) -> None:
    """Copy the whole database to `path` and check the copy; raises `OfftakeError`.

    `path` never holds half a copy. It must not exist unless `replace` is true.
    """
    refuse_target(path, replace)
    with unfinished(path) as part, spoken(path):
        target = sqlite3.connect(f"{uri(part)}?mode=rwc", uri=True)
        try:
            connection.backup(target)
            (verdict,) = target.execute("PRAGMA integrity_check").fetchone()
        finally:
            target.close()
        if verdict != "ok":
            raise DamagedError(damaged(path))


@contextlib.contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into one sentence that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(error, path) from error


@contextlib.contextmanager
def readable(path: Path) -> Iterator[None]:
    """Like `spoken`, around reading: what cannot be understood is told as damage, too."""
    with spoken(path):
        try:
            yield
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            # What a flipped bit makes of stored JSON, a date or a number is not known beforehand.
            raise DamagedError(damaged(path)) from error


def _in_words(error: sqlite3.Error, path: Path) -> OfftakeError:
    code = getattr(error, "sqlite_errorname", None) or ""
    name = path.name
    if code.startswith("SQLITE_FULL"):
        return OfftakeError(
            Text("The disk is full, so nothing was written to “{name}”; make room and try again",
                 name=name)
        )  # fmt: skip
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BusyError(_in_use(path))
    if code == "SQLITE_READONLY_DBMOVED":
        return OfftakeError(
            Text("“{name}” was moved, renamed or replaced while it was open, so nothing can be "
                 "written to it; put it back and try again, or save a copy of what is shown",
                 name=name)
        )  # fmt: skip
    if code == "SQLITE_READONLY_ROLLBACK":
        return OfftakeError(
            Text("“{name}” was not closed properly and must be opened once where it can be "
                 "written", name=name)
        )  # fmt: skip
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return WriteProtectedError(
            Text("“{name}” or its folder is write-protected, so nothing was changed; allow writing "
                 "there and try again, or save a copy elsewhere", name=name)
        )  # fmt: skip
    if code.startswith("SQLITE_NOTADB"):
        return NotWorkspaceError(
            Text("“{name}” is not an Offtake workspace; open another file, or import it if it is a "
                 "workbook", name=name)
        )  # fmt: skip
    unreadable = any(part in str(error) for part in ("no such", "Could not decode"))
    if code.startswith("SQLITE_CORRUPT") or unreadable:
        return DamagedError(damaged(path))
    return OfftakeError(
        Text("“{name}” could not be read or written: {reason}; check the disk or the connection to "
             "it, then try again or open the file again", name=name, reason=str(error))
    )  # fmt: skip


def _folder(path: Path) -> Text:
    return Text("“{path}” is a folder, not a workspace file; choose a file in it", path=str(path))


def _missing(path: Path) -> Text:
    return Text("There is no file “{path}”; open it from where it is now", path=str(path))


def _in_use(path: Path) -> Text:
    return Text("“{name}” is in use by another program; try again in a moment", name=path.name)


def damaged(path: Path) -> Text:
    """Give the sentence for a file that cannot be trusted."""
    return Text("“{name}” is damaged; restore a backup of it, or salvage what can be read",
                name=path.name)  # fmt: skip


def _folder_protected(path: Path) -> Text:
    return Text("Nothing can be written in the folder “{folder}”; choose another",
                folder=str(path.parent))  # fmt: skip


def uri(path: Path) -> str:
    """Give a path as a file: address, also with ? and # and on Windows network folders."""
    posix = quote(os.fsencode(path.absolute().as_posix()), safe="/:")
    return f"file://{posix}" if posix.startswith("/") else f"file:///{posix}"
