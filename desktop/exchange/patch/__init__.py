"""Writing into a planner's own workbook without touching anything else.

    with open_target(path) as target:
        plan = target.plan([Edit("Plan", 1, 1, 12.5)])   # B2
        if not plan.refusals:
            receipt = write(plan, path)

Rows and columns count from 0 everywhere; a sheet is a name, in any case, or a number from 1.

`open_target` refuses workbooks that cannot be written back (`OfftakeError`). `Target` tells of
sheets and cells (`cell`, `read_cells`, `read_range` give `CellState`) and makes a `Plan`, which
lists what stands against it (`refusals`), what is worth knowing (`notes`), what changes
(`changes`) and which formulas would go (`formulas`). Besides `Edit` it takes `Append` (rows right
below the data of a table or sheet) and `Note` (notes at cells, meant for a copy). `write` puts the
result beside the target, checks it against the source, keeps a copy of a workbook that it
replaces, and gives a `Receipt`.
"""

from desktop.exchange.patch.plan import (
    Append,
    CellChange,
    Edit,
    Note,
    Options,
    Plan,
    Refusal,
)
from desktop.exchange.patch.states import CellState
from desktop.exchange.patch.target import Target, open_target
from desktop.exchange.patch.values import Value, ValueFault, typed
from desktop.exchange.patch.writing import Receipt, write

__all__ = [
    "Append",
    "CellChange",
    "CellState",
    "Edit",
    "Note",
    "Options",
    "Plan",
    "Receipt",
    "Refusal",
    "Target",
    "Value",
    "ValueFault",
    "open_target",
    "typed",
    "write",
]
