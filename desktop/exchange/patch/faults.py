"""What reading a part can raise when a workbook is not sound."""

from __future__ import annotations

import zlib
from xml.parsers import expat

from desktop.exchange.patch.archive import ArchiveFault
from desktop.exchange.patch.book import BookFault
from desktop.exchange.patch.cells import RowFault
from desktop.exchange.patch.sheet_scan import ScanFault

UNSOUND = (
    ArchiveFault, BookFault, RowFault, ScanFault, expat.ExpatError,
    zlib.error, ValueError, KeyError, IndexError, RecursionError,
)  # fmt: skip
