"""Materials and the forms in which they are traded."""

from __future__ import annotations

from desktop.core.fields import (
    CodeField,
    NumberField,
    ReferenceField,
    TextField,
    listed,
)
from desktop.core.records import Record, declare, record
from desktop.model.shared_fields import NOTE


@record(
    "material",
    sheet="Materials",
    prefix="MAT",
    also=listed("metals, elements, commodities, 금속, 품목, 소재"),
    help="A metal that is planned, such as germanium. All planning counts tonnes of the metal "
    "contained.",
)
class Material(Record):
    """A metal that is planned."""

    code: str = declare(
        CodeField(
            label="Code", help="Short unique name, usually the symbol.", also=listed("id, key")
        )
    )
    name: str = declare(
        TextField(
            label="Name",
            also=listed(
                "material, metal, element, commodity, material name, english name, 금속, 금속명, "
                "원소명, 품목, 품목명, 소재명, 영문명"
            ),
            required=True,
            help="English name of the metal.",
        )
    )
    local_name: str | None = declare(
        TextField(
            label="Local name",
            also=listed("korean name, native name, 국문명, 한글명, 현지명"),
            help="Name in the local language, such as 게르마늄.",
        )
    )
    symbol: str | None = declare(
        TextField(
            label="Symbol",
            also=listed("chemical symbol, 기호, 원소 기호, 원소기호"),
            max_length=8,
            help="Chemical symbol, such as Ge.",
        )
    )
    host_metal: str | None = declare(
        TextField(
            label="Host metal",
            also=listed("host, by-product of, 주금속, 모금속, 모광물"),
            help="Metal or ore from whose refining this one comes as a by-product, such as zinc.",
        )
    )
    target_cover: float | None = declare(
        NumberField(
            label="Target cover",
            also=listed(
                "cover, target stock, safety stock months, 목표 재고, 목표 재고 개월, 안전 재고"
            ),
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
    also=listed("products, compounds, 형태, 화합물"),
    help="A form in which a material is traded, with the fraction of metal that it contains.",
)
class Form(Record):
    """A traded form of a material."""

    code: str = declare(
        CodeField(label="Code", help="Short unique name, such as GEO2.", also=listed("id, key"))
    )
    material: int = declare(
        ReferenceField(
            label="Material",
            target="material",
            required=True,
            help="The metal it contains.",
            also=listed("metal, element, 금속, 원소"),
        )
    )
    name: str = declare(
        TextField(
            label="Name",
            also=listed("form, product, compound, form name, 형태, 형태명, 화합물, 제품명"),
            required=True,
            help="Name of the form, such as germanium dioxide.",
        )
    )
    metal_content: float = declare(
        NumberField(
            label="Metal content",
            also=listed(
                "content, metal fraction, contained fraction, purity factor, 함량, 금속 함량, "
                "함유율"
            ),
            unit="fraction",
            required=True,
            above=0,
            maximum=1,
            help="Tonnes of contained metal per gross tonne, between 0 and 1; GeO2 has 0.69417.",
        )
    )
    note: str | None = declare(NOTE)
