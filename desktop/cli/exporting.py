"""The command that writes a workbook: all records, some of them, or a questionnaire."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.command import Commands, add_file, open_store
from desktop.core.i18n import LANGUAGES, Text

if TYPE_CHECKING:
    from desktop.core.dataset import Dataset
    from desktop.operations.export_choice import Choice


def _export(options: argparse.Namespace) -> int:
    from desktop.operations.export_workbook import export

    with open_store(options, read_only=True) as store:
        choice = _choice(options, store.dataset)
        language = options.workbook_language or options.language
        export(store.dataset, options.to, language=language, choice=choice)
        print(Text("{file} written from revision {n}", file=options.to, n=store.revision))
        if choice.rows:
            for part in choice.parts(store.dataset):
                total = len(store.dataset[part.type.name])
                print(Text("{sheet}: {n} of {total} records", sheet=part.type.title,
                           n=len(part.records), total=total))  # fmt: skip
    return 0


def _choice(options: argparse.Namespace, dataset: Dataset) -> Choice:
    from desktop.operations import export_choice, questionnaire

    named = [name for names in options.types for name in names.split(",") if name.strip()]
    types = export_choice.named_types(named, dataset) if named else None
    asks = options.questionnaire is not None
    among = list(questionnaire.TYPES) if asks and types is None else types
    listed = [name for names in options.columns for name in names.split(",")]
    columns = export_choice.named_columns(listed, dataset, among)
    rows = export_choice.named_rows(options.where, dataset, among)
    if not asks:
        return export_choice.Choice(types, rows, columns)
    whom = questionnaire.find_organization(dataset, options.questionnaire)
    until = "" if options.answer_by is None else options.answer_by.isoformat()
    asked = questionnaire.questionnaire(dataset, whom, until, columns, types)
    return asked.narrowed(rows)


def _day(text: str) -> dt.date:
    """Read a day such as 2026-03-15."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day such as 2026-03-15") from None


def _export_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", metavar="WORKBOOK", type=Path, required=True, help="xlsx to write")
    parser.add_argument(
        "--types",
        metavar="TYPE,…",
        action="append",
        default=[],
        help="only these sheets, such as capacity,demand",
    )
    parser.add_argument(
        "--where",
        metavar="CONDITION",
        action="append",
        default=[],
        help="only records that meet it, such as capacity.material=GE; signs are = != < <= > >= "
        "and ~ (contains), | stands between alternatives; may be given several times",
    )
    parser.add_argument(
        "--columns",
        metavar="COLUMN,…",
        action="append",
        default=[],
        help="only these columns, such as nameplate,start or capacity.nameplate",
    )
    parser.add_argument(
        "--questionnaire",
        metavar="ORG",
        help="what is on record about one supplier, for it to check and complete",
    )
    parser.add_argument(
        "--answer-by", metavar="DAY", type=_day, help="with --questionnaire: when to answer"
    )
    parser.add_argument(
        "--language",
        dest="workbook_language",
        choices=tuple(LANGUAGES),
        help="language of headers, notes and read-me",
    )


#: The command: help, what it takes, what it does.
COMMANDS: Commands = {
    "export": ("write a workspace, or a choice of it, into a workbook", _export_options, _export)
}
