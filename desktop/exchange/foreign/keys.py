"""Which draft is which record: by code, else by the fields that identify it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange.altered_codes import AlteredCodes
from desktop.exchange.foreign.draft import Context, Draft
from desktop.exchange.foreign.names import normal_name
from desktop.exchange.foreign.questions import Evidence, Option, Questions

#: What identifies a record where rows have no code, as far as the table has it.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "material": ("name",),
    "form": ("material", "name"),
    "organization": ("name",),
    "plant": ("name", "owner"),
    "capacity": ("plant", "material", "form", "name"),
    "agreement": ("title", "seller", "buyer", "material"),
    "demand": ("organization", "material", "application", "form", "name"),
    "stock": ("organization", "location", "material", "form", "as_of"),
    "initiative": ("title",),
    "source": ("title", "publisher"),
    "claim": ("capacity", "field", "source", "said", "value"),
    "scenario": ("name",),
    "adjustment": ("scenario", "order", "kind"),
}
#: What is added until the rows of a table can be told apart.
_MOST_ROWS = 30  # rows that a question about doubles offers
_MORE = ("name", "title", "form", "start", "stage", "application", "signed", "kind", "location",
         "end", "published", "as_of")  # fmt: skip


def default_key(type: RecordType, present: Sequence[str], spread: bool) -> list[str]:
    """Give the fields of a table that identify its records."""
    found = [name for name in IDENTITY[type.name] if name in present]
    if spread:
        found.append("start")
    return found


class Keys:
    """Gives every draft of one table its record."""

    def __init__(
        self, type: RecordType, key: Sequence[str], context: Context, questions: Questions
    ) -> None:
        self._type = type
        self.key = [name for name in key if name in type.by_name]
        self._context = context
        self._questions = questions
        self._altered: AlteredCodes | None = None

    def settle(self, drafts: Sequence[Draft], chosen: bool) -> list[Draft]:
        """Give the drafts that are read, each with an id; of doubles those that a person chose.

        With `chosen` the key was set by hand, and is not made finer.
        """
        if not chosen:
            self._refine([draft for draft in drafts if not draft.values.get("code")])
        kept = self._without_doubles(drafts)
        index = self._index()
        used: set[int] = set()
        for draft in kept:
            code = draft.values.get("code")
            draft.id = self._by_code(str(code)) if code else self._by_key(draft, index)
            if draft.id is not None and draft.id in used:
                draft.say("code", Text("Another row is the same record; the row was left out"))
                draft.id = None
            if draft.id is None and code:
                draft.id = self._by_altered(draft, str(code), used)
            if draft.id is None:
                draft.id = self._context.spare()
                if code:
                    self._warn_alike(draft, index)
            elif draft.id > 0:
                used.add(draft.id)
        self._warn_stale([draft for draft in kept if draft.spread], used)
        return kept

    def _warn_stale(self, drafts: Sequence[Draft], used: Collection[int]) -> None:
        """Say which records of a line of periods stay beside those that it has become now."""
        names = [name for name in self.key if name not in ("start", "end")]
        lines: dict[tuple[Any, ...], Draft] = {}
        for draft in drafts:
            lines.setdefault(_of(draft.values, names), draft)
        for record in self._context.dataset[self._type.name] if lines and names else ():
            line = lines.get(tuple(_comparable(getattr(record, name)) for name in names))
            if line is not None and record.id not in used:
                line.say("start", Text(
                    "{code} is of the same line, and none of its periods here; it stays beside the "
                    "others and counts with them: remove it if it is out of date",
                    code=record.code), "warning")  # fmt: skip

    def _refine(self, drafts: Sequence[Draft]) -> None:
        """Add fields to the key until no two rows have the same, as far as fields tell them."""
        for name in _MORE:
            if self._distinct(drafts) == len(drafts):
                return
            if name in self.key or not any(name in draft.values for draft in drafts):
                continue
            before = self._distinct(drafts)
            self.key.append(name)
            if self._distinct(drafts) == before:
                self.key.remove(name)

    def _distinct(self, drafts: Sequence[Draft]) -> int:
        return len({self._of(draft.values) for draft in drafts})

    def _of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return _of(values, self.key)

    def _index(self) -> dict[tuple[Any, ...], list[int]]:
        found: dict[tuple[Any, ...], list[int]] = {}
        for record in self._context.dataset[self._type.name]:
            values = {name: getattr(record, name) for name in self.key}
            found.setdefault(self._of(values), []).append(record.id)
            local = getattr(record, "local_name", None)
            if local and "name" in values:
                found.setdefault(self._of(values | {"name": local}), []).append(record.id)
        return found

    def _by_code(self, code: str) -> int | None:
        return self._context.dataset.find(self._type.name, code)

    def _by_altered(self, draft: Draft, code: str, used: set[int]) -> int | None:
        """Ask whether a code is one of which a spreadsheet took the zeros; None for a new one."""
        if self._altered is None:
            self._altered = AlteredCodes(self._context.dataset[self._type.name])
        known = self._altered.find(code)
        id = None if known is None else self._by_code(known)
        if known is None or id is None or id in used:
            return None
        answer = self._questions.ask(
            f"code={code}",
            Text("Is “{value}” the code “{code}”, of which a spreadsheet has made a number?",
                 value=code, code=known),
            [Option(known, Text("Yes, it is {code}", code=known)),
             Option("new", Text("No, it is a new record"))],
            Evidence(draft.place.cell("code"), code), field="code",
        )  # fmt: skip
        draft.waiting = draft.waiting or answer is None
        if answer != known:
            return None
        draft.values["code"] = known
        return id

    def _by_key(self, draft: Draft, index: Mapping[tuple[Any, ...], list[int]]) -> int | None:
        wanted = self._of(draft.values)
        if draft.waiting or not self.key or all(part is None for part in wanted):
            return None
        ids = index.get(wanted) or self._loosely(wanted, index)
        ids = list(dict.fromkeys(ids))
        if len(ids) <= 1:
            return ids[0] if ids else None
        return self._ask_which(draft, ids)

    def _loosely(
        self, wanted: tuple[Any, ...], index: Mapping[tuple[Any, ...], list[int]]
    ) -> list[int]:
        """Give the only records that agree in all that the row says, where it leaves fields out."""
        if None not in wanted:
            return []
        found = [
            ids for known, ids in index.items()
            if all(w is None or w == k for w, k in zip(wanted, known, strict=True))
        ]  # fmt: skip
        return found[0] if len(found) == 1 else []

    def _ask_which(self, draft: Draft, ids: Sequence[int]) -> int | None:
        names = self._context.names
        options = [
            Option(names.code(self._type.name, id),
                   f"{names.code(self._type.name, id)} {names.shown(self._type.name, id)}")
            for id in ids
        ]  # fmt: skip
        options.append(Option("new", Text("A new record")))
        shown = self._shown(draft)
        answer = self._questions.ask(
            f"which:{shown}",
            Text("Which record is “{row}”? Several fit", row=shown), options,
            Evidence(draft.place.cell(self.key[0]), shown),
        )  # fmt: skip
        if answer is None:
            draft.waiting = True
            return None
        return None if answer == "new" else self._by_code(answer)

    def _shown(self, draft: Draft) -> str:
        parts = []
        for name in self.key:
            value, of = draft.values.get(name), self._type.by_name[name]
            target = getattr(of, "target", None)
            if value is not None:
                parts.append(
                    self._context.names.shown(target, value) if target else of.format(value)
                )
        return ", ".join(parts)

    def _warn_alike(self, draft: Draft, index: Mapping[tuple[Any, ...], list[int]]) -> None:
        wanted = self._of(draft.values)
        ids = index.get(wanted, []) if self.key and None not in wanted[:2] else []
        if ids and self._type.name in ("capacity", "demand", "agreement", "organization", "plant"):
            code = self._context.names.code(self._type.name, ids[0])
            draft.say("code", Text("{code} looks like the same; if it is, write its code",
                                   code=code), "warning")  # fmt: skip

    def _without_doubles(self, drafts: Sequence[Draft]) -> list[Draft]:
        groups: dict[Any, list[Draft]] = {}
        for number, draft in enumerate(drafts):
            code = draft.values.get("code")
            known = self._of(draft.values) if self.key else None
            identity: Any = (
                ("code", str(code).casefold()) if code
                else ("key", known) if known and any(part is not None for part in known)
                else ("row", number)
            )  # fmt: skip
            groups.setdefault(identity, []).append(draft)
        return [draft for group in groups.values() for draft in self._of_group(group)]

    def _of_group(self, group: list[Draft]) -> Iterator[Draft]:
        if len(group) == 1:
            yield from group
            return
        seen: dict[Any, Draft] = {}
        for draft in group:
            same = seen.setdefault(_said(draft), draft)
            if same is not draft:
                same.say("", Text("Row {row} repeats row {first}; it was read once",
                                  row=draft.place.number, first=same.place.number),
                         "warning")  # fmt: skip
        if len(seen) == 1:
            yield from seen.values()
        else:
            yield from self._asked(list(seen.values()))

    def _asked(self, group: Sequence[Draft]) -> Iterator[Draft]:
        code = group[0].values.get("code")
        shown = str(code or self._shown(group[0]))
        options = [
            Option(str(draft.place.number), Text("Row {row}", row=draft.place.number))
            for draft in group[:_MOST_ROWS]
        ]
        options.append(Option("each", Text("Each is a record of its own")))
        answer: str | None = None
        for draft in group[:_MOST_ROWS]:
            answer = self._questions.ask(
                f"twice:{shown}",
                Text("“{row}” stands in several rows that differ: which one counts?", row=shown),
                options, Evidence(draft.place.cell("code" if code else self.key[0]), shown),
            )  # fmt: skip
        if answer is None:
            for draft in group:
                draft.waiting = True
        for draft in group:
            if answer == "each" and draft is not group[0] and code:
                draft.values["code"] = None
            if answer in (None, "each", str(draft.place.number)):
                yield draft


def _of(values: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(_comparable(values.get(name)) for name in names)


def _comparable(value: Any) -> Any:
    return normal_name(value) if isinstance(value, str) else value


def _said(draft: Draft) -> Any:
    """Give what a row says, so that repeats are told; a row with a fault repeats none."""
    if draft.problems or draft.abouts or draft.waiting:
        return id(draft)
    return frozenset((name, value) for name, value in draft.values.items() if value is not None)
