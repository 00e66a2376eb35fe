"""Declarations that several record types use as they stand."""

from __future__ import annotations

from desktop.core.fields import (
    ChoiceField,
    CodeField,
    LongTextField,
    PartialDateField,
    ReferenceField,
    listed,
    meanings,
)
from desktop.core.quantity import BASES, UNITS

CODE = CodeField(
    label="Code",
    help="Short unique name.",
    also=listed("id, key, record id, identifier, reference no, 관리번호, 식별자, 아이디"),
)
NOTE = LongTextField(
    label="Note",
    help="Anything else worth knowing.",
    also=listed("notes, remark, remarks, comment, comments, memo, 비고, 메모, 참고, 특이사항"),
)
MATERIAL = ReferenceField(
    label="Material",
    target="material",
    required=True,
    help="Which metal it is about.",
    also=listed(
        "metal, element, product, commodity, item, 금속, 원소, 품목, 광종, 소재, 제품, 품명"
    ),
)
FORM = ReferenceField(
    label="Form",
    also=listed("product form, chemical form, grade, compound, 형상, 제품 형태, 화합물"),
    target="form",
    section="Quantity",
    help="The form in which the metal is traded; needed for a gross quantity.",
)
UNIT = ChoiceField(
    label="Unit",
    also=listed("uom, unit of measure, units, 계량단위"),
    words=meanings(
        "t: ton, tons, tonne, tonnes, mt, 톤, t/yr, t/y, tpa; kg: kilogram, kilograms, kilo, kgs, "
        "킬로그램, kg/yr, kg/y"
    ),
    choices=UNITS,
    required=True,
    default="t",
    section="Quantity",
    help="Tonnes (t) or kilograms (kg).",
)
BASIS = ChoiceField(
    label="Basis",
    also=listed("weight basis, contained or gross, 기준 중량, 중량 기준, 함량 기준"),
    words=meanings(
        "contained: metal content, contained metal, net, metal, 순분, 함유, 금속 환산; "
        "gross: gross weight, product weight, 총중량, 제품 중량, 실중량"
    ),
    choices=BASES,
    required=True,
    default="contained",
    section="Quantity",
    help="Whether the figure is contained metal or gross weight of the form.",
)
END = PartialDateField(
    label="End",
    also=listed(
        "end date, until, to, closing, expiry, expires, valid until, 종료일, 만료일, 만료, 까지, "
        "종료 시점, 폐쇄"
    ),
    section="Time",
    help="The last month in which metal flows; blank is open.",
)
