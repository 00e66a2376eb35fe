"""The command that takes a workbook in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.command import Commands, add_json, open_store, print_json
from desktop.core.errors import OfftakeError, UnknownLayoutError
from desktop.core.fields import folded
from desktop.core.i18n import Text

if TYPE_CHECKING:
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.storage.store import Store


def _import(options: argparse.Namespace) -> int:
    from desktop.operations.import_several import import_several

    options.file = options.into
    with open_store(options) as store:
        replies = _replies(store, options)
        try:
            result = import_several(
                store,
                replies,
                on_conflict=options.on_conflict,
                dry_run=options.dry_run,
                remove_missing=options.remove_missing,
                skip_problems=options.skip_problems,
                take_doubtful=not options.leave_doubtful,
            )
        except UnknownLayoutError as error:
            if all(isinstance(one, Path) for one in replies):
                raise
            raise OfftakeError(
                Text("{fault}, with --read-as TABLE=TYPE", fault=error.message)
            ) from None
    if options.json:
        print_json(result.to_json())
    else:
        for line in result.lines():
            print(line)
    return 1 if result.stopped else 0


def _replies(store: Store, options: argparse.Namespace) -> list[Path | Proposal]:
    """Give the workbooks, and of those of any other make how they are read.

    What is remembered on this computer is not used: a script must say what it relies on.
    """
    from desktop.operations.import_foreign import Mapping, is_foreign, joined, propose

    given = [Mapping.read(path) for path in options.mapping]
    mapping = joined(given) if given else None
    only = bool(given) and len(options.workbooks) == 1
    replies: list[Path | Proposal] = [
        propose(store, path, mapping=mapping) if only or is_foreign(store, path) else path
        for path in options.workbooks
    ]
    proposals = [one for one in replies if not isinstance(one, Path)]
    if options.create_references:
        for proposal in proposals:
            proposal.set_create_references(True)
    if options.keep_comments:
        for proposal in proposals:
            proposal.set_keep_comments(True)
    for choice in options.read_as:
        _read_as(proposals, choice)
    _answer(proposals, options.answer)
    if options.save_mapping and proposals:
        joined([proposal.mapping for proposal in proposals]).write(options.save_mapping)
    return replies


def _read_as(proposals: Sequence[Proposal], choice: str) -> None:
    """Say which records a table holds: `Sheet1=capacity`, `Sheet1#2=demand`."""
    from desktop.operations.export_choice import nearest

    key, name = _pair(choice, "TABLE=TYPE")
    tables = {folded(table.key): table.key for one in proposals for table in one.tables}
    if folded(key) not in tables:
        raise OfftakeError(
            Text("There is no table “{name}”; {hint}", name=key, hint=nearest(key, tables))
        )
    for proposal in proposals:
        types = {folded(type.name): type.name for type in proposal.types.values()
                 if not type.single}  # fmt: skip
        if folded(name) not in types:
            raise OfftakeError(
                Text("There is no record type “{name}”; {hint}", name=name,
                     hint=nearest(name, types))
            )  # fmt: skip
        for table in proposal.tables:
            if table.key == tables[folded(key)]:
                proposal.set_type(table.key, types[folded(name)])


def _answer(proposals: Sequence[Proposal], answers: Sequence[str]) -> None:
    """Answer the questions of all; one may come up only after another was answered."""
    left = [_pair(answer) for answer in answers]
    while left and proposals:
        ready = [(key, option) for key, option in left if any(_asks(p, key) for p in proposals)]
        if not ready:
            # Says which question is not asked.
            proposals[0].question(left[0][0])
        for key, option in ready:
            for proposal in proposals:
                if _asks(proposal, key):
                    proposal.answer(key, option)
        left = [pair for pair in left if pair not in ready]


def _asks(proposal: Proposal, key: str) -> bool:
    return any(key in (question.key, question.name) for question in proposal.questions)


def _pair(answer: str, form: str = "KEY=OPTION") -> tuple[str, str]:
    """Take an answer apart; the key itself may hold a sign of equality."""
    key, sign, option = answer.rpartition("=")
    if not sign:
        raise OfftakeError(Text("“{answer}” is not {form}", answer=answer, form=form))
    return key, option


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "workbooks",
        metavar="WORKBOOK",
        type=Path,
        nargs="+",
        help="workbook to read; several are merged, and taken over as one",
    )
    parser.add_argument("--into", metavar="FILE", type=Path, required=True, help="workspace file")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, no more")
    parser.add_argument(
        "--on-conflict",
        choices=("ours", "theirs", "stop"),
        default="stop",
        help="what to do with a cell that both sides changed (stop: write nothing)",
    )
    parser.add_argument(
        "--remove-missing",
        action="store_true",
        help="remove records whose rows are gone from an export of this workspace",
    )
    parser.add_argument(
        "--skip-problems",
        action="store_true",
        help="import the sound rows even when others have problems",
    )
    parser.add_argument(
        "--leave-doubtful",
        action="store_true",
        help="leave cells as they are that are odd (they are named anyway): a figure that became "
        "zero or a thousandfold",
    )
    other = parser.add_argument_group("workbooks of any other make, CSV too")
    other.add_argument(
        "--read-as",
        metavar="TABLE=TYPE",
        action="append",
        default=[],
        help="which records a table holds, such as Sheet1=capacity or Sheet1#2=demand; may be "
        "given several times",
    )
    other.add_argument(
        "--answer",
        metavar="KEY=OPTION",
        action="append",
        default=[],
        help="answer a question that the workbook leaves open; may be given several times",
    )
    other.add_argument(
        "--create-references",
        action="store_true",
        help="make new records of names that are not known, without asking",
    )
    other.add_argument(
        "--keep-comments",
        action="store_true",
        help="add the comments beside a row to the note of its record",
    )
    other.add_argument(
        "--mapping",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="mapping to follow (JSON); may be given several times, one for each layout",
    )
    other.add_argument(
        "--save-mapping", metavar="FILE", type=Path, help="write the mapping that was used (JSON)"
    )
    add_json(parser)


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "import": ("take a workbook's changes into a workspace", _import_options, _import),
}
