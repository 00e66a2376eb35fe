"""Tables that say of which material a figure is by where it stands.

Materials may stand as columns (Ge | Ga | In), each with a figure of its own, and materials, plants
or firms as headings of groups of rows: both count for the records that stand there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from desktop.core.errors import FieldError
from desktop.core.fields import ReferenceField
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange.foreign.draft import QUANTITY, Draft
from desktop.exchange.foreign.questions import Evidence, Option, Questions
from desktop.exchange.foreign.references import References, Waiting
from desktop.exchange.foreign.skipping import Skipped
from desktop.exchange.foreign.tables import Table
from desktop.exchange.foreign.words import Vocabulary

_SAMPLE = 60  # rows in which figures are looked for
#: What a heading of a group may name, the likeliest first.
_HEADED = ("material", "plant", "organization", "seller", "buyer")


def substance_columns(table: Table, words: Vocabulary) -> dict[int, str]:
    """Give the columns that are materials, with their names; none for fewer than two."""
    found: dict[int, str] = {}
    known: set[str] = set()
    for column, text in table.header.texts.items():
        named = words.substance(text)
        if named is not None and named[0] not in known and _has_figures(table, column):
            known.add(named[0])
            found[column] = named[1]
    return found if len(found) > 1 else {}


def _has_figures(table: Table, column: int) -> bool:
    values = [table.grid.raw(row, column) for row in list(table.rows())[:_SAMPLE]]
    figures = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    texts = [v for v in values if isinstance(v, str) and v.strip()]
    return len(figures) > 0 and len(figures) >= len(texts)


def may_spread(type: RecordType) -> bool:
    """Tell whether records of a type have a figure of a material."""
    return type.name in QUANTITY and "material" in type.by_name


def refer(
    draft: Draft, name: str, text: str, references: References, questions: Questions, at: Evidence
) -> None:
    """Put the record that a text names into a draft, or what is wrong with it."""
    of = draft.type.by_name[name]
    assert isinstance(of, ReferenceField)
    try:
        found = references.find(of, text, draft, questions, at)
    except Waiting:
        draft.waiting = True
        draft.waits.add(name)
    except FieldError as fault:
        draft.fault(of, fault.message)
    else:
        if found is not None:
            draft.values[name] = found


def split(
    base: Draft, columns: Iterable[int], read: Callable[[Draft, int], None]
) -> Iterator[Draft]:
    """Give the drafts of a row with a figure per material; a blank one needs no record.

    `read` reads the material and the figure of a column into a draft.
    """
    name = QUANTITY[base.type.name]
    said = list(base.problems)
    for column in columns:
        places = {**base.place.columns, name: column, "material": column}
        draft = replace(
            base,
            place=replace(base.place, columns=places),
            values=dict(base.values),
            related=dict(base.related),
            selfs=dict(base.selfs),
            abouts=[],
            problems=said,
            waits=set(base.waits),
        )
        said = []
        read(draft, column)
        if draft.values.get(name) is not None or draft.problems or draft.abouts or draft.waiting:
            yield draft


class Headings:
    """What the headings of groups say about the rows below them."""

    def __init__(
        self,
        skipped: Sequence[Skipped],
        type: RecordType,
        free: Sequence[str],
        words: Vocabulary,
        references: References,
        questions: Questions,
    ) -> None:
        self._type = type
        self._references = references
        self._questions = questions
        self._said: list[tuple[Skipped, str]] = []
        self._open: list[str] = []
        self.used: dict[str, Text] = {}
        groups = [one for one in skipped if one.kind == "group"]
        fields = [self._field(one, free, words) for one in groups]
        usual = max(set(fields) - {""}, key=fields.count, default="")
        if groups and not usual:
            usual = self._asked(groups, free)
        for one, name in zip(groups, fields, strict=True):
            # A heading that is not known is of the kind of the others, not of the one above it.
            if name or usual:
                self._say(one, name or usual)

    def _field(self, one: Skipped, free: Sequence[str], words: Vocabulary) -> str:
        names = self._references.context.names
        for name in free:
            of = self._type.by_name[name]
            assert isinstance(of, ReferenceField)
            if len(names.find(of.target, one.text)) == 1:
                return name
        return "material" if "material" in free and words.substance(one.text) is not None else ""

    def _asked(self, groups: Sequence[Skipped], free: Sequence[str]) -> str:
        """Ask what headings name, where something that is required stands nowhere else."""
        wanted = [name for name in free if self._type.by_name[name].required]
        if not wanted:
            return ""
        answer: str | None = None
        for one in groups:
            answer = self._questions.ask(
                "headings", Text("Rows stand under headings: what do these name?"),
                [*(Option(name, self._type.by_name[name].title) for name in wanted),
                 Option("-", Text("Nothing that is read"))],
                Evidence(one.cell, one.text),
            )  # fmt: skip
        self._open = wanted if answer is None else []
        return "" if answer in (None, "-") else str(answer)

    def _say(self, one: Skipped, name: str) -> None:
        self._said.append((one, name))
        self.used[one.cell] = Text(
            "{cell} “{text}” is the {label} of the rows below it", cell=one.cell, text=one.text,
            label=self._type.by_name[name].title,
        )  # fmt: skip

    def fill(self, draft: Draft, row: int) -> None:
        """Put into a draft what the nearest headings above its row say."""
        draft.waits.update(self._open)
        draft.waiting = draft.waiting or bool(self._open)
        found: dict[str, Skipped] = {}
        for one, name in self._said:
            if one.row > row:
                break
            found[name] = one  # a heading of another kind goes on to count
        for name, one in found.items():
            at = Evidence(one.cell, one.text)
            refer(draft, name, one.text, self._references, self._questions, at)


def headed(type: RecordType, mapped: Collection[str], is_told: Callable[[str], bool]) -> list[str]:
    """Give what headings may name: no column says it, and nothing else does."""
    names = (name for name in _HEADED if name in type.by_name and name not in mapped)
    return [name for name in names if not is_told(name)]
