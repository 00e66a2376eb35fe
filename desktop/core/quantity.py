"""Quantities: from what a record says to tonnes of contained metal.

contained t = quantity x (1/1000 for kg) x (metal content of the form for a gross quantity).
Metal contents follow from standard atomic weights, e.g. GeO2: 72.630 / (72.630 + 2 x 15.999)
= 0.69417, so 10 t GeO2 gross = 6.9417 t Ge.
"""

from __future__ import annotations

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text

UNITS = ("t", "kg")
BASES = ("contained", "gross")


def contained_tonnes(
    quantity: float | None, unit: str, basis: str, metal_content: float | None
) -> float | None:
    """Give tonnes of contained metal (per year where `quantity` is); None stays unknown.

    `unit` is t or kg, `basis` contained or gross, `metal_content` the fraction 0-1 of the form.
    Raises `OfftakeError` for a gross quantity without metal content: it is never guessed.
    """
    if quantity is None:
        return None
    if basis == "contained":
        # kg are divided, not multiplied: 180 / 1000 is exact where 180 * 0.001 is not.
        return quantity / 1000.0 if unit == "kg" else quantity
    if metal_content is None:
        raise OfftakeError(Text("Gross quantity needs a form"))
    gross = quantity / 1000.0 if unit == "kg" else quantity
    return gross * metal_content
