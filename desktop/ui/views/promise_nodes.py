"""Promise nodes: the lines of the promise table as a tree."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from desktop.core.i18n import Text
from desktop.planning.balance import NO_SHORTAGE
from desktop.planning.promise_table import (
    MAYBE,
    NOT_ON_RECORD,
    OVER,
    STATUSES,
    UNPROMISED,
    Account,
    Promise,
    PromiseTable,
)
from desktop.planning.promise_text import (
    FIGURES,
    STATUS_NAMES,
    amount_in,
    headline,
    party,
    period_names,
    subtitle,
)
from desktop.planning.promises import Range

#: Over-promised capacity is unfolded as long as no more promises than these are.
UNFOLDED = 100
#: Of so many lines the figures are measured: more would take longer than they are worth.
_MEASURED = 60
#: So many of the longest figures may be the widest.
_WIDEST = 8


@dataclass(eq=False)
class Node:
    """A line: a state, an account, a promise, or one figure of these.

    `open` tells whether it is unfolded as long as nobody has folded it. The lines under it are
    made by `fill` when they are first asked for: of thousands, few are ever seen.
    """

    key: str
    name: str
    terms: str = ""
    figure: str = ""
    values: Range | None = None
    status: str = ""
    account: Account | None = None
    promise: Promise | None = None
    open: bool = False
    parent: Node | None = None
    row: int = 0
    fill: Callable[[Node], None] | None = None
    _children: list[Node] = field(default_factory=list)
    _amounts: list[str] | None = None

    @property
    def amounts(self) -> list[str]:
        """What is written in the periods; written once, when the line is first shown."""
        if self._amounts is None:
            values = self.values
            self._amounts = [] if values is None else [
                amount_in(values, n) for n in range(len(values.low))
            ]  # fmt: skip
        return self._amounts

    @property
    def children(self) -> list[Node]:
        """The lines right under this one."""
        fill, self.fill = self.fill, None
        if fill is not None:
            fill(self)
        return self._children

    @property
    def has_children(self) -> bool:
        """Whether there are lines under this one, made or not."""
        return self.fill is not None or bool(self._children)

    def is_open(self, folded: Mapping[str, bool]) -> bool:
        """Whether the lines under this one are shown; `folded` are those turned by hand."""
        return self.has_children and folded.get(self.key, self.open)

    def add(self, child: Node) -> Node:
        """Put a line under this one."""
        child.parent, child.row = self, len(self._children)
        self._children.append(child)
        return child

    def walk(self, made: bool = False) -> Iterator[Node]:
        """Give all lines under this one, in order, or only those that are made."""
        for child in self._children if made else self.children:
            yield child
            yield from child.walk(made)

    def find(self, key: str) -> Node | None:
        """Give the line with a key, making only those that lead to it."""
        for child in self.children:
            if child.key == key:
                return child
            if child.account is None or key.startswith(f"{child.key} "):
                found = child.find(key)
                if found is not None:
                    return found
        return None

    def about(self, record: tuple[str, int]) -> Node | None:
        """Give the first line about a record, making only those that lead to it."""
        type_name, id = record
        for child in self.children:
            if child.record == record:
                return child
            held = child.account.promises if child.account is not None else ()
            leads = type_name == "agreement" and any(p.agreement.id == id for p in held)
            if child.promise is None and (child.account is None or leads):
                found = child.about(record)
                if found is not None:
                    return found
        return None

    def resembles(self, other: Node) -> bool:
        """Tell whether another line has the same lines under it, as far as they are made."""
        if self.has_children != other.has_children:
            return False
        if self.fill is not None:
            return True
        mine, others = self._children, other.children
        return [one.key for one in mine] == [one.key for one in others] and all(
            one.resembles(its) for one, its in zip(mine, others, strict=True)
        )

    def take(self, other: Node) -> None:
        """Take over the figures of a line that resembles this one, and of those under it."""
        self.name, self.terms, self.figure = other.name, other.terms, other.figure
        self.values, self.status, self._amounts = other.values, other.status, other._amounts
        self.account, self.promise = other.account, other.promise
        if self.fill is not None:
            self.fill = other.fill
            if self.fill is None:
                self._children = other._children
                for child in self._children:
                    child.parent = self
            return
        for mine, its in zip(self._children, other.children, strict=True):
            mine.take(its)

    @property
    def record(self) -> tuple[str, int] | None:
        """The record that the line is about: type and id."""
        if self.promise is not None:
            return "agreement", self.promise.agreement.id
        if self.account is not None and self.account.capacity is not None:
            return "capacity", self.account.capacity.id
        return None


@dataclass(frozen=True, eq=False)
class Leaves:
    """A promise table with everything that is written of it at first sight.

    `longest` are the figures that may need most room.
    """

    table: PromiseTable
    root: Node
    periods: list[str]
    headline: str
    subtitle: str
    longest: list[str]

    @classmethod
    def of(cls, shown: PromiseTable, only_over: bool, folded: Mapping[str, bool]) -> Leaves:
        """Make the lines of a table that are seen first; `folded` are those turned by hand."""
        root, periods = tree_of(shown, only_over), period_names(shown)
        _make(root, folded)
        texts = set(periods)
        for node in itertools.islice(root.walk(made=True), _MEASURED):
            texts.update(node.amounts)
        longest = sorted(texts, key=len)[-_WIDEST:]
        return cls(shown, root, periods, headline(shown), subtitle(shown), longest)


def _make(above: Node, folded: Mapping[str, bool]) -> None:
    for node in above.children:
        if node.is_open(folded):
            _make(node, folded)


def tree_of(shown: PromiseTable, only_over: bool = False) -> Node:
    """Give all lines: by state, the over-promised first, of which the first are unfolded."""
    root, labels = Node("", ""), {name: str(text) for name, text in FIGURES.items()}
    room = UNFOLDED
    for status in STATUSES:
        accounts = shown.of_status(status)
        if not accounts or (only_over and status not in (OVER, MAYBE)):
            continue
        n = len(accounts[0].promises) if status == NOT_ON_RECORD else len(accounts)
        label = Text("{state} ({n})", state=STATUS_NAMES[status], n=n)
        section = root.add(Node(status, str(label), status=status, open=status != UNPROMISED))
        for account in accounts:
            if account.capacity is None:
                _add_promises(section, account, labels)
                continue
            line = section.add(_account(account, labels))
            line.open = line.open and room > 0
            room -= len(account.promises) if line.open else 0
    if len(root.children) == 1:
        root.children[0].open = True
    return root


def _add_promises(above: Node, account: Account, labels: dict[str, str]) -> None:
    for promise in account.promises:
        above.add(_promise(above.key, account, promise, labels))


def _account(account: Account, labels: dict[str, str]) -> Node:
    def fill(line: Node) -> None:
        _add_promises(line, account, labels)
        line.add(_figure(line, "free", account.free, labels))

    return Node(
        f"capacity {account.key}",
        account.name,
        f"{account.plant}, {account.supplier}",
        labels["effective" if account.promises else "free"],
        account.effective if account.promises else account.free,
        account.status,
        account,
        open=account.status in (OVER, MAYBE),
        fill=fill if account.promises else None,
    )


def _promise(above: str, account: Account, promise: Promise, labels: dict[str, str]) -> Node:
    """Give the line of a promise; its terms are written when they are shown."""
    doubtful = account.status in (OVER, MAYBE)

    def fill(line: Node) -> None:
        line.add(_figure(line, "asked", promise.asked, labels))
        line.add(_figure(line, "short", promise.short, labels))

    return Node(
        f"{above} {promise.agreement.id}",
        f"{promise.turn}  {party(promise)}",
        "",
        labels["granted"],
        promise.granted,
        account.status,
        account,
        promise,
        doubtful and bool((promise.short.high > NO_SHORTAGE).any()),
        fill=fill,
    )


def _figure(above: Node, name: str, values: Range, labels: dict[str, str]) -> Node:
    label = labels[name]
    return Node(
        f"{above.key} {name}", label.capitalize(), "", label, values, name, above.account,
        above.promise,
    )  # fmt: skip
