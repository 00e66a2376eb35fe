"""The command line: the same operations as the window, for scripts and for checks.

Exit status: 0 done, 1 problems found (printed), 2 wrong usage. Faults are one sentence on
standard error, never a traceback.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import __version__
from desktop.core import i18n
from desktop.core.errors import OfftakeError, ProblemsError
from desktop.core.i18n import Text

if TYPE_CHECKING:
    from desktop.core.dataset import Dataset
    from desktop.storage.store import Store

Command = Callable[[argparse.Namespace], int]
Ask = Callable[["Dataset"], dict[str, Any]]
Lines = Callable[[dict[str, Any]], Iterable[str]]


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Consoles of Windows may not know Korean; a file or pipe gets UTF-8 everywhere.
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    i18n.use(options.language)
    try:
        command: Command = options.run
        return command(options)
    except ProblemsError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
    except OfftakeError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), file=sys.stderr)
    return 1


def _open(options: argparse.Namespace, read_only: bool = False) -> Store:
    from desktop.storage.store import Store

    return Store.open(options.file, read_only=read_only)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def _new(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import new

    with new(options.file, options.example) as store:
        print(Text("{file} made at revision {n}", file=options.file, n=store.revision))
    return 0


def _export(options: argparse.Namespace) -> int:
    from desktop.operations.export_workbook import export

    with _open(options, read_only=True) as store:
        export(store.dataset, options.to, language=options.language)
        print(Text("{file} written from revision {n}", file=options.to, n=store.revision))
    return 0


def _import(options: argparse.Namespace) -> int:
    from desktop.operations.import_workbook import import_workbook

    options.file = options.into
    with _open(options) as store:
        result = import_workbook(
            store,
            options.workbook,
            on_conflict=options.on_conflict,
            dry_run=options.dry_run,
            remove_missing=options.remove_missing,
            skip_problems=options.skip_problems,
        )
    if options.json:
        _print_json(result.to_json())
    else:
        for line in result.lines():
            print(line)
    return 1 if result.stopped else 0


def _planned(options: argparse.Namespace, ask: Ask, lines: Lines) -> int:
    """Ask a question about the plan of a workspace and print the answer."""
    with _open(options, read_only=True) as store:
        result = ask(store.dataset)
    if options.json:
        _print_json(result)
    else:
        for line in lines(result):
            print(line)
    return 0


def _plan(options: argparse.Namespace) -> int:
    from desktop.operations.plan import plan, plan_lines

    def ask(dataset: Dataset) -> dict[str, Any]:
        return plan(dataset, options.material, *_period(options), options.whose, options.scenario)

    return _planned(options, ask, plan_lines)


def _promises(options: argparse.Namespace) -> int:
    from desktop.operations.plan import promise_lines, promises

    def ask(dataset: Dataset) -> dict[str, Any]:
        return promises(dataset, options.material, *_period(options), options.scenario)

    return _planned(options, ask, promise_lines)


def _risk(options: argparse.Namespace) -> int:
    from desktop.operations.plan import risk, risk_lines

    def ask(dataset: Dataset) -> dict[str, Any]:
        return risk(dataset, options.material, options.year, options.whose, options.scenario)

    return _planned(options, ask, risk_lines)


def _compare(options: argparse.Namespace) -> int:
    from desktop.operations.compare import compare, compare_lines

    scenarios = options.scenario
    if len(scenarios) > 2:
        raise OfftakeError(
            Text("Name one scenario to compare with the records, or two to compare with each other")
        )
    a, b = (None, scenarios[0]) if len(scenarios) == 1 else scenarios

    def ask(dataset: Dataset) -> dict[str, Any]:
        return compare(
            dataset, a, b, options.material, *_period(options), options.whose, options.band
        )

    return _planned(options, ask, compare_lines)


def _period(options: argparse.Namespace) -> tuple[str | None, str | None, str]:
    return options.first, options.last, options.by


def _check(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import problems

    with _open(options, read_only=True) as store:
        found = problems(store)
    if options.json:
        _print_json({"problems": [problem.to_json() for problem in found]})
    else:
        for problem in found:
            print(f"{problem.severity}: {problem}")
        print(Text.count(len(found), "{n} problem", "{n} problems"))
    return 1 if any(problem.severity == "error" for problem in found) else 0


def _history(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import revision_json

    with _open(options, read_only=True) as store:
        revisions = store.history(limit=options.limit)
    if options.json:
        _print_json([revision_json(revision) for revision in revisions])
    else:
        for revision in revisions:
            time = revision.time.astimezone().strftime("%Y-%m-%d %H:%M")
            print(f"{revision.number:>6}  {time}  {revision.origin:<12}  {revision.label}")
    return 0


def _undo(options: argparse.Namespace) -> int:
    return _step(options, "undo", Text("There is nothing to undo"))


def _redo(options: argparse.Namespace) -> int:
    return _step(options, "redo", Text("There is nothing to redo"))


def _step(options: argparse.Namespace, which: str, nothing: Text) -> int:
    with _open(options) as store:
        revision = (store.undo if which == "undo" else store.redo)("command line")
    if revision is None:
        raise OfftakeError(nothing)
    print(Text("{label}, now at revision {n}", label=revision.label, n=revision.number))
    return 0


def _backup(options: argparse.Namespace) -> int:
    from desktop.operations.workspace import backup

    with _open(options, read_only=True) as store:
        print(backup(store, options.to))
    return 0


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="workspace file (.offtake)")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def _new_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--example", action="store_true", help="fill it with the example")


def _export_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--to", metavar="WORKBOOK", type=Path, required=True, help="xlsx to write")


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workbook", metavar="WORKBOOK", type=Path, help="workbook to read")
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
    _add_json(parser)


def _period_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", metavar="YYYY-MM", dest="first", help="first month")
    parser.add_argument("--to", metavar="YYYY-MM", dest="last", help="last month")
    parser.add_argument("--by", choices=("month", "quarter", "year"), default="year")


def _scenario_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", metavar="CODE", help="scenario laid over the records")
    _add_json(parser)


def _balance_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--material", metavar="CODE", required=True, help="such as GE")
    parser.add_argument("--for", metavar="ORG|all", dest="whose", help="whose demand counts")


def _plan_options(parser: argparse.ArgumentParser) -> None:
    _balance_options(parser)
    _period_options(parser)
    _scenario_option(parser)


def _risk_options(parser: argparse.ArgumentParser) -> None:
    _balance_options(parser)
    parser.add_argument("--year", metavar="YYYY", type=int, help="year that is looked at")
    _scenario_option(parser)


def _compare_options(parser: argparse.ArgumentParser) -> None:
    _balance_options(parser)
    _period_options(parser)
    parser.add_argument(
        "--scenario",
        metavar="CODE",
        action="append",
        required=True,
        help="a scenario; given twice, the two are compared, given once, with the records",
    )
    parser.add_argument(
        "--band",
        choices=("binding", "conditional", "non-binding", "free capacity"),
        default="non-binding",
        help="the cumulative band whose shortage is explained",
    )
    _add_json(parser)


def _promises_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--material", metavar="CODE", help="only this material, such as GE")
    _period_options(parser)
    _scenario_option(parser)


def _check_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    _add_json(parser)


def _count(text: str) -> int:
    """Read a number of lines, 1 or more."""
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 on")
    return int(text)


def _history_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--limit", metavar="N", type=_count, help="only the newest N")
    _add_json(parser)


def _backup_options(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--to", metavar="COPY", type=Path, help="file to write")


#: Each command: its help, what it takes, what it does.
COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Command]] = {
    "new": ("make a workspace", _new_options, _new),
    "import": ("take a workbook's changes into a workspace", _import_options, _import),
    "export": ("write a workspace into a workbook", _export_options, _export),
    "plan": ("print capacity, receipts and shortages of a material", _plan_options, _plan),
    "promises": ("print who is promised what of each capacity", _promises_options, _promises),
    "risk": ("print concentration and what each loss would cost", _risk_options, _risk),
    "compare": ("print what sets two scenarios apart", _compare_options, _compare),
    "check": ("print what is wrong or doubtful", _check_options, _check),
    "history": ("print the revisions, newest first", _history_options, _history),
    "undo": ("take the last revision back", _add_file, _undo),
    "redo": ("bring back what was last undone", _add_file, _redo),
    "backup": ("copy a workspace, verified", _backup_options, _backup),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="offtake",
        description="Plan the supply of scarce by-product metals. Without a command, or with a "
        "workspace file alone, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"Offtake {__version__}")
    parser.add_argument(
        "--language", choices=tuple(i18n.LANGUAGES), default="en", help="language of messages"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (help_text, add_options, act) in COMMANDS.items():
        sub = commands.add_parser(name, help=help_text, description=help_text)
        add_options(sub)
        sub.set_defaults(run=act)
    return parser
