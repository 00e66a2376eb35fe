"""Commands that ask the plan."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from desktop.cli.command import Commands, add_file, add_json, open_store, print_json
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text

if TYPE_CHECKING:
    from desktop.core.dataset import Dataset

Ask = Callable[["Dataset"], dict[str, Any]]
Lines = Callable[[dict[str, Any]], Iterable[str]]


def _planned(options: argparse.Namespace, ask: Ask, lines: Lines) -> int:
    """Ask a question about the plan of a workspace and print the answer."""
    with open_store(options, read_only=True) as store:
        result = ask(store.dataset)
    if options.json:
        print_json(result)
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


def _balance_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--material", metavar="CODE", required=True, help="such as GE")
    parser.add_argument("--for", metavar="ORG|all", dest="whose", help="whose demand counts")


def _period_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", metavar="YYYY-MM", dest="first", help="first month")
    parser.add_argument("--to", metavar="YYYY-MM", dest="last", help="last month")
    parser.add_argument("--by", choices=("month", "quarter", "year"), default="year")


def _scenario_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", metavar="CODE", help="scenario laid over the records")
    add_json(parser)


def _plan_options(parser: argparse.ArgumentParser) -> None:
    _balance_options(parser)
    _period_options(parser)
    _scenario_option(parser)


def _promises_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--material", metavar="CODE", help="only this material, such as GE")
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
    add_json(parser)


#: The commands: help, what each takes, what it does.
COMMANDS: Commands = {
    "plan": ("print capacity, receipts and shortages of a material", _plan_options, _plan),
    "promises": ("print who is promised what of each capacity", _promises_options, _promises),
    "risk": ("print concentration and what each loss would cost", _risk_options, _risk),
    "compare": ("print what sets two scenarios apart", _compare_options, _compare),
}
