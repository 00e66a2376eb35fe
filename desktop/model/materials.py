"""Materials and the forms in which they are traded."""

from __future__ import annotations

from desktop.core.fields import (
    CodeField,
    NumberField,
    ReferenceField,
    TextField,
)
from desktop.core.records import Record, declare, record
from desktop.model.shared_fields import NOTE


@record(
    "material",
    sheet="Materials",
    prefix="MAT",
    help="A metal that is planned, such as germanium. All planning counts tonnes of the metal "
    "contained.",
)
class Material(Record):
    """A metal that is planned."""

    code: str = declare(CodeField(label="Code", help="Short unique name, usually the symbol."))
    name: str = declare(TextField(label="Name", required=True, help="English name of the metal."))
    local_name: str | None = declare(
        TextField(label="Local name", help="Name in the local language, such as 게르마늄.")
    )
    symbol: str | None = declare(
        TextField(label="Symbol", max_length=8, help="Chemical symbol, such as Ge.")
    )
    host_metal: str | None = declare(
        TextField(
            label="Host metal",
            help="Metal or ore from whose refining this one comes as a by-product, such as zinc.",
        )
    )
    target_cover: float | None = declare(
        NumberField(
            label="Target cover",
            unit="months",
            minimum=0,
            help="Months of demand that stock and receipts should cover.",
        )
    )
    note: str | None = declare(NOTE)


@record(
    "form",
    sheet="Forms",
    prefix="FRM",
    help="A form in which a material is traded, with the fraction of metal that it contains.",
)
class Form(Record):
    """A traded form of a material."""

    code: str = declare(CodeField(label="Code", help="Short unique name, such as GEO2."))
    material: int = declare(
        ReferenceField(
            label="Material", target="material", required=True, help="The metal it contains."
        )
    )
    name: str = declare(
        TextField(label="Name", required=True, help="Name of the form, such as germanium dioxide.")
    )
    metal_content: float = declare(
        NumberField(
            label="Metal content",
            unit="fraction",
            required=True,
            above=0,
            maximum=1,
            help="Tonnes of contained metal per gross tonne, between 0 and 1; GeO2 has 0.69417.",
        )
    )
    note: str | None = declare(NOTE)
