"""Contents: the parts of the guide, those that are written and those that the program knows."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.core.records import RecordType
from desktop.operations.dictionary import dictionary
from desktop.operations.glossary import formulas, glossary
from desktop.operations.guide import chapters
from desktop.operations.help_page import Page
from desktop.ui.actions import Actions
from desktop.ui.dialogs.shortcuts import shortcuts


def contents(types: Mapping[str, RecordType], actions: Actions) -> list[Page]:
    """Give the chapters of the guide in the order of reading, in the language in use."""
    return [*chapters(), formulas(), glossary(), shortcuts(actions), dictionary(types)]
