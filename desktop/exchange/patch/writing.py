"""Writing a plan: beside the target first, checked, and only then in its place."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import shutil
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from desktop.core.errors import OfftakeError, Problem, ProblemsError
from desktop.core.i18n import Text
from desktop.exchange.patch.archive import ArchiveFault
from desktop.exchange.patch.gate import GateFault, check_result
from desktop.exchange.patch.markup import make_parser, spliced
from desktop.exchange.patch.plan import CellChange, Plan
from desktop.exchange.patch.target import fingerprint
from desktop.exchange.writing_place import cannot_write, check_place

_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")


@dataclass(frozen=True)
class Receipt:
    """What a write did: cells by sheet, parts left as they were, copy of the old file, notes."""

    to: Path
    changes: tuple[CellChange, ...]
    unchanged: int
    appended: int
    noted: int
    identical: int
    changed_parts: tuple[str, ...]
    dropped_parts: tuple[str, ...]
    added_parts: tuple[str, ...]
    formulas: tuple[str, ...]
    backup: Path | None
    notes: tuple[Text, ...]

    @property
    def sheets(self) -> dict[str, int]:
        """Give the number of changed cells by sheet."""
        counts: dict[str, int] = {}
        for change in self.changes:
            counts[change.sheet] = counts.get(change.sheet, 0) + 1
        return counts

    def lines(self) -> list[str]:
        """Give the receipt as a person reads it; the first line says it all."""
        parts = Text.count(self.identical, "{n} other part byte-identical",
                           "{n} other parts byte-identical")  # fmt: skip
        cells = [
            Text.count(n, "{n} cell changed in sheet “{sheet}”",
                       "{n} cells changed in sheet “{sheet}”", sheet=sheet)
            for sheet, n in self.sheets.items()
        ]  # fmt: skip
        if self.appended:
            cells.append(Text.count(self.appended, "{n} row appended", "{n} rows appended"))
        if self.noted:
            cells.append(Text.count(self.noted, "{n} note written", "{n} notes written"))
        done = ", ".join(map(str, cells)) or str(Text("No cell changed"))
        lines = [f"{done}; {parts}"]
        if self.unchanged:
            lines.append(str(Text.count(
                self.unchanged, "{n} cell holds its new value already",
                "{n} cells hold their new values already",
            )))  # fmt: skip
        if self.formulas:
            lines.append(str(Text("Formulas replaced: {cells}", cells=", ".join(self.formulas))))
        if self.backup is not None:
            lines.append(str(Text("The workbook as it was: {file}", file=self.backup.name)))
        return lines + [str(note) for note in self.notes]

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line."""
        return {
            "to": str(self.to),
            "cells": len(self.changes),
            "sheets": self.sheets,
            "changes": [change.to_json() for change in self.changes],
            "unchanged": self.unchanged,
            "appended": self.appended,
            "noted": self.noted,
            "identical_parts": self.identical,
            "changed_parts": list(self.changed_parts),
            "dropped_parts": list(self.dropped_parts),
            "added_parts": list(self.added_parts),
            "formulas": list(self.formulas),
            "backup": None if self.backup is None else str(self.backup),
            "notes": [str(note) for note in self.notes],
        }


