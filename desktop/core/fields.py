"""Field types: each owns how a value is read, written, checked, stored, sorted and filtered.

This is the list from which record types are declared; each type lives with its like.
"""

from desktop.core.choice_fields import ChoiceField, ChoicesField, ReferenceField, meanings
from desktop.core.date_fields import DateField, PartialDateField
from desktop.core.field import UNKNOWN_WORDS, Field, Lookup, are_clean, clean, folded, listed
from desktop.core.i18n import plain
from desktop.core.number_fields import IntegerField, NumberField, PercentField, YearField
from desktop.core.territory import CountryField, CurrencyField
from desktop.core.text_fields import MAX_TEXT, CodeField, LongTextField, TextField, UrlField

__all__ = [
    "MAX_TEXT",
    "UNKNOWN_WORDS",
    "ChoiceField",
    "ChoicesField",
    "CodeField",
    "CountryField",
    "CurrencyField",
    "DateField",
    "Field",
    "IntegerField",
    "LongTextField",
    "Lookup",
    "NumberField",
    "PartialDateField",
    "PercentField",
    "ReferenceField",
    "TextField",
    "UrlField",
    "YearField",
    "are_clean",
    "clean",
    "folded",
    "listed",
    "meanings",
    "plain",
]
