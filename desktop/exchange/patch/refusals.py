"""Whole workbooks that cannot be written back, each with one sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.exchange.package import damaged, open_package
from desktop.exchange.patch.archive import Archive, ArchiveFault
from desktop.exchange.patch.parts import Parts

_TEXT_FILES = frozenset({".csv", ".tsv", ".txt", ".tab"})
_ANCIENT = {"xls": ".xls", "xlsb": ".xlsb", "ods": ".ods"}
_METHODS = frozenset({0, 8})


def open_archive(path: Path) -> Archive:
    """Open a workbook's zip file. Raises `OfftakeError` for what cannot be written back."""
    if path.suffix.casefold() in _TEXT_FILES and path.is_file():
        raise OfftakeError(
            Text("“{file}” is a text file without formats or sheets; open it in Excel and save it "
                 "as .xlsx to write into it", file=path.name)
        )  # fmt: skip
    try:
        package = open_package(path)
    except NotImplementedError:  # of a later version of zip than there is
        raise damaged(path) from None
    package.close()
    if package.kind != "xlsx":
        raise OfftakeError(
            Text("“{file}” is of the older or other kind {kind}, which is not written into; save "
                 "it as .xlsx in Excel first", file=path.name, kind=_ANCIENT[package.kind])
        )  # fmt: skip
    try:
        archive = Archive(path)
    except ArchiveFault:
        raise damaged(path) from None
    if any(entry.method not in _METHODS for entry in archive.entries):
        archive.close()
        raise OfftakeError(
            Text("“{file}” is packed in a way that Excel does not write; save it anew in Excel",
                 file=path.name)
        )  # fmt: skip
    return archive


def refuse_bound(path: Path, parts: Parts) -> None:
    """Refuse workbooks whose other parts would be wrong after any change."""
    if any(relation.kind == "origin" for relation in parts.relations("")) or any(
        entry.key.startswith("_xmlsignatures/") for entry in parts.archive.entries
    ):
        raise OfftakeError(
            Text("“{file}” is signed, and any change would make its signature void; save a copy "
                 "without the signature in Excel", file=path.name)
        )  # fmt: skip
    if any(entry.key.startswith("xl/revisions/") for entry in parts.archive.entries):
        raise OfftakeError(
            Text("“{file}” is a shared workbook that records its changes; end sharing in Excel "
                 "first", file=path.name)
        )  # fmt: skip
