"""The glossary: the trade's terms as Offtake uses them, and the formulas behind its figures."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.i18n import Text
from desktop.operations.help_page import Group, Page, Row

GLOSSARY = "glossary"


@dataclass(frozen=True)
class Term:
    """A word of the trade and what it means here."""

    name: Text
    meaning: Text


@dataclass(frozen=True)
class Formula:
    """How a figure is worked out, and where the rule comes from."""

    name: Text
    rule: str
    source: Text


TERMS = (
    Term(Text("By-product metal"), Text(
        "A metal that is won only along with another, its host: germanium with zinc, gallium with "
        "alumina, indium with zinc. Its supply follows the host, not its own price.")),
    Term(Text("Contained metal"), Text(
        "The metal inside a compound: 10 t of germanium dioxide hold 6.94 t of germanium. All "
        "planning is in tonnes of contained metal.")),
    Term(Text("Gross weight"), Text(
        "The weight of the compound or alloy itself. It counts only together with its form, whose "
        "metal content turns it into contained metal.")),
    Term(Text("Nameplate capacity"), Text(
        "What a plant was built to make in a year when it runs as designed.")),
    Term(Text("Effective capacity"), Text(
        "Nameplate capacity times ramp-up times utilization: what the plant can be thought to "
        "make in a month.")),
    Term(Text("Expected capacity"), Text(
        "Effective capacity times the probability that the plant comes as announced. The "
        "probability of a stage is an assumption that Preferences holds.")),
    Term(Text("Ramp-up"), Text(
        "The months from the first output until the full rate.")),
    Term(Text("Utilization"), Text(
        "The share of nameplate capacity that is run in the long term.")),
    Term(Text("Stage"), Text(
        "How far a project is: concept, feasibility, announced, committed, construction, "
        "commissioning, operating; or on hold, closed, cancelled.")),
    Term(Text("Offtake agreement"), Text(
        "A contract by which a buyer takes a share of a plant’s output, often before it is "
        "built.")),
    Term(Text("Take-or-pay"), Text(
        "The share of the volume that the buyer pays for even when it takes less.")),
    Term(Text("Memorandum of understanding (MOU)"), Text(
        "A written intent without obligation. It is never counted like a contract.")),
    Term(Text("Letter of intent (LOI)"), Text(
        "An intent to conclude a contract on stated terms; not yet a contract.")),
    Term(Text("Long-term agreement (LTA)"), Text(
        "A supply contract over several years, mostly with a yearly volume.")),
    Term(Text("Priority right"), Text(
        "The right to be served first, or to buy before others; often without a stated volume.")),
    Term(Text("Tolling"), Text(
        "Refining somebody else’s material for a fee; the metal is not the refiner’s to sell.")),
    Term(Text("Spot"), Text("Bought once, at the price of the day, without a claim to more.")),
    Term(Text("Firmness"), Text(
        "How far a promise binds: binding, conditional (on a permit, a financing, a start) or "
        "non-binding.")),
    Term(Text("Rank"), Text(
        "Who is served first from a plant; 1 is first. Without a rank, firmer and earlier "
        "promises come first.")),
    Term(Text("Promise ledger"), Text(
        "The list that grants each agreement its part of a plant’s effective capacity in turn, so "
        "that the same tonne is never promised twice unnoticed.")),
    Term(Text("Undisclosed volume"), Text(
        "A volume that nobody has published. It is not zero: what it draws, and what is left "
        "after it, is a range.")),
    Term(Text("Free capacity"), Text(
        "What is left of a supplier’s capacity after all promises. It may be bought, but nobody "
        "has promised it.")),
    Term(Text("Supply band"), Text(
        "Receipts by firmness, one on top of the other: binding, conditional, non-binding, free "
        "capacity.")),
    Term(Text("Shortage"), Text(
        "Demand of a month that neither stock nor receipts meet. It is not carried over.")),
    Term(Text("First short month"), Text(
        "The first month of the horizon with a shortage in a band.")),
    Term(Text("Forward cover"), Text(
        "For how many months stock and receipts meet demand, from the first month on.")),
    Term(Text("Concentration (HHI)"), Text(
        "Herfindahl-Hirschman index: the sum of squared shares. 1 means one source, 1/n means n "
        "equal ones.")),
    Term(Text("N-1"), Text(
        "What happens when one supplier, plant or country fails: the plan is worked out again "
        "without it.")),
    Term(Text("Feed"), Text(
        "The raw material from which a by-product is won, such as zinc concentrate; the country "
        "that it comes from may differ from the plant’s.")),
    Term(Text("Scenario"), Text(
        "Adjustments laid over the records: a later start, a stop, more demand. The records stay "
        "as they are.")),
    Term(Text("Claim"), Text(
        "What a source says of a capacity, such as its nameplate. Claims may contradict each "
        "other; you decide which one the record follows.")),
    Term(Text("Partial date"), Text(
        "A date as it was reported: a year, a half, a quarter, a month or a day. What is not said "
        "is not made up; charts show the whole span.")),
    Term(Text("Revision"), Text(
        "One saved change, with all that was changed at once. Each can be taken back.")),
)  # fmt: skip

_CONVENTION = Text("Convention of this program, stated in its planning rules")

FORMULAS = (
    Formula(Text("Contained metal"), "contained t = gross t × metal content;  kg / 1000 = t",
            Text("Metal contents from the standard atomic weights (IUPAC 2021)")),
    Formula(Text("Effective capacity in a month"),
            "nameplate / 12 × ramp(k) × utilization", _CONVENTION),
    Formula(Text("Ramp-up, linear"), "ramp(k) = min(1, (k + 0.5) / R)", Text(
        "Mean of a straight rise over the month k since the start; R months of ramp-up")),
    Formula(Text("Ramp-up, s-curve"), "s(x) = 3x² − 2x³,  x = t / R", Text(
        "Cubic Hermite step, averaged over the month")),
    Formula(Text("Expected capacity"), "effective × probability", Text(
        "Probability of the record, else of its stage from Preferences (assumptions)")),
    Formula(Text("Granted"), "granted = min(asked, what is left);  granted + free = effective",
            _CONVENTION),
    Formula(Text("Demand in a month"), "quantity / 12 × (1 + growth)^(whole years since start)",
            _CONVENTION),
    Formula(Text("Closing stock"),
            "closing = max(0, opening + receipts − demand);  shortage = what falls below 0",
            _CONVENTION),
    Formula(Text("Concentration (HHI)"), "HHI = Σ sᵢ²,  0 < HHI ≤ 1", Text(
        "Herfindahl-Hirschman index (O. C. Herfindahl 1950, A. O. Hirschman 1945)")),
    Formula(Text("Why two scenarios differ"),
            "φᵢ = Σ |S|! (n − |S| − 1)! / n! × (v(S ∪ i) − v(S))", Text(
        "Shapley value (L. S. Shapley 1953): does not depend on the order of adjustments")),
)  # fmt: skip


def glossary() -> Page:
    """Give the terms in order of their names, in the language in use, with the English name."""
    named = sorted(TERMS, key=lambda term: str(term.name).casefold())
    rows = tuple(Row(term.name.source, (_names(term), str(term.meaning))) for term in named)
    heads = (str(Text("Term")), str(Text("Meaning")))
    return Page(GLOSSARY, str(Text("Glossary")), heads, (Group(GLOSSARY, "", "", rows),))


def _names(term: Term) -> str:
    """Give the name, and the English one with which contracts are written where it differs."""
    name, english = str(term.name), term.name.source
    return name if english in name else f"{name} · {english}"


def formulas() -> Page:
    """Give the formulas with their sources, in the language in use."""
    rows = tuple(Row(f.name.source, (str(f.name), f.rule, str(f.source))) for f in FORMULAS)
    heads = (str(Text("Figure")), str(Text("Formula")), str(Text("Source")))
    return Page("formulas", str(Text("Formulas")), heads, (Group("formulas", "", "", rows),))
