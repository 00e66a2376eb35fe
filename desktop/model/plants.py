"""Plants and the capacity that they have or plan."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoiceField,
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
from desktop.core.territory import CountryField, CurrencyField
from desktop.model.rules import circle_rules, period_rules, quantity_rules
from desktop.model.shared_fields import BASIS, CODE, END, FORM, MATERIAL, NOTE, UNIT

STAGES = (
    "concept",
    "feasibility",
    "announced",
    "committed",
    "construction",
    "commissioning",
    "operating",
    "on hold",
    "closed",
    "cancelled",
)
#: Stages of capacity that gives nothing any more, whatever its nameplate.
GONE = ("closed", "cancelled")
RAMP_PROFILES = ("step", "linear", "s-curve")


@record(
    "plant",
    sheet="Plants",
    prefix="PLT",
    also=listed("sites, smelters, refineries, facilities, 공장, 사업장, 제련소"),
    help="A smelter, refinery or recycling works, where capacity stands.",
)
class Plant(Record):
    """A smelter, refinery or recycling works."""

    code: str = declare(CODE)
    name: str = declare(
        TextField(
            label="Name",
            also=listed(
                "plant name, plant, site, smelter, refinery, facility, works, 공장명, 공장, "
                "사업장, 제련소, 설비명"
            ),
            required=True,
            help="Name of the plant.",
        )
    )
    owner: int = declare(
        ReferenceField(
            label="Owner",
            also=listed(
                "company, operator, supplier, producer, manufacturer, owned by, owner company, "
                "회사, 회사명, 운영사, 공급사, 공급업체, 생산업체, 제조사, 업체, 업체명, 소유주, "
                "운영 주체"
            ),
            target="organization",
            required=True,
            help="The organization that owns the plant and sells its metal.",
        )
    )
    country: str = declare(
        CountryField(
            label="Country",
            also=listed("nation, host country, location country, 국가, 국가명, 나라, 소재국"),
            required=True,
            help="Where it stands, two letters (ISO 3166).",
        )
    )
    place: str | None = declare(
        TextField(
            label="Place",
            also=listed(
                "city, region, location, site location, address, town, 지역, 소재지, 위치, 도시, "
                "주소"
            ),
            help="Town or region.",
        )
    )
    latitude: float | None = declare(
        NumberField(
            label="Latitude",
            also=listed("lat, 위도"),
            section="Place",
            minimum=-90,
            maximum=90,
            help="Degrees north, south is negative.",
        )
    )
    longitude: float | None = declare(
        NumberField(
            label="Longitude",
            also=listed("lon, long, lng, 경도"),
            section="Place",
            minimum=-180,
            maximum=180,
            help="Degrees east, west is negative.",
        )
    )
    host_process: str | None = declare(
        TextField(
            label="Host process",
            also=listed("process, process route, 공정, 모공정, 공법"),
            help="The process whose residue feeds it.",
        )
    )
    feed_country: str | None = declare(
        CountryField(
            label="Feed country",
            also=listed(
                "feed origin, raw material origin, origin of feed, 원료국, 원료 원산지, 원료 조달국"
            ),
            help="Where its feed comes from, two letters; blank is unknown, not domestic.",
        )
    )
    note: str | None = declare(NOTE)


@record(
    "capacity",
    sheet="Capacity",
    prefix="CAP",
    watches=("form.material",),
    also=listed(
        "capacities, production capacity, supply, projects, lines, 생산능력, 생산 능력, 캐파, "
        "공급, 프로젝트"
    ),
    help="What a plant can make of one material in a year, from when, and how certain it is.",
)
class Capacity(Record):
    """What a plant can make of one material in a year."""

    code: str = declare(CODE)
    name: str | None = declare(
        TextField(
            label="Name",
            also=listed(
                "line, project, line name, project name, unit name, 라인, 라인명, 프로젝트, "
                "프로젝트명, 사업명"
            ),
            help="Name of the line or project.",
        )
    )
    plant: int = declare(
        ReferenceField(
            label="Plant",
            also=listed(
                "site, smelter, refinery, facility, plant name, plant code, works, mine, factory, "
                "공장, 공장명, 사업장, 제련소, 생산지, 공장 코드"
            ),
            target="plant",
            required=True,
            help="Where it stands.",
        )
    )
    material: int = declare(MATERIAL)
    form: int | None = declare(FORM)
    stage: str = declare(
        ChoiceField(
            label="Stage",
            also=listed(
                "status, project stage, project status, phase, development stage, 상태, "
                "진행 단계, 진행상황, 추진 단계, 사업 단계, 가동 여부"
            ),
            words=meanings(
                "announced: planned, proposed, plan, 계획, 발표; "
                "construction: under construction, building, in construction, 건설중, 건설 중, "
                "착공; commissioning: ramp up, ramping up, trial run, start up, 시운전; "
                "operating: in production, producing, active, running, in operation, operational, "
                "production, 가동, 가동중, 가동 중, 생산중, 양산, 운영중; committed: fid, "
                "fid taken, approved, funded, 확정, 승인, 투자 확정; feasibility: pfs, dfs, "
                "prefeasibility, study, 검토, 검토중, 타당성 조사; on hold: suspended, paused, "
                "care and maintenance, 보류, 중단; closed: shut down, shutdown, 폐쇄; "
                "cancelled: canceled, 취소; concept: 구상, 개념"
            ),
            choices=STAGES,
            required=True,
            default="announced",
            help="How far the project is; gives the default probability.",
        )
    )
    nameplate: float | None = declare(
        NumberField(
            label="Nameplate",
            also=listed(
                "capacity, annual capacity, production capacity, design capacity, "
                "nameplate capacity, output, annual output, production, annual production, tpa, "
                "생산능력, 생산 능력, 생산능력(연), 연간 생산능력, 연산, 캐파, 생산량, "
                "연간 생산량, 설계 용량, 능력, 생산 규모"
            ),
            unit="per year",
            minimum=0,
            section="Quantity",
            help="Design output a year in the unit and basis given; blank is unknown, not zero.",
        )
    )
    unit: str = declare(UNIT)
    basis: str = declare(BASIS)
    start: PartialDate | None = declare(
        PartialDateField(
            label="Start",
            also=listed(
                "start date, start-up, startup, start year, start of production, sop, "
                "commissioning date, first production, online, online from, from, "
                "production start, 시작일, 가동, 가동 시기, 가동 시점, 가동 개시, 가동 예정, "
                "생산 개시, 양산, 양산 시점, 준공, 준공 시기, 착수"
            ),
            section="Time",
            help="When metal first flows: 2028, 2028-H1, 2028-Q3, 2028-03 or a day; "
            "blank means already running.",
        )
    )
    end: PartialDate | None = declare(END)
    ramp_up: float | None = declare(
        NumberField(
            label="Ramp-up",
            also=listed("ramp, ramp up time, ramp-up period, 램프업 기간, 증산 기간, 안정화 기간"),
            unit="months",
            minimum=0,
            maximum=600,
            section="Time",
            help="Months from start to full output; blank is 0.",
        )
    )
    ramp_profile: str | None = declare(
        ChoiceField(
            label="Ramp profile",
            also=listed("profile, ramp curve, 증산 형태"),
            choices=RAMP_PROFILES,
            section="Time",
            help="How output rises: at once (step), evenly (linear) or slow-fast-slow (s-curve); "
            "blank is linear.",
        )
    )
    utilization: float | None = declare(
        PercentField(
            label="Utilization",
            also=listed(
                "util, utilisation, utilization rate, utilisation rate, operating rate, "
                "load factor, 가동률"
            ),
            section="Quantity",
            help="Share of nameplate that is made when running; blank is 100.",
        )
    )
    probability: float | None = declare(
        PercentField(
            label="Probability",
            also=listed("likelihood, chance, confidence, 확률, 실현 가능성, 가능성"),
            section="Quantity",
            help="Chance that it comes as recorded; blank takes the stage's default from the "
            "preferences, an assumption.",
        )
    )
    capex: float | None = declare(
        NumberField(
            label="Capex",
            also=listed(
                "investment, capital cost, investment amount, project cost, 투자비, 투자액, "
                "투자 금액, 설비 투자"
            ),
            minimum=0,
            section="Money",
            help="Capital cost in the currency given.",
        )
    )
    currency: str | None = declare(
        CurrencyField(
            label="Currency",
            also=listed("ccy, cur, 통화"),
            section="Money",
            help="Currency of the capex, three letters.",
        )
    )
    joint_with: int | None = declare(
        ReferenceField(
            label="Joint with",
            also=listed("linked to, tied to, 연계 설비"),
            target="capacity",
            section="Time",
            help="Capacity that shares its fate: when that one slips, this one slips as much.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want the end after the start, a fitting form, joint records without circles."""
        yield from period_rules(self)
        yield from quantity_rules(self, dataset, "nameplate")
        yield from circle_rules(self, dataset, "joint_with")
        if self.nameplate is None and self.stage not in GONE:
            yield self.problem(
                "nameplate", Text("Nameplate is unknown; totals say “at least”"), "warning"
            )
        if self.capex is not None and self.currency is None:
            yield self.problem("currency", Text("Capex needs a currency"), "warning")
