"""Drop-downs of an exported workbook: choices, countries, currencies, codes of other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.worksheet.datavalidation import DataValidation

from desktop.core.dataset import Dataset
from desktop.core.fields import ChoiceField, ChoicesField, Field, ReferenceField
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.core.territory import CountryField, CurrencyField
from desktop.exchange.layout import LISTS_SHEET, header, letters, quoted, sheet_title, spoken
from desktop.exchange.parts import Inquiry, Part

_LONGEST_LIST = 255  # characters of a drop-down that is written out in place


class DropDowns:
    """Makes the drop-downs of all sheets, and knows the lists and names that they need."""

    def __init__(
        self,
        dataset: Dataset,
        parts: Sequence[Part],
        language: str,
        inquiry: Inquiry | None = None,
    ) -> None:
        self._dataset = dataset
        self._parts = {part.type.name: part for part in parts}
        self._language = language
        self._inquiry = inquiry
        #: The words of each list that is too long to stand in place, by the name of its range.
        self.lists: dict[str, Sequence[str]] = {}

    def names(self) -> Iterator[tuple[str, str]]:
        """Give the names of ranges that drop-downs refer to, and what each stands for."""
        for part in self._parts.values():
            if self._grows(part.type):
                yield _codes_name(part.type), _codes_of(sheet_title(part.type, self._language), 1)
        for number, (name, words) in enumerate(self.lists.items()):
            column, last = letters(number), max(1, len(words))
            yield name, f"{LISTS_SHEET}!${column}$1:${column}${last}"

    def validation(self, field: Field) -> DataValidation | None:
        """Give the drop-down of a field. Other input is only refused where no other can be read."""
        if isinstance(field, ReferenceField):
            target = self._dataset.types[field.target]
            if not self._grows(target):
                self.lists[_codes_name(target)] = self.offered(target)
            return self._drop_down("=" + _codes_name(target), "warning", field)
        if isinstance(field, ChoicesField):
            return self._drop_down(self._list(field.name, field.choices), None, field)
        if isinstance(field, ChoiceField):
            return self._drop_down(self._list(field.name, field.choices), "stop", field)
        if isinstance(field, (CountryField, CurrencyField)):
            return self._drop_down(self._list(field.iso, sorted(field.names("en"))), None, field)
        return None

    def offered(self, type: RecordType) -> list[str]:
        """Give the codes that drop-downs offer of a type.

        All of them; of a questionnaire those of its sheet, and the few others that it may tell.
        """
        table = self._dataset[type.name]
        if self._inquiry is None:
            return [record.code for record in table]
        part = self._parts.get(type.name)
        told = {record.id for record in part.records} if part is not None else set()
        told.update(self._inquiry.offered.get(type.name, ()))
        return [record.code for record in table if record.id in told]

    def _grows(self, type: RecordType) -> bool:
        """Whether the sheet of a type has all codes that may be chosen, and new ones with time."""
        part = self._parts.get(type.name)
        if part is None or not part.has_code:
            return False
        present = {record.code for record in part.records}
        return part.whole or present.issuperset(self.offered(type))

    def _list(self, name: str, words: Sequence[str]) -> str:
        """Give the source of a drop-down: the words in place, or a name for a range of them."""
        together = ",".join(words)
        if len(together) <= _LONGEST_LIST and not any(set(word) & set(',"') for word in words):
            return f'"{together}"'
        self.lists[f"{name}_list"] = words
        return f"={name}_list"

    def _drop_down(self, source: str, refuse: str | None, field: Field) -> DataValidation:
        made = DataValidation("list", formula1=source.removeprefix("="), allow_blank=True)
        made.showErrorMessage = refuse is not None
        made.errorStyle = refuse or "information"  # type: ignore[assignment]
        made.errorTitle = header(field, self._language)[:32]
        made.error = spoken(self._refusal(field), self._language)[:225]
        return made

    def _refusal(self, field: Field) -> Text:
        if not isinstance(field, ReferenceField):
            return Text("Choose a word from the list.")
        if field.target in self._parts:
            title = sheet_title(self._dataset.types[field.target], self._language)
            return Text("The sheet “{sheet}” has no such code yet.", sheet=title)
        return Text("The list has no such code.")


def side_by_side(words: Mapping[str, Sequence[str]], row: int) -> list[str]:
    """Give one row of the lists when they stand side by side, with empty texts below the short."""
    return [list_[row] if row < len(list_) else "" for list_ in words.values()]


def _codes_name(type: RecordType) -> str:
    return f"{type.name}_codes"


def _codes_of(title: str, column: int) -> str:
    """Give the codes of a sheet as a range that grows with it; a fixed one would offer blanks."""
    place, letter = quoted(title), letters(column)
    codes = f"{place}!${letter}:${letter}"
    return f"{place}!${letter}$2:INDEX({codes},MAX(2,COUNTA({codes})))"
