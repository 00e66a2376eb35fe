"""Export: a dataset as a workbook that people can edit and that finds its way back."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import uuid
import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import LANGUAGES, Text
from desktop.core.progress import Progress
from desktop.core.records import Record, RecordType
from desktop.exchange import layout
from desktop.exchange.frame import Frame, build_frame
from desktop.exchange.identity import encode
from desktop.exchange.layout import Link
from desktop.exchange.rows import RowWriter
from desktop.exchange.values import Cell, written

SUFFIX = ".xlsx"
_END_OF_ROWS = b"</sheetData>"
_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows has no quota
_BATCH = 1000  # rows between two looks at progress
_MOST_ROWS = layout.LAST_ROW - layout.HEADER_ROW


def write_workbook(
    dataset: Dataset,
    path: Path,
    language: str = "en",
    types: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Link:
    """Write the records of `types` (all unless given) and give the link that was put in.

    The file appears at `path` only when it is complete. Raises `OfftakeError` when it cannot
    be written there, and for a name that is no workbook's: nothing else is ever replaced.
    """
    _check_name(path)
    chosen = [t for t in dataset.types.values() if types is None or t.name in types]
    _check(dataset, chosen, types)
    spoken = language if language in LANGUAGES else "en"
    link = make_link(dataset, chosen, spoken)
    moment = dt.datetime.now().replace(microsecond=0)
    frame = build_frame(dataset, chosen, link, path.name, moment)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        try:
            _write(frame, dataset, chosen, temporary, progress or Progress())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as fault:
        raise _cannot_write(path, fault) from fault
    return link


def _check_name(path: Path) -> None:
    if path.suffix.casefold() != SUFFIX:
        raise OfftakeError(
            Text("A workbook's name ends in {suffix}; “{file}” is none",
                 suffix=SUFFIX, file=path.name)
        )  # fmt: skip


def make_link(dataset: Dataset, types: Sequence[RecordType], language: str) -> Link:
    """Make the link data of a new export."""
    return Link(
        dataset.workspace,
        dataset.revision,
        uuid.uuid4().hex,
        language,
        {layout.sheet_title(type, language): type.name for type in types},
        {
            (type.name, layout.header(field, language)): field.name
            for type in types
            for field in type.shown_fields
        },
        dataset.stamp,
    )


def _check(dataset: Dataset, chosen: Sequence[RecordType], wanted: Collection[str] | None) -> None:
    unknown = sorted(set(wanted or ()) - set(dataset.types))
    if unknown:
        raise OfftakeError(Text("There is no record type “{name}”", name=unknown[0]))
    if not chosen:
        raise OfftakeError(Text("Nothing was chosen to export"))
    for type in chosen:
        count = len(dataset[type.name])
        if count > _MOST_ROWS:
            raise OfftakeError(
                Text("“{sheet}” has {n} records; a worksheet holds {most}",
                     sheet=type.title, n=count, most=_MOST_ROWS)
            )  # fmt: skip


def _write(
    frame: Frame,
    dataset: Dataset,
    types: Sequence[RecordType],
    target: Path,
    progress: Progress,
) -> None:
    """Save the frame in memory and copy it, putting each sheet's rows in on the way."""
    rows_of = {frame.parts[type.name]: type for type in types}
    steps = _Steps(progress, sum(len(dataset[type.name]) for type in types))
    saved = io.BytesIO()
    frame.workbook.save(saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as package,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            with package.open(entry.filename, "w", force_zip64=True) as part:
                type = rows_of.get(entry.filename)
                if type is None:
                    part.write(content)
                    continue
                before, end, after = content.rpartition(_END_OF_ROWS)
                part.write(before)
                writer = RowWriter(frame.styles[type.name], frame.quoted_styles[type.name])
                for text in _batches(dataset, type, writer, steps):
                    part.write(text.encode("utf-8"))
                part.write(end + after)


class _Steps:
    """Counts rows over all sheets."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress.step(self._done, self._total, Text("Writing the workbook"))


def _batches(dataset: Dataset, type: RecordType, writer: RowWriter, steps: _Steps) -> Iterator[str]:
    batch: list[str] = []
    for number, record in enumerate(dataset[type.name], start=layout.HEADER_ROW + 1):
        batch.append(writer.row(number, _cells(record, dataset)))
        if len(batch) == _BATCH:
            yield "".join(batch)
            steps.add(len(batch))
            batch.clear()
    yield "".join(batch)
    steps.add(len(batch))


def _cells(record: Record, dataset: Dataset) -> Iterator[Cell]:
    type = record.type
    yield encode(type.name, record.id, dataset.workspace) if record.id > 0 else None
    for field in type.shown_fields:
        yield written(field, getattr(record, field.name), dataset)


def _cannot_write(path: Path, fault: OSError) -> OfftakeError:
    if fault.errno in _NO_ROOM:
        return OfftakeError(Text("There is no room left on the disk for “{file}”", file=path.name))
    if not path.parent.is_dir():
        return OfftakeError(
            Text("“{file}” cannot be written: there is no folder “{folder}”",
                 file=path.name, folder=str(path.parent))
        )  # fmt: skip
    return OfftakeError(
        Text("“{file}” is open in another program or cannot be written; close it there and try "
             "again, or choose another name", file=path.name)
    )  # fmt: skip
