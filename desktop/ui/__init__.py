"""The window: the only PySide6 and, in charts, the only pyqtgraph."""

import builtins


def _load_qt() -> None:
    """Load Qt, and leave Python's own import in its place.

    PySide6 puts another there, which reads the source text of every module that is imported from
    then on, and keeps it, to see whether it asks for PySide6's other spellings (`from __feature__
    import snake_case`). None does here, and it takes a good part of the start.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain


_load_qt()
