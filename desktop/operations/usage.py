"""Usage: in a sentence or two, what a record does in the plan."""

from __future__ import annotations

import datetime as dt

import numpy as np

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, join
from desktop.core.partial_date import PartialDate
from desktop.core.progress import Progress
from desktop.model.agreements import Agreement
from desktop.model.demand import Demand, Stock
from desktop.model.materials import Material
from desktop.model.plants import Capacity
from desktop.planning.balance import BANDS, Balance, balance
from desktop.planning.promise_table import Account, Promise, PromiseTable, Question, promise_table
from desktop.planning.promise_text import amount_in, period_names
from desktop.planning.promises import Range
from desktop.planning.timeline import horizon_of, material_name

#: The record types that have a place in the plan.
TYPES = ("capacity", "agreement", "demand", "stock", "organization")
_NAMED = 4  # buyers that a sentence names


def usage(
    dataset: Dataset,
    type_name: str,
    id: int,
    scenario: int | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> list[Text]:
    """Give what a record does in the plan over the horizon of the preferences; can be stopped.

    Figures are tonnes of contained metal, intervals where something is unknown or undisclosed.
    """
    record = dataset.get(type_name, id)
    if record is None:
        return []
    progress = progress or Progress()
    progress.step(0, 1, Text("Adding up"))
    if isinstance(record, Capacity):
        if not _is_promised(dataset, record.material, scenario):
            return [Text("Nothing is promised of it")]
        shown = promise_table(dataset, Question(record.material, "year", scenario),
                              horizon_of(dataset))  # fmt: skip
        account = shown.account_of("capacity", id)
        return [] if account is None else _of_account(account, shown, today)
    if isinstance(record, Agreement):
        shown = promise_table(dataset, Question(record.material, "year", scenario),
                              horizon_of(dataset))  # fmt: skip
        return _of_agreement(record, shown, dataset, scenario, today)
    if isinstance(record, (Demand, Stock)):
        return _of_organization(dataset, record.organization, {record.material}, scenario)
    if type_name == "organization":
        needs = {one.material for one in dataset.table(Demand) if one.organization == id}
        return _of_organization(dataset, id, needs, scenario)
    return []


def _is_promised(dataset: Dataset, material: int, scenario: int | None) -> bool:
    """Tell whether there are agreements on a material at all; without any, nothing is planned."""
    if scenario is not None:  # which may change the material of either
        return True
    return any(one.material == material for one in dataset.table(Agreement))


def _of_account(account: Account, shown: PromiseTable, today: dt.date | None) -> list[Text]:
    if not account.promises:
        return [Text("Nothing is promised of it")]
    place = account.first_short()
    year = _telling(account.asked, shown, today) if place is None else place
    said: dict[str, object] = {
        "year": period_names(shown)[year],
        "asked": amount_in(account.asked, year),
        "there": amount_in(account.effective, year),
    }
    n = len(account.promises)
    first = Text.count(
        n,
        "{n} agreement asks {asked} t of {there} t in {year}",
        "{n} agreements ask {asked} t of {there} t in {year}",
        **said,
    )
    rest = (
        Text("{free} t stay free", free=amount_in(account.free, year))
        if place is None
        else Text("{short} t are short", short=amount_in(account.short, year))
    )
    buyers = list(dict.fromkeys(promise.buyer for promise in account.promises))
    named: list[Text | str] = list(buyers[:_NAMED])
    if len(buyers) > _NAMED:
        named.append(Text("{n} more", n=len(buyers) - _NAMED))
    return [
        Text("{asked}; {rest}", asked=first, rest=rest),
        Text("It counts in the balance of {buyers}", buyers=join(named, "; ")),
    ]


def _of_agreement(
    agreement: Agreement,
    shown: PromiseTable,
    dataset: Dataset,
    scenario: int | None,
    today: dt.date | None,
) -> list[Text]:
    drawn = [
        (account, promise)
        for account in shown.accounts
        for promise in account.promises
        if promise.agreement.id == agreement.id
    ]
    if not drawn:
        return [Text("It draws nothing: only active agreements do")]
    promise = drawn[0][1]
    if not promise.asked.high.any():
        said = (
            Text("Its volume is undisclosed, and nothing is left at its turn")
            if promise.undisclosed
            else Text("It asks for nothing in these years")
        )
        return [said, *_of_organization(dataset, agreement.buyer, {agreement.material}, scenario)]
    year = _telling(promise.asked, shown, today)
    found = [
        Text(
            "Asks {asked} t in {year} and gets {granted} t",
            asked=amount_in(promise.asked, year),
            year=period_names(shown)[year],
            granted=amount_in(_granted(drawn), year),
        )
    ]
    if promise.at_word:
        found.append(Text("Its seller has no capacity on record, so it is taken at its word"))
    return found + _of_organization(dataset, agreement.buyer, {agreement.material}, scenario)


def _granted(drawn: list[tuple[Account, Promise]]) -> Range:
    """Give what all records give together; each gives its share."""
    return Range(
        np.sum([promise.granted.low for _, promise in drawn], axis=0),
        np.sum([promise.granted.high for _, promise in drawn], axis=0),
    )


def _telling(asked: Range, shown: PromiseTable, today: dt.date | None) -> int:
    """Give the first period from today on in which something is asked; else the first one."""
    now = (today or dt.date.today()).year * 12
    for place, end in enumerate(shown.edges[1:]):
        if end > now and asked.high[place] > 0:
            return place
    return 0


def _of_organization(
    dataset: Dataset, id: int, materials: set[int], scenario: int | None
) -> list[Text]:
    organization = dataset.get("organization", id)
    if organization is None:
        return []
    found = []
    for material in sorted(materials):
        record = dataset.table(Material).get(material)
        made = balance(dataset, horizon_of(dataset), material, id, scenario)
        if record is not None and made.demand.any():
            found.append(
                Text("Balance of {name}, {material}: {said}", name=organization.display_name(),
                     material=material_name(record), said=_first_short(made))
            )  # fmt: skip
    return found


def _first_short(made: Balance) -> Text:
    binding, everything = made.bands[BANDS[0]], made.bands[BANDS[-1]]

    def month(place: int) -> PartialDate:
        return PartialDate.of_month(made.horizon.first + place)

    if binding.first_short is None:
        return Text("never short on binding agreements")
    if everything.first_short is None:
        return Text(
            "short from {month} on binding agreements alone", month=month(binding.first_short)
        )
    if everything.first_short == binding.first_short:
        return Text("short from {month}, whatever is counted", month=month(binding.first_short))
    return Text(
        "short from {month} on binding agreements alone, from {last} with all that is free",
        month=month(binding.first_short),
        last=month(everything.first_short),
    )
