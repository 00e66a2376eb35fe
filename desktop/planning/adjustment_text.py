"""Adjustment text: what an adjustment does, in a few words in the language in use."""

from __future__ import annotations

from desktop.core.dataset import Dataset
from desktop.core.fields import plain
from desktop.core.i18n import Text, join, locale
from desktop.core.partial_date import PartialDate
from desktop.core.territory import country_names
from desktop.model.materials import Material
from desktop.model.scenarios import TARGETS, Adjustment, find_field
from desktop.planning.timeline import material_name

#: Kinds whose From and Until have no effect; that of `end agreement` is told with the effect.
_TIMELESS = ("shift start", "set value", "end agreement")


def adjustment_text(adjustment: Adjustment, dataset: Dataset) -> Text:
    """Give what an adjustment does and to what: "start 9 months later: Onsan germanium"."""
    effect, what = _effect(adjustment, dataset), _targets(adjustment, dataset)
    first, last = _written(adjustment.from_), _written(adjustment.until)
    if adjustment.kind in _TIMELESS or not (first or last):
        return Text("{effect}: {what}", effect=effect, what=what)
    if not last:
        return Text("{effect} from {first}: {what}", effect=effect, what=what, first=first)
    if not first:
        return Text("{effect} until {last}: {what}", effect=effect, what=what, last=last)
    return Text("{effect} from {first} until {last}: {what}", effect=effect, what=what,
                first=first, last=last)  # fmt: skip


def _written(date: PartialDate | None) -> str:
    return "" if date is None else date.shown()


def _effect(adjustment: Adjustment, dataset: Dataset) -> Text:
    amount = adjustment.amount or 0.0
    percent = plain(100.0 if adjustment.amount is None else adjustment.amount)
    match adjustment.kind:
        case "shift start":
            if amount < 0:
                return Text("start {n} months earlier", n=plain(-amount))
            return Text("start {n} months later", n=plain(amount))
        case "scale capacity":
            return Text("capacity at {n} %", n=percent)
        case "scale demand":
            return Text("demand at {n} %", n=percent)
        case "stop supply":
            return Text("supply stopped")
        case "end agreement":
            return Text("ended {date}", date=_written(adjustment.from_))
    type_name = adjustment.target_type()
    field = None if type_name is None else find_field(dataset.types[type_name], adjustment.field)
    return Text(
        "{field} set to {value}",
        field=(adjustment.field or "") if field is None else field.title,
        value=adjustment.value or Text("blank"),
    )


def _targets(adjustment: Adjustment, dataset: Dataset) -> Text | str:
    """Give the targets that are named, narrow ones first; "everything" when there is none."""
    names: list[Text | str] = []
    for type_name in TARGETS:
        record = dataset.get(type_name, getattr(adjustment, type_name))
        if isinstance(record, Material):
            names.append(material_name(record))
        elif record is not None:
            # Titles of agreements are sentences; people call them by their codes.
            names.append(record.code if type_name == "agreement" else record.display_name())
    if adjustment.country is not None:
        countries = country_names(locale().language)
        names.append(countries.get(adjustment.country, adjustment.country))
    return join(names) if names else Text("everything")
