"""Evidence: initiatives, sources, and the claims that sources make about capacity."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, Problem
from desktop.core.fields import (
    ChoiceField,
    IntegerField,
    LongTextField,
    PartialDateField,
    PercentField,
    ReferenceField,
    TextField,
    UrlField,
)
from desktop.core.i18n import Locale, Text
from desktop.core.partial_date import PartialDate
from desktop.core.records import Record, declare, record
from desktop.model.rules import period_rules
from desktop.model.shared_fields import CODE, NOTE

INITIATIVE_KINDS = ("r&d", "cooperation", "capital project", "qualification", "policy")
INITIATIVE_STATUSES = ("planned", "active", "done", "stopped")
CLAIMED_FIELDS = ("nameplate", "start", "end", "stage")
CLAIM_STATUSES = ("open", "used", "rejected")


@record(
    "initiative",
    sheet="Initiatives",
    prefix="INI",
    help="A project, cooperation or policy that bears on supply.",
)
class Initiative(Record):
    """A project, cooperation or policy that bears on supply."""

    code: str = declare(CODE)
    title: str = declare(TextField(label="Title", required=True, help="What it is called."))
    kind: str = declare(
        ChoiceField(
            label="Kind",
            choices=INITIATIVE_KINDS,
            required=True,
            help="Research (r&d), cooperation, capital project, qualification or policy.",
        )
    )
    lead: int | None = declare(
        ReferenceField(label="Lead", target="organization", help="Who leads it.")
    )
    partners: str | None = declare(TextField(label="Partners", help="Who else takes part."))
    capacity: int | None = declare(
        ReferenceField(label="Capacity", target="capacity", help="The capacity it is about.")
    )
    agreement: int | None = declare(
        ReferenceField(label="Agreement", target="agreement", help="The agreement it is about.")
    )
    start: PartialDate | None = declare(
        PartialDateField(label="Start", section="Time", help="When it begins or takes effect.")
    )
    due: PartialDate | None = declare(
        PartialDateField(label="Due", section="Time", help="When it should be done.")
    )
    done: PartialDate | None = declare(
        PartialDateField(label="Done", section="Time", help="When it was done.")
    )
    status: str = declare(
        ChoiceField(
            label="Status",
            choices=INITIATIVE_STATUSES,
            required=True,
            default="planned",
            help="How far it has come.",
        )
    )
    progress: float | None = declare(PercentField(label="Progress", help="How much of it is done."))
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want neither the due nor the done date before the start."""
        yield from period_rules(self, "start", "due")
        yield from period_rules(self, "start", "done")


@record(
    "source",
    sheet="Sources",
    prefix="SRC",
    help="A publication or document from which figures are taken.",
)
class Source(Record):
    """A publication or document from which figures are taken."""

    code: str = declare(CODE)
    publisher: str = declare(TextField(label="Publisher", required=True, help="Who published it."))
    title: str = declare(TextField(label="Title", required=True, help="Its headline or title."))
    published: PartialDate | None = declare(
        PartialDateField(label="Published", help="When it was published.")
    )
    url: str | None = declare(UrlField(label="URL", help="Where it can be read."))
    trust: int | None = declare(
        IntegerField(
            label="Trust",
            minimum=1,
            maximum=5,
            help="How far it is trusted, 1 (hearsay) to 5 (the company's own filing); a judgement.",
        )
    )
    text: str | None = declare(
        LongTextField(label="Text", section="Text", help="The passage itself, if kept.")
    )
    note: str | None = declare(NOTE)


@record(
    "claim",
    sheet="Claims",
    prefix="CLM",
    help="What a source says about one field of a capacity record; claims may contradict.",
)
class Claim(Record):
    """What a source says about one field of a capacity record."""

    code: str = declare(CODE)
    capacity: int = declare(
        ReferenceField(
            label="Capacity", target="capacity", required=True, help="Which capacity it is about."
        )
    )
    field: str = declare(
        ChoiceField(
            label="Field",
            choices=CLAIMED_FIELDS,
            required=True,
            help="Which field it is about: nameplate, start, end or stage.",
        )
    )
    value: str = declare(
        TextField(
            label="Value", required=True, help="What it says, written as that field is typed."
        )
    )
    basis: str | None = declare(
        TextField(label="Basis", help="In which unit, form and basis a figure is meant.")
    )
    said: PartialDate = declare(
        PartialDateField(label="Said", required=True, help="When it was said.")
    )
    source: int = declare(
        ReferenceField(label="Source", target="source", required=True, help="Who said it where.")
    )
    quote: str | None = declare(LongTextField(label="Quote", help="The words themselves."))
    status: str = declare(
        ChoiceField(
            label="Status",
            choices=CLAIM_STATUSES,
            required=True,
            default="open",
            help="Used (the record follows it), open or rejected.",
        )
    )
    note: str | None = declare(NOTE)

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Want a value that the claimed field would take."""
        claimed = dataset.types["capacity"].by_name.get(self.field or "")
        if claimed is None or self.value is None:
            return
        try:
            claimed.parse(self.value, Locale(), dataset)
        except FieldError as fault:
            yield self.problem(
                "value", Text("{label}: {fault}", label=claimed.title, fault=fault.message)
            )
