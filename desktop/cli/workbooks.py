"""The command that takes a workbook in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.command import Commands, add_json, open_store, print_json
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text

if TYPE_CHECKING:
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.operations.import_result import ImportResult
    from desktop.storage.store import Store


def _import(options: argparse.Namespace) -> int:
    options.file = options.into
    with open_store(options) as store:
        result = _foreign(store, options) or _exports(store, options)
    if options.json:
        print_json(result.to_json())
    else:
        for line in result.lines():
            print(line)
    return 1 if result.stopped else 0


def _exports(store: Store, options: argparse.Namespace) -> ImportResult:
    """Take over workbooks in our own layout."""
    from desktop.operations.import_several import import_several

    return import_several(
        store,
        options.workbooks,
        on_conflict=options.on_conflict,
        dry_run=options.dry_run,
        remove_missing=options.remove_missing,
        skip_problems=options.skip_problems,
    )


def _foreign(store: Store, options: argparse.Namespace) -> ImportResult | None:
    """Take over a workbook of any other make, None for workbooks in our own layout.

    What is remembered on this computer is not used: a script must say what it relies on.
    """
    from desktop.operations.import_foreign import Mapping, import_foreign, is_foreign, propose

    foreign = [path for path in options.workbooks if is_foreign(store, path)]
    if not foreign and not options.mapping:
        return None
    if len(options.workbooks) > 1:
        name = (foreign or options.workbooks)[0].name
        raise OfftakeError(
            Text("“{file}” is not in the layout of an export; import it on its own", file=name)
        )
    mapping = Mapping.read(options.mapping) if options.mapping else None
    proposal = propose(store, options.workbooks[0], mapping=mapping)
    if options.create_references:
        proposal.set_create_references(True)
    _answer(proposal, options.answer)
    if options.save_mapping:
        proposal.mapping.write(options.save_mapping)
    return import_foreign(
        store,
        proposal,
        on_conflict=options.on_conflict,
        dry_run=options.dry_run,
        skip_problems=options.skip_problems,
    )


def _answer(proposal: Proposal, answers: Sequence[str]) -> None:
    """Answer the questions; one may come up only after another was answered."""
    left = [_pair(answer) for answer in answers]
    while left:
        known = {key for question in proposal.questions for key in (question.key, question.name)}
        ready = [pair for pair in left if pair[0] in known]
        if not ready:
            # Says which question is not asked.
            proposal.question(left[0][0])
        for key, option in ready:
            proposal.answer(key, option)
        left = [pair for pair in left if pair not in ready]


def _pair(answer: str) -> tuple[str, str]:
    """Take an answer apart; the key itself may hold a sign of equality."""
    key, sign, option = answer.rpartition("=")
    if not sign:
        raise OfftakeError(Text("“{answer}” is not KEY=OPTION", answer=answer))
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
    other = parser.add_argument_group("workbooks of any other make, CSV too")
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
    other.add_argument("--mapping", metavar="FILE", type=Path, help="mapping to follow (JSON)")
    other.add_argument(
        "--save-mapping", metavar="FILE", type=Path, help="write the mapping that was used (JSON)"
    )
    add_json(parser)


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "import": ("take a workbook's changes into a workspace", _import_options, _import),
}
