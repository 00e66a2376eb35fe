"""Export: a dataset as a workbook that people can edit and that finds its way back."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import LANGUAGES, Text
from desktop.core.progress import Progress
from desktop.core.records import Record
from desktop.exchange import layout
from desktop.exchange.frame import LINE, Frame, build_frame, lines_of
from desktop.exchange.identity import encode
from desktop.exchange.layout import Link
from desktop.exchange.parts import Inquiry, Part, check_parts, whole_parts
from desktop.exchange.rows import RowWriter, printable
from desktop.exchange.values import Cell, written
from desktop.exchange.writing_place import cannot_write, check_place

SUFFIX = ".xlsx"
_END_OF_ROWS = b"</sheetData>"
_MOST_LINES = 12  # of text that a row shows
_BATCH = 1000  # rows between two looks at progress


def write_workbook(
    dataset: Dataset,
    path: Path,
    language: str = "en",
    parts: Sequence[Part] | None = None,
    progress: Progress | None = None,
    inquiry: Inquiry | None = None,
) -> Link:
    """Write `parts` of a dataset (all of it unless given) and give the link that was put in.

    The file appears at `path` only when it is complete and was read back. Raises `OfftakeError`
    when it cannot be written there, and for a name that is no workbook's: nothing else is ever
    replaced.
    """
    _check_name(path)
    check_place(path)
    parts = whole_parts(dataset) if parts is None else parts
    check_parts(parts)
    spoken = language if language in LANGUAGES else "en"
    link = make_link(dataset, parts, spoken, inquiry)
    moment = dt.datetime.now().replace(microsecond=0)
    frame = build_frame(dataset, parts, link, printable(path.name), moment, inquiry)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        try:
            _write(frame, dataset, parts, temporary, progress or Progress())
            _verify(temporary)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as fault:
        raise cannot_write(path, fault) from fault
    return link


def _check_name(path: Path) -> None:
    if path.suffix.casefold() != SUFFIX:
        raise OfftakeError(
            Text("A workbook's name ends in {suffix}; “{file}” is none",
                 suffix=SUFFIX, file=path.name)
        )  # fmt: skip


def _verify(written: Path) -> None:
    """Read every part back before the file takes its place. Raises `OSError`."""
    try:
        with zipfile.ZipFile(written) as package:
            bad = package.testzip()
    except zipfile.BadZipFile:
        bad = written.name
    if bad is not None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(written))


def make_link(
    dataset: Dataset, parts: Sequence[Part], language: str, inquiry: Inquiry | None = None
) -> Link:
    """Make the link data of a new export."""
    return Link(
        dataset.workspace,
        dataset.revision,
        uuid.uuid4().hex,
        language,
        {layout.sheet_title(part.type, language): part.type.name for part in parts},
        {
            (part.type.name, layout.header(field, language)): field.name
            for part in parts
            for field in part.fields
        },
        dataset.stamp,
        frozenset(part.type.name for part in parts if not part.whole),
        inquiry.code if inquiry else "",
    )


def _write(
    frame: Frame,
    dataset: Dataset,
    parts: Sequence[Part],
    target: Path,
    progress: Progress,
) -> None:
    """Save the frame in memory and copy it, putting each sheet's rows in on the way."""
    rows_of = {frame.parts[part.type.name]: part for part in parts}
    steps = _Steps(progress, sum(len(part.records) for part in parts))
    saved = io.BytesIO()
    frame.workbook.save(saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as package,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            with package.open(entry.filename, "w", force_zip64=True) as out:
                part = rows_of.get(entry.filename)
                if part is None:
                    out.write(content)
                    continue
                before, end, after = content.rpartition(_END_OF_ROWS)
                out.write(before)
                name = part.type.name
                writer = RowWriter(frame.styles[name], frame.quoted_styles[name])
                wraps = frame.wraps.get(name, {})
                for text in _batches(dataset, part, writer, wraps, steps):
                    out.write(text.encode("utf-8"))
                out.write(end + after)


class _Steps:
    """Counts rows over all sheets."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress.step(self._done, self._total, Text("Writing the workbook"))


def _batches(
    dataset: Dataset, part: Part, writer: RowWriter, wraps: Mapping[int, float], steps: _Steps
) -> Iterator[str]:
    batch: list[str] = []
    for number, record in enumerate(part.records, start=layout.HEADER_ROW + 1):
        cells = list(_cells(record, part, dataset))
        batch.append(writer.row(number, cells, _height(cells, wraps) if wraps else None))
        if len(batch) == _BATCH:
            yield "".join(batch)
            steps.add(len(batch))
            batch.clear()
    yield "".join(batch)
    steps.add(len(batch))


def _height(cells: Sequence[Cell], wraps: Mapping[int, float]) -> float | None:
    """Give the height of a row whose longest text is shown in full; None for one line."""
    lines = max(lines_of(str(cells[n] or ""), width) for n, width in wraps.items())
    return None if lines == 1 else LINE * min(lines, _MOST_LINES)


def _cells(record: Record, part: Part, dataset: Dataset) -> Iterator[Cell]:
    yield encode(part.type.name, record.id, dataset.workspace) if record.id > 0 else None
    for field in part.fields:
        yield written(field, getattr(record, field.name), dataset)
