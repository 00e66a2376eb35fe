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
    help="A company, agency or institute that supplies, buys, trades, owns or regulates.",
)
class Organization(Record):
    """A company, agency or institute."""

    code: str = declare(CODE)
    name: str = declare(TextField(label="Name", required=True, help="Name in English."))
    local_name: str | None = declare(
        TextField(label="Local name", help="Name in the local language, such as 고려아연.")
    )
    roles: tuple[str, ...] = declare(
        ChoicesField(
            label="Roles",
            choices=ROLES,
            required=True,
            help="What it does; one or more, separated by commas. Free capacity of suppliers "
            "counts in the widest band of the balance.",
        )
    )
    country: str | None = declare(
        CountryField(label="Country", help="Country of its seat, two letters (ISO 3166).")
    )
    parent: int | None = declare(
        ReferenceField(
            label="Parent",
            target="organization",
            help="The organization that controls it; concentration counts ultimate parents.",
        )
    )
    website: str | None = declare(UrlField(label="Website", help="Its address on the web."))
    contact: str | None = declare(
        TextField(label="Contact", section="Contact", help="Whom to ask, and how.")
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want parents without circles."""
        yield from circle_rules(self, dataset, "parent")
