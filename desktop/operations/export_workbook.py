"""Export: a workspace, or a choice of it, as one workbook for people to edit and send back."""

from __future__ import annotations

from pathlib import Path

from desktop.core.dataset import Dataset
from desktop.core.progress import Progress
from desktop.exchange.layout import Link
from desktop.exchange.writer import write_workbook
from desktop.operations.export_choice import Choice

__all__ = ["Choice", "export"]


def export(
    dataset: Dataset,
    path: Path,
    language: str = "en",
    choice: Choice | None = None,
    progress: Progress | None = None,
) -> Link:
    """Write a workbook with a sheet per record type, of all records unless `choice` names some.

    Headers, notes and the read-me are in `language`. The file appears only when it is complete.
    Gives the link data that was put in. Raises `OfftakeError` when it cannot be written.
    """
    choice = choice or Choice()
    parts = choice.parts(dataset)
    return write_workbook(dataset, Path(path), language, parts, progress, choice.inquiry)
