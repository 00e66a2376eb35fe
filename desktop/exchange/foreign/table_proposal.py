"""The proposal for one table: its type, columns, constants and skipped rows, and what is open."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.core.fields import NumberField
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange.foreign.choices import Choices, ColumnProposal, ConstantProposal
from desktop.exchange.foreign.constants import Constant
from desktop.exchange.foreign.fit import (
    ENOUGH,
    SPREAD,
    Fit,
    best_fits,
    is_doubtful,
    period_columns,
    sample,
    why_of,
)
from desktop.exchange.foreign.mapping import MANY, MATERIAL, PERIOD, ColumnMap, TableMap
from desktop.exchange.foreign.names import Names
from desktop.exchange.foreign.questions import Evidence, Option, Question, Questions
from desktop.exchange.foreign.same_periods import left_out
from desktop.exchange.foreign.skipping import Skipped, find_skipped
from desktop.exchange.foreign.substances import may_spread, substance_columns
from desktop.exchange.foreign.tables import Table
from desktop.exchange.foreign.units import read_unit
from desktop.exchange.foreign.wide import RUNS, describe
from desktop.exchange.foreign.words import Hit, Vocabulary, column_words, take_apart
from desktop.exchange.layout import letters

_SAMPLES = 5
SURE = 0.6  # fit from which a table is read without being asked for
UNIT_OPTIONS = ("t", "kg", "kt", "t/year", "t/month", "kg/year", "kg/month")


class TableProposal:
    """One table of a workbook, as it is proposed to be read."""

    def __init__(self, table: Table, words: Vocabulary, path: Path) -> None:
        self.table = table
        self.choices = Choices()
        self.remembered = False
        self.type = ""
        self.include = False
        self.fits: list[Fit] = []
        self.columns: list[ColumnProposal] = []
        self.constants: list[ConstantProposal] = []
        self.key_fields: list[str] = []
        self.skipped: list[Skipped] = []
        self.row_numbers: list[int] = []
        self.notes: list[Text] = []
        self.map = TableMap(self.sheet)
        self.questioned = Questions(self.key, {})
        self._words = words
        self.path = path
        self._fit_cache: tuple[tuple[int, int], list[Fit]] | None = None

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.table.grid.sheet.name

    @property
    def number(self) -> int:
        """Which table of its sheet it is, from 1."""
        return self.table.number

    @property
    def name(self) -> str:
        """The name of an Excel table, blank for others."""
        return self.table.name

    @property
    def hidden(self) -> bool:
        """Whether its sheet is hidden."""
        return self.table.grid.sheet.hidden

    @property
    def key(self) -> str:
        """What the table is called in keys of questions: `Capacity`, `Sheet1#2`."""
        return self.sheet if self.number == 1 else f"{self.sheet}#{self.number}"

    @property
    def header_rows(self) -> tuple[int, int]:
        """The first and last header row, from 0."""
        return self.table.header.first, self.table.header.last

    @property
    def area(self) -> str:
        """Where it stands: `B5:H40`."""
        table = self.table
        return (f"{letters(table.first_column)}{table.header.first + 1}:"
                f"{letters(table.last_column)}{table.last + 1}")  # fmt: skip

    @property
    def confidence(self) -> float:
        """How well the type fits, 0 to 1."""
        return next((fit.score for fit in self.fits if fit.type == self.type), 0.0)

    @property
    def candidates(self) -> list[tuple[str, float]]:
        """The types that fit, the best first, with their scores."""
        return [(fit.type, fit.score) for fit in self.fits]

    @property
    def rows(self) -> int:
        """How many rows would be read."""
        return len(self.row_numbers)

    @property
    def questions(self) -> list[Question]:
        """What is asked about this table, answered questions too."""
        return self.questioned.all

    @property
    def wide(self) -> str:
        """How periods become records: `runs`, `each`, blank for a table without periods."""
        has = any(column.field == PERIOD for column in self.columns)
        return (self.choices.wide or RUNS) if has and self.type in SPREAD else ""

    @property
    def wide_text(self) -> Text | None:
        """How periods become records, for people."""
        return describe(self.type, "", self.wide) if self.wide else None

    @property
    def key_options(self) -> list[str]:
        """The fields that may identify a record where no column has the code."""
        found = [column.field for column in self.columns if column.field and column.field[0] != "@"]
        spread = ["start"] if self.wide else []
        return [*(name for name in found if "." not in name), *spread]

    @property
    def fields(self) -> list[tuple[str, Text]]:
        """What a column of this type can be mapped to."""
        type = self._words.types.get(self.type)
        if type is None:
            return []
        found = [(of.name, of.title) for of in type.shown_fields]
        for reference in type.references:
            if reference.required and reference.target not in ("material", type.name):
                target = self._words.types.get(reference.target)
                for of in target.shown_fields if target is not None else ():
                    if of.required and of.name not in ("code", "name", "roles"):
                        label = Text("{field} of a new {type}", field=of.title,
                                     type=Text(reference.target, context="type"))  # fmt: skip
                        found.append((f"{reference.name}.{of.name}", label))
        if self.type in SPREAD and self.period_columns:
            found.append((PERIOD, Text("Figure of a period")))
        elif may_spread(type) and substance_columns(self.table, self._words):
            found.append((MATERIAL, Text("Figure of a material")))
        return found

    @property
    def period_columns(self) -> list[int]:
        """The columns that are periods."""
        return sorted(period_columns(self.table))

    @property
    def fingerprint(self) -> str:
        """What the layout is known by: headers without units and periods, header rows."""
        periods = period_columns(self.table)
        words = [column_words(self.table.header.texts[c]) for c in self.table.header.columns
                 if c not in periods]  # fmt: skip
        kind = next((p.kind for p in periods.values()), "")
        first, last = self.header_rows
        shape = f"{last - first + 1}|{kind}|" + "|".join(words)
        return hashlib.blake2b(shape.encode(), digest_size=12).hexdigest()

    def preview(self, n: int = 20) -> list[list[str]]:
        """Give the headers, then the first rows that would be read, as they stand in the sheet."""
        columns = self.table.header.columns
        found = [[self.table.header.texts[c] for c in columns]]
        for row in self.row_numbers[:n]:
            found.append([self.table.grid.text(*self.table.grid.origin(row, c)) for c in columns])
        return found

    # Proposing

    def propose(self, names: Names) -> None:
        """Propose type, columns and rows anew, from the table and what was decided."""
        self.questioned = Questions(self.key, self.choices.answers)
        self.notes, self.constants, self.key_fields = [], [], []
        if self._fit_cache is None or self._fit_cache[0] != self.header_rows:
            fits = best_fits(self.table, self._words, names, self.path)
            self._fit_cache = (self.header_rows, fits)
        self.fits = self._fit_cache[1]
        self.type = self._chosen_type()
        self._propose_columns()
        labels = self._label_columns()
        records, skipped = find_skipped(self.table, labels)
        self._apply_rows(records, skipped)
        include = self.choices.include
        sure = self.confidence >= SURE or self.choices.type is not None
        self.include = bool(self.type) and (sure if include is None else include)
        self._build_map()

    def decide(self, include: bool) -> None:
        """Read the table or not, as far as nobody has decided."""
        if self.choices.include is None and self.type:
            self.include = self.map.include = include

    def _chosen_type(self) -> str:
        if self.choices.type is not None:
            return self.choices.type
        if not self.fits or self.fits[0].score < ENOUGH:
            return ""
        if not is_doubtful(self.fits):
            return self.fits[0].type
        options = [
            Option(fit.type, self._words.types[fit.type].title)
            for fit in self.fits if fit.score >= 0.8 * self.fits[0].score
        ]  # fmt: skip
        options.append(Option("-", Text("Read nothing of it")))
        first, column = self.table.header.first, self.table.first_column
        at = Evidence(self.table.grid.address(first, column), self.table.header.texts[column])
        answer = self.questioned.ask(
            "type", Text("{sheet}: which records are these?", sheet=self.sheet), options[:7], at
        )
        return "" if answer in (None, "-") else str(answer)

    def _propose_columns(self) -> None:
        fit = next((fit for fit in self.fits if fit.type == self.type), None)
        periods = period_columns(self.table) if self.type in SPREAD else {}
        substances = {}
        if self.type in self._words.types and may_spread(self._words.types[self.type]):
            substances = {} if periods else substance_columns(self.table, self._words)
        fields: Mapping[int, Hit] = fit.fields if fit is not None else {}
        doubles = self._settle_doubles(fit) if fit is not None else {}
        left = left_out(self.table, periods, self.questioned, self.choices.columns)
        self.columns = []
        taken = set(self.choices.columns.values())
        for column in self.table.header.columns:
            header = self.table.header.texts[column]
            hit = fields.get(column)
            name, score, why = "", 0.0, Text("no field is called so")
            if column in left:
                why = Text("not chosen among the columns of its period")
            elif column in periods:
                name, score, why = PERIOD, 1.0, Text("a period, {period}", period=str(
                    periods[column]))  # fmt: skip
            elif column in substances:
                name, score, why = MATERIAL, 1.0, Text("a material")
            elif column in doubles:
                name, score, why = doubles[column], 1.0, Text("answered")
            elif hit is not None and hit.field not in taken and hit.field not in doubles.values():
                name, score, why = hit.field, hit.score, why_of(hit)
            if column in self.choices.columns:
                name, score = self.choices.columns[column], 1.0
                why = Text("remembered") if self.remembered else Text("set by hand")
            self.columns.append(self._column(column, header, name, score, why))

    def _settle_doubles(self, fit: Fit) -> dict[int, str]:
        """Ask which of several columns of one header is meant; none is read until then."""
        found: dict[int, str] = {}
        for name, columns in fit.doubles.items():
            if any(column in self.choices.columns for column in columns):
                continue
            header = self.table.header
            options = [
                Option(letters(c), Text("Column {letter}: {samples}", letter=letters(c),
                                        samples=", ".join(self._samples(c)[:3])))
                for c in columns
            ]  # fmt: skip
            options.append(Option("-", Text("None of them")))
            answer: str | None = None
            for column in columns:
                answer = self.questioned.ask(
                    f"{name}:column",
                    Text("Several columns are called “{header}”: which one is meant?",
                         header=header.texts[column]), options,
                    Evidence(self.table.grid.address(header.last, column), header.texts[column]),
                    field=name,
                )  # fmt: skip
            for column in columns:
                found[column] = name if answer == letters(column) else ""
        return found

    def _column(
        self, column: int, header: str, name: str, score: float, why: Text
    ) -> ColumnProposal:
        hits = self._words.hits(self.type, header) if self.type else []
        unit, note = self._unit(column, header, name)
        is_figure = name == PERIOD or name in SPREAD.values() or name == "volume"
        return ColumnProposal(
            column, letters(column), header, name, min(score, 1.0), why, unit,
            self._samples(column), [(h.field, h.score) for h in hits if h.field != name][:5], note,
            UNIT_OPTIONS if is_figure else (),
        )  # fmt: skip

    def _unit(self, column: int, header: str, name: str) -> tuple[str, Text | None]:
        """Give the unit of a column's figures; one that changed since it was kept is asked for."""
        if column in self.choices.units:
            return self.choices.units[column], None
        found = take_apart(header).unit
        now = found.text if found is not None else ""
        kept = self.choices.kept.get(column)
        if kept is None or not name:
            return now, None
        then = take_apart(kept.header).unit
        if (then.text if then is not None else "") == now:
            return kept.unit or now, None
        if then is None and not now:
            return kept.unit, None
        before = kept.unit or (then.text if then is not None else "")
        if before and now and read_unit(before) == read_unit(now):
            return now, None
        options = [Option(unit, unit) for unit in dict.fromkeys((now, before)) if unit]
        at = Evidence(self.table.grid.address(self.table.header.last, column), header)
        answer = self.questioned.ask(
            f"{name}:unit",
            Text("“{header}” was in {before} last time: in which unit is it now?", header=header,
                 before=before or "?"), options, at, free=True, column=column, field=name,
        )  # fmt: skip
        return answer or now, Text("another unit than last time, {before}", before=before or "?")

    def _samples(self, column: int) -> list[str]:
        grid = self.table.grid
        found: list[str] = []
        for row in self.table.rows():
            text = grid.text(row, column)
            if text and text not in found:
                found.append(text[:60])
            if len(found) >= _SAMPLES:
                break
        return found

    def _label_columns(self) -> set[int]:
        """Give the columns that say what a row is about."""
        type = self._words.types.get(self.type)
        found = set()
        for column in self.columns:
            of = type.by_name.get(column.field) if type is not None else None
            if column.field in MANY or isinstance(of, NumberField):
                continue
            if of is None and column.field == "":
                seen = sample(self.table, column.column)
                if seen.figures > len(seen.texts):
                    continue
            found.add(column.column)
        return found

    def _apply_rows(self, records: Sequence[int], skipped: Sequence[Skipped]) -> None:
        by_hand = self.choices.rows
        kept = set(records) | {row for row, read in by_hand.items() if read}
        left_out = {row for row, read in by_hand.items() if not read and row in kept}
        self.row_numbers = sorted(kept - left_out)
        self.skipped = [one for one in skipped if one.row not in kept]
        grid = self.table.grid
        for row in sorted(left_out):
            column = next(iter(grid.filled(row)), self.table.first_column)
            self.skipped.append(Skipped(row, grid.address(row, column), grid.text(row, column),
                                        Text("left out by hand"), "hand"))  # fmt: skip
        self.skipped.sort(key=lambda one: one.row)

    def _build_map(self) -> None:
        choices = self.choices
        columns = []
        for one in self.columns:
            kept = choices.kept.get(one.column)
            columns.append(
                ColumnMap(
                    one.column, one.header, one.field, one.unit,
                    kept.decimal if kept is not None else "",
                    kept.order if kept is not None else "",
                    kept.percent if kept is not None else "",
                )
            )  # fmt: skip
        self.map = TableMap(
            self.sheet, self.number, self.name, self.header_rows, self.table.last, self.type,
            self.include, columns, dict(choices.constants), list(choices.key), self.wide,
            sorted(row for row, read in choices.rows.items() if not read), dict(choices.answers),
        )  # fmt: skip

    def show_constants(self, used: Mapping[str, Constant], type: RecordType) -> None:
        """Take over what holds for all rows, as it was found or answered."""
        self.constants = [
            ConstantProposal(name, type.by_name[name].title, one.shown, one.why, one.cell,
                             self._options_of(name, type))
            for name, one in used.items()
        ]  # fmt: skip

    def _options_of(self, name: str, type: RecordType) -> Sequence[Option]:
        question = next((q for q in self.questions if q.name == name), None)
        if question is not None:
            return question.options
        choices = getattr(type.by_name[name], "choices", ())
        return [Option(choice, Text(choice, type.by_name[name].label)) for choice in choices]