def write(plan: Plan, to: Path, keep: bool = False) -> Receipt:
    """Write a plan to `to`, which may be the workbook itself; then the old one is kept beside it.

    With `keep` any other file that is replaced is kept as well. Closes the plan's target. Raises
    `ProblemsError` for a plan with refusals and `OfftakeError` when the file cannot be written or
    did not pass the check; then `to` is as it was.
    """
    if plan.refusals:
        raise ProblemsError(
            [Problem("error", "", "", "", r.message, cell=r.cell or None) for r in plan.refusals]
        )
    to = Path(to)
    if to.is_symlink():
        to = to.resolve()
    source = plan.target.path
    _check_name(to, source)
    if to.suffix.casefold() != source.suffix.casefold():
        plan.notes.append(
            Text("“{file}” is of the kind {kind} under another ending, which Excel may not open",
                 file=to.name, kind=source.suffix)
        )  # fmt: skip
    temporary = to.with_name(f".{to.name[:80]}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        check_place(to)
        try:
            identical = _write_checked(plan, temporary)
            plan.target.close()
            if fingerprint(source) != plan.target.digest:
                raise OfftakeError(
                    Text("“{file}” was saved by somebody else meanwhile; nothing was written, "
                         "read it again", file=source.name)
                )  # fmt: skip
            backup = _kept(plan, to, keep) if to.exists() else None
            if to.exists():
                shutil.copymode(to, temporary)
            os.replace(temporary, to)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as fault:
        raise cannot_write(to, fault) from fault
    finally:
        plan.target.close()
    return _receipt(plan, to, identical, backup)


def _write_parts(plan: Plan, path: Path) -> None:
    replaced: dict[str, Iterator[bytes]] = {
        key: patch.sheet.markup.stored(spliced(patch.sheet.content, patch.splices))
        for key, patch in plan.patches.items()
    }
    replaced.update({key: iter((content,)) for key, content in plan.replaced.items()})
    with path.open("xb") as out:
        plan.target.parts.archive.write_copy(out, replaced, plan.dropped, plan.added)
        out.flush()
        os.fsync(out.fileno())


def _write_checked(plan: Plan, path: Path) -> int:
    """Write a plan's result and look at it; give the number of parts that are the same."""
    try:
        _write_parts(plan, path)
        return check_result(plan, path)
    except (GateFault, ArchiveFault, zlib.error) as fault:
        for patch in plan.patches.values():
            if not _is_sound(patch.sheet.content):
                raise plan.target.unsound(patch.sheet.sheet) from fault
        raise OfftakeError(
            Text("What was written of “{file}” did not pass the check ({fault}); nothing was "
                 "replaced", file=plan.target.path.name, fault=str(fault))
        ) from fault  # fmt: skip


def _is_sound(content: bytes) -> bool:
    """Tell whether XML is well-formed; that of a long sheet is not looked at before."""
    try:
        make_parser().Parse(content, True)
    except expat.ExpatError:
        return False
    return True


def _check_name(to: Path, source: Path) -> None:
    if to.is_dir() or to.suffix.casefold() not in (*_SUFFIXES, source.suffix.casefold()):
        raise OfftakeError(
            Text("A workbook's name ends in {suffix}; “{file}” is none",
                 suffix=source.suffix or ".xlsx", file=to.name)
        )  # fmt: skip


def _same(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.samefile(other)
    return False


def _kept(plan: Plan, to: Path, keep: bool) -> Path | None:
    """Keep what is replaced, if it is the workbook itself or shall be kept."""
    if _same(to, plan.target.path):
        return _keep(to, plan.target.digest)
    return _keep(to, fingerprint(to)) if keep else None


def _keep(path: Path, digest: str) -> Path:
    """Copy a workbook beside itself and give the copy. Raises `OSError` if it is not the same."""
    moment = f"{dt.datetime.now():%Y-%m-%d %H%M%S}"
    for number in range(1, 1000):
        more = f" {number}" if number > 1 else ""
        copy = path.with_name(f"{path.stem} (before {moment}{more}){path.suffix}")
        if not copy.exists():
            break
    shutil.copy2(path, copy)
    if fingerprint(copy) != digest:
        copy.unlink()
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(copy))
    return copy


def _receipt(plan: Plan, to: Path, identical: int, backup: Path | None) -> Receipt:
    entries = plan.target.parts.archive.entries
    return Receipt(
        to,
        tuple(plan.changes),
        plan.unchanged,
        plan.appended,
        plan.noted,
        identical,
        tuple(e.name for e in entries if e.key in plan.patches or e.key in plan.replaced),
        tuple(e.name for e in entries if e.key in plan.dropped),
        tuple(plan.added),
        tuple(plan.formulas),
        backup,
        tuple(plan.notes),
    )
