"""Agreements: what sellers have promised to whom, and how firmly."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoiceField,
    IntegerField,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
    listed,
    meanings,
)
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, declare, record
from desktop.model.rules import period_rules, quantity_rules
from desktop.model.shared_fields import BASIS, CODE, END, FORM, MATERIAL, NOTE, UNIT

KINDS = ("mou", "loi", "jda", "priority right", "offtake", "supply", "lta", "tolling", "spot")
FIRMNESS = ("binding", "conditional", "non-binding")
MARKETS = ("domestic", "export")
STATUSES = ("draft", "active", "expired", "terminated")


@record(
    "agreement",
    sheet="Agreements",
    prefix="AGR",
    watches=("form.material", "capacity.material"),
    also=listed("contracts, deals, mous, 계약, 협약, 계약 현황"),
    help="A contract, letter or memorandum that promises metal of a seller to a buyer.",
)
class Agreement(Record):
    """A promise of metal from a seller to a buyer."""

    code: str = declare(CODE)
    title: str = declare(
        TextField(
            label="Title",
            also=listed(
                "agreement, contract, contract name, agreement name, name, subject, 계약명, "
                "협약명, 건명, 제목, 계약"
            ),
            required=True,
            help="What it is called.",
        )
    )
    kind: str = declare(
        ChoiceField(
            label="Kind",
            also=listed(
                "type, agreement type, contract type, 종류, 유형, 계약 유형, 계약 종류, 구분"
            ),
            words=meanings(
                "mou: memorandum, memorandum of understanding, 양해각서, 업무협약; "
                "loi: letter of intent, 의향서; lta: long-term agreement, long term contract, "
                "long-term contract, 장기계약, 장기공급계약; supply: supply agreement, "
                "supply contract, 공급계약, 구매계약; offtake: off-take, offtake agreement; "
                "jda: joint development, 공동개발; priority right: right of first refusal, rofr, "
                "우선구매권; tolling: toll, 임가공; spot: 현물, 스팟"
            ),
            choices=KINDS,
            required=True,
            help="Memorandum (mou), letter of intent (loi), joint development (jda), priority "
            "right, offtake, supply, long-term agreement (lta), tolling or spot.",
        )
    )
    firmness: str = declare(
        ChoiceField(
            label="Firmness",
            also=listed("binding, commitment, legal status, 구속력, 구속 여부, 법적 구속력"),
            words=meanings(
                "binding: firm, yes, y, legally binding, 있음, 구속; non-binding: no, n, "
                "nonbinding, not binding, 없음, 비구속; conditional: subject to, 조건부"
            ),
            choices=FIRMNESS,
            required=True,
            help="Whether it binds: binding, conditional or non-binding. A memorandum seldom does.",
        )
    )
    seller: int = declare(
        ReferenceField(
            label="Seller",
            also=listed(
                "supplier, vendor, producer, 공급사, 공급업체, 공급자, 매도인, 판매자, 판매사"
            ),
            target="organization",
            required=True,
            help="Who promises the metal.",
        )
    )
    buyer: int = declare(
        ReferenceField(
            label="Buyer",
            also=listed(
                "customer, purchaser, consumer, off-taker, offtaker, 구매자, 구매사, 매수인, "
                "수요처, 고객사"
            ),
            target="organization",
            required=True,
            help="To whom it is promised.",
        )
    )
    capacity: int | None = declare(
        ReferenceField(
            label="Capacity",
            also=listed("capacity record, line, project, 설비, 라인, 생산능력"),
            target="capacity",
            help="The capacity it draws on; blank means all of the seller's of that material.",
        )
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    volume: float | None = declare(
        NumberField(
            label="Volume",
            also=listed(
                "quantity, qty, amount, annual volume, contract volume, annual quantity, 물량, "
                "계약 물량, 계약량, 수량, 연간 물량, 공급량"
            ),
            unit="per year",
            minimum=0,
            section="Quantity",
            help="Promised a year; blank is undisclosed, which is not zero.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    rank: int | None = declare(
        IntegerField(
            label="Rank",
            also=listed("order, draw order, 순위, 우선순위"),
            minimum=1,
            section="Quantity",
            help="Who draws first; 1 is first, blank is last.",
        )
    )
    take_or_pay: float | None = declare(
        PercentField(
            label="Take-or-pay",
            also=listed("top, take or pay, 의무 인수, 최소 인수율"),
            section="Quantity",
            help="Share of the volume that is paid for even when not taken.",
        )
    )
    market: str | None = declare(
        ChoiceField(
            label="Market",
            also=listed("destination, 시장, 판매처"),
            words=meanings("domestic: 내수, 국내; export: 수출, 해외, overseas"),
            choices=MARKETS,
            section="Terms",
            help="Whether the metal stays in the seller's country.",
        )
    )
    conditions: str | None = declare(
        LongTextField(
            label="Conditions",
            also=listed("terms, condition, 조건, 계약 조건"),
            section="Terms",
            help="On what it depends.",
        )
    )
    signed: PartialDate | None = declare(
        PartialDateField(
            label="Signed",
            also=listed(
                "signed on, signature date, date signed, contract date, date, 체결일, 계약일, "
                "서명일, 체결"
            ),
            section="Time",
            help="When it was signed.",
        )
    )
    start: PartialDate | None = declare(
        PartialDateField(
            label="Start",
            also=listed(
                "start date, from, first delivery, effective, effective date, valid from, 시작일, "
                "개시일, 발효일, 공급 개시, 계약 시작"
            ),
            section="Time",
            help="First delivery; blank is from the signature on.",
        )
    )
    end: PartialDate | None = declare(END)
    status: str = declare(
        ChoiceField(
            label="Status",
            also=listed("state, contract status, 상태, 계약 상태"),
            words=meanings(
                "active: in force, valid, signed, current, 유효, 진행중, 진행 중, 체결; "
                "draft: 초안, 협의중; expired: 만료, 종료; terminated: 해지, cancelled"
            ),
            choices=STATUSES,
            required=True,
            default="active",
            section="Terms",
            help="Only active agreements draw metal.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want two parties, a fitting form and capacity, and the end after the start."""
        if self.seller == self.buyer and self.seller in dataset["organization"]:
            yield self.problem("buyer", Text("Seller and buyer are the same organization"))
        yield from period_rules(self)
        yield from quantity_rules(self, dataset, "volume")
        capacity = dataset.get("capacity", self.capacity)
        if capacity is not None and capacity.material != self.material:
            yield self.problem(
                "capacity",
                Text(
                    "Capacity {code} makes {other}, not {material}",
                    code=capacity.code,
                    other=dataset.code_of("material", capacity.material) or "?",
                    material=dataset.code_of("material", self.material) or "?",
                ),
            )
        if self.volume is None and self.status == "active":
            yield self.problem(
                "volume", Text("Volume is undisclosed; it counts as a range, not as zero"),
                "warning",
            )  # fmt: skip
