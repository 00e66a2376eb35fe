"""Organizations: suppliers, consumers and all others who act."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.fields import (
    ChoicesField,
    ReferenceField,
    TextField,
    UrlField,
    listed,
    meanings,
)
from desktop.core.records import Record, declare, record
from desktop.core.territory import CountryField
from desktop.model.rules import circle_rules
from desktop.model.shared_fields import CODE, NOTE

ROLES = ("supplier", "consumer", "trader", "partner", "government", "research")


@record(
    "organization",
    sheet="Organizations",
    prefix="ORG",
    also=listed(
        "companies, suppliers, vendors, customers, partners, 회사, 업체, 공급사, 공급업체, "
        "고객사, 기관"
    ),
    help="A company, agency or institute that supplies, buys, trades, owns or regulates.",
)
class Organization(Record):
    """A company, agency or institute."""

    code: str = declare(CODE)
    name: str = declare(
        TextField(
            label="Name",
            also=listed(
                "company, company name, organization name, organisation, supplier, supplier name, "
                "vendor, vendor name, customer, customer name, firm, 회사명, 업체명, 기관명, "
                "공급사, 공급업체, 공급사명, 고객사, 법인명, 상호, 영문명"
            ),
            required=True,
            help="Name in English.",
        )
    )
    local_name: str | None = declare(
        TextField(
            label="Local name",
            also=listed(
                "korean name, native name, name (local), 국문명, 한글명, 국문 회사명, 현지명"
            ),
            help="Name in the local language, such as 고려아연.",
        )
    )
    roles: tuple[str, ...] = declare(
        ChoicesField(
            label="Roles",
            also=listed("role, type, organization type, category, 구분, 역할, 유형"),
            words=meanings(
                "supplier: producer, seller, manufacturer, vendor, smelter, 생산자, 공급사, "
                "공급업체, 제조사, 판매자; consumer: buyer, customer, user, end user, 고객, "
                "고객사, 수요처, 수요기업, 구매자; trader: dealer, distributor, 상사, 유통; "
                "government: agency, authority, 정부, 정부기관; research: institute, university, "
                "연구소, 연구기관, 대학; partner: 협력사"
            ),
            choices=ROLES,
            required=True,
            help="What it does; one or more, separated by commas. Free capacity of suppliers "
            "counts in the widest band of the balance.",
        )
    )
    country: str | None = declare(
        CountryField(
            label="Country",
            also=listed(
                "nation, headquarters, hq, hq country, 국가, 국가명, 나라, 본사 국가, 소재국"
            ),
            help="Country of its seat, two letters (ISO 3166).",
        )
    )
    parent: int | None = declare(
        ReferenceField(
            label="Parent",
            also=listed("parent company, group, holding, 모회사, 그룹, 계열"),
            target="organization",
            help="The organization that controls it; concentration counts ultimate parents.",
        )
    )
    website: str | None = declare(
        UrlField(
            label="Website",
            also=listed("web, url, homepage, site, 홈페이지, 웹사이트, 누리집"),
            help="Its address on the web.",
        )
    )
    contact: str | None = declare(
        TextField(
            label="Contact",
            also=listed(
                "contact person, person, email, e-mail, phone, tel, 담당자, 연락처, 이메일, 전화, "
                "전화번호"
            ),
            section="Contact",
            help="Whom to ask, and how.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want parents without circles."""
        yield from circle_rules(self, dataset, "parent")
