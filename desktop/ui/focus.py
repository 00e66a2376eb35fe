"""Focus: how the keyboard goes through the panes of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QSplitter, QWidget


def move_tab(panes: Sequence[QWidget], focus: QWidget, forward: bool) -> None:
    """Give the focus to the next or the previous part that Tab reaches, one pane after another.

    Qt goes in the order in which parts were made, and views are made when they are first shown.
    """
    # What hands its focus on, as the area inside a chart does, says that it has the focus, too.
    parts = [
        part
        for pane in panes
        for part in _parts(pane)
        if part is focus or (_takes_tab(part) and not part.hasFocus())
    ]
    if not parts:
        return
    here = parts.index(focus) if focus in parts else -1
    step, reason = (
        (1, Qt.FocusReason.TabFocusReason) if forward else (-1, Qt.FocusReason.BacktabFocusReason)
    )
    target = parts[(here + step) % len(parts)]
    target.setFocus(reason)
    _scroll_to(target)


def _scroll_to(part: QWidget) -> None:
    """Bring a part into view, whatever pages it lies on."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, 8, 8)
        above = above.parentWidget()


def _parts(pane: QWidget) -> Iterator[QWidget]:
    """Give a pane and all that can be seen in it, in the order of its layouts."""
    yield pane
    # Most of a window are the views that are not shown: nobody looks into them.
    inner = [
        part
        for part in pane.children()
        if isinstance(part, QWidget) and not part.isHidden() and not part.isWindow()
    ]
    if isinstance(pane, QSplitter):
        inner.sort(key=pane.indexOf)
    else:
        # A row of fields that were made in another order than they stand in says so.
        in_order: Callable[[], Iterable[QWidget]] | None = getattr(pane, "in_order", None)
        inner = inner if in_order is None else list(in_order())
    for part in inner:
        yield from _parts(part)


def _takes_tab(part: QWidget) -> bool:
    by_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and part.isEnabled() and part.isVisible()


def move_focus(panes: list[QWidget], focus: QWidget | None, step: int) -> None:
    """Give the focus to the next (1) or the previous (-1) pane that can be seen."""
    seen = [pane for pane in panes if pane.isVisible()]
    here = -1 if step > 0 else 0
    for n, pane in enumerate(seen):
        if focus is not None and (pane is focus or pane.isAncestorOf(focus)):
            here = n
    for n in range(1, len(seen) + 1):
        if focus_first(seen[(here + n * step) % len(seen)]):
            return


def focus_view(view: QWidget) -> None:
    """Give the focus to the part of a view in which one works: its table, if it has one."""
    for table in view.findChildren(QAbstractItemView):
        if table.isVisible() and table.focusPolicy() & Qt.FocusPolicy.TabFocus:
            table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
    focus_first(view)


def focus_first(pane: QWidget) -> bool:
    """Give the focus to a pane, or to the first part of it that takes it."""
    for part in _parts(pane):
        if _takes_tab(part):
            part.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False
