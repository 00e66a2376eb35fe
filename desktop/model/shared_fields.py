"""Declarations that several record types use as they stand."""

from __future__ import annotations

from desktop.core.fields import (
    ChoiceField,
    CodeField,
    LongTextField,
    PartialDateField,
    ReferenceField,
)
from desktop.core.quantity import BASES, UNITS

CODE = CodeField(label="Code", help="Short unique name.")
NOTE = LongTextField(label="Note", help="Anything else worth knowing.")
MATERIAL = ReferenceField(
    label="Material", target="material", required=True, help="Which metal it is about."
)
FORM = ReferenceField(
    label="Form",
    target="form",
    section="Quantity",
    help="The form in which the metal is traded; needed for a gross quantity.",
)
UNIT = ChoiceField(
    label="Unit",
    choices=UNITS,
    required=True,
    default="t",
    section="Quantity",
    help="Tonnes (t) or kilograms (kg).",
)
BASIS = ChoiceField(
    label="Basis",
    choices=BASES,
    required=True,
    default="contained",
    section="Quantity",
    help="Whether the figure is contained metal or gross weight of the form.",
)
END = PartialDateField(
    label="End",
    section="Time",
    help="The last month in which metal flows; blank is open.",
)
