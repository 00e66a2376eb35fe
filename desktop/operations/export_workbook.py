"""Export: a workspace as one workbook, for people to edit and send back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.progress import Progress
from desktop.exchange.layout import Link
from desktop.exchange.writer import write_workbook


def export(
    dataset: Dataset,
    path: Path,
    language: str = "en",
    types: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Link:
    """Write a workbook with a sheet per record type (all unless `types` names some).

    Headers, notes and the read-me are in `language`. The file appears only when it is complete.
    Gives the link data that was put in. Raises `OfftakeError` when it cannot be written.
    """
    return write_workbook(dataset, Path(path), language, types, progress)
