"""Selection: the records that a question names, found by code or id, or told to be missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model.preferences import preferences_of

#: What is written instead of codes to mean every organization.
ALL = "all"

#: For whom a balance is asked: None is the own organization of the preferences (every
#: organization if there is none), "all" every one, else a code or id, or several of them.
Whom = str | int | Sequence[str | int] | None


def find_id(dataset: Dataset, type_name: str, wanted: str | int) -> int:
    """Give the id of a record named by its code (case does not count) or its id.

    Raises `OfftakeError` naming the type, the code, and codes that there are.
    """
    found = dataset.find(type_name, wanted) if isinstance(wanted, str) else wanted
    if found is not None and found in dataset[type_name]:
        return found
    known = [record.code for record in dataset[type_name]]
    what = Text(type_name, context="type")
    if not known:
        raise OfftakeError(
            Text("There is no {type} “{code}”: the file has none yet", type=what, code=wanted)
        )
    listed = ", ".join(known[:5]) + (", …" if len(known) > 5 else "")
    raise OfftakeError(
        Text("There is no {type} “{code}”; choose one of: {codes}",
             type=what, code=wanted, codes=listed)
    )  # fmt: skip


def find_organizations(dataset: Dataset, whom: Whom) -> frozenset[int] | None:
    """Give the ids of the organizations meant, None for all of them.

    Raises `OfftakeError` for a code that does not exist.
    """
    if whom is None:
        whom = preferences_of(dataset).own_organization
        if whom is None:
            return None
    if isinstance(whom, str) and whom.casefold() == ALL:
        return None
    several: Iterable[str | int] = [whom] if isinstance(whom, (str, int)) else whom
    found = frozenset(find_id(dataset, "organization", one) for one in several)
    if not found:
        raise OfftakeError(Text("Name at least one organization, or write all"))
    return found


def organization_codes(dataset: Dataset, organizations: frozenset[int] | None) -> list[str]:
    """Give the codes of organizations in order of their ids; `["all"]` for all of them."""
    if organizations is None:
        return [ALL]
    return [dataset["organization"][id].code for id in sorted(organizations)]
