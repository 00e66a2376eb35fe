"""Demand, and the stock that meets it before any receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoiceField,
    DateField,
    IntegerField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
    listed,
    meanings,
)
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, declare, record
from desktop.model.rules import period_rules, quantity_rules
from desktop.model.shared_fields import BASIS, CODE, FORM, MATERIAL, NOTE, UNIT

APPLICATIONS = (
    "fibre optics",
    "infrared optics",
    "night vision",
    "thermal imaging",
    "led",
    "semiconductor",
    "specialty gas",
    "solar",
    "superconductor",
    "catalyst",
    "other",
)


@record(
    "demand",
    sheet="Demand",
    prefix="DEM",
    watches=("form.material",),
    also=listed("requirements, consumption, forecast, demand plan, 수요, 소요, 수요 계획, 사용량"),
    help="What an organization needs of a material in a year, for which use, from when.",
)
class Demand(Record):
    """What an organization needs of a material in a year."""

    code: str = declare(CODE)
    name: str = declare(
        TextField(
            label="Name",
            also=listed(
                "demand, program, programme, project, description, 수요명, 프로그램, 사업명, "
                "내역, 항목"
            ),
            required=True,
            help="What it is needed for.",
        )
    )
    organization: int = declare(
        ReferenceField(
            label="Organization",
            also=listed(
                "company, customer, consumer, buyer, end user, user, 회사, 회사명, 고객, "
                "고객사, 업체, 업체명, 수요처, 수요기업, 수요사, 사용처, 기관"
            ),
            target="organization",
            required=True,
            help="Who needs it.",
        )
    )
    application: str | None = declare(
        ChoiceField(
            label="Application",
            also=listed(
                "use, end use, usage, segment, market, 용도, 적용, 적용처, 응용, 사용 용도, 분야"
            ),
            words=meanings(
                "fibre optics: optical fibre, optical fiber, fiber optics, fiber, 광섬유; "
                "infrared optics: ir optics, infrared, ir, ir lens, 적외선, 적외선 광학, "
                "적외선 렌즈; night vision: nvg, 야간투시, 야시; thermal imaging: thermal, 열상, "
                "열영상; semiconductor: semiconductors, wafer, chips, 반도체; "
                "solar: photovoltaic, pv, solar cells, 태양광; specialty gas: 특수가스; "
                "superconductor: 초전도; catalyst: 촉매; other: 기타, others"
            ),
            choices=APPLICATIONS,
            help="The use of the metal.",
        )
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    quantity: float = declare(
        NumberField(
            label="Quantity",
            also=listed(
                "qty, demand, volume, amount, annual demand, requirement, required quantity, "
                "consumption, need, annual quantity, forecast, 수량, 수요, 수요량, 물량, 필요량, "
                "소요량, 연간 수요, 연간 수요량, 사용량, 예상 수요"
            ),
            unit="per year",
            required=True,
            minimum=0,
            section="Quantity",
            help="Needed a year, in the unit and basis given.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    start: PartialDate = declare(
        PartialDateField(
            label="Start",
            also=listed(
                "start date, from, start year, year, need date, required from, date, 시작일, "
                "부터, 개시, 필요 시점, 연도, 년도"
            ),
            required=True,
            section="Time",
            help="First month of need.",
        )
    )
    end: PartialDate | None = declare(
        PartialDateField(
            label="End",
            also=listed("end date, until, to, 종료일, 까지"),
            section="Time",
            help="Last month of need; blank is open.",
        )
    )
    growth: float | None = declare(
        NumberField(
            label="Growth",
            also=listed("growth rate, cagr, annual growth, 성장률, 증가율, 연 증가율"),
            unit="%/year",
            above=-100,
            maximum=1000,
            section="Quantity",
            help="Change a year, stepping on each anniversary of the start; blank is none.",
        )
    )
    priority: int | None = declare(
        IntegerField(
            label="Priority",
            also=listed("rank, importance, 우선순위, 중요도"),
            minimum=1,
            help="Who is served first; 1 is first.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want the end after the start, and a fitting form."""
        yield from period_rules(self)
        yield from quantity_rules(self, dataset, "quantity")


@record(
    "stock",
    sheet="Stock",
    prefix="STK",
    watches=("form.material",),
    also=listed("stocks, inventory, inventories, stockpile, 재고, 비축, 재고 현황"),
    help="A count of metal held by an organization on a day.",
)
class Stock(Record):
    """A count of metal held on a day."""

    code: str = declare(CODE)
    organization: int = declare(
        ReferenceField(
            label="Organization",
            also=listed(
                "company, owner, holder, held by, 회사, 회사명, 보유처, 보유사, 보유 기관, 업체, "
                "업체명, 기관"
            ),
            target="organization",
            required=True,
            help="Whose stock it is.",
        )
    )
    location: str | None = declare(
        TextField(
            label="Location",
            also=listed("warehouse, site, place, storage, 창고, 보관처, 보관 장소, 위치, 장소"),
            help="Where it lies.",
        )
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    quantity: float = declare(
        NumberField(
            label="Quantity",
            also=listed(
                "qty, stock, inventory, balance, amount, on hand, volume, stock level, 수량, "
                "재고, 재고량, 보유량, 현재고, 잔량, 물량"
            ),
            required=True,
            minimum=0,
            section="Quantity",
            help="Counted, in the unit and basis given.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    as_of: dt.date = declare(
        DateField(
            label="As of",
            also=listed(
                "date, as at, count date, stock date, inventory date, as of date, 기준일, 재고일, "
                "조사일, 기준 일자, 일자, 날짜"
            ),
            required=True,
            section="Time",
            help="The day of the count; the last count before the horizon opens the balance.",
        )
    )
    usable: float | None = declare(
        PercentField(
            label="Usable",
            also=listed("usable share, available, usable rate, 가용률, 가용 비율, 사용 가능"),
            section="Quantity",
            help="Share that can be used when needed; blank is 100.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want a fitting form."""
        yield from quantity_rules(self, dataset, "quantity")
