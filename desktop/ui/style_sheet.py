"""Style sheet: the little that Fusion and the palette leave to be wished for.

Inputs stay as Fusion draws them. A widget asks for a look by a property: `role` of a QLabel is
title, heading, muted, number, error, warning or good; `look` of a button is primary, big or link;
`look` of a frame is card, bar or line.
"""

from __future__ import annotations

from string import Template
from typing import Any

from desktop.paths import RESOURCES

_SHEET = Template("""
QToolTip { color: $text; background: $raised; border: 1px solid $frame; padding: ${s}px; }
QMenuBar { background: $window; border-bottom: 1px solid $border; padding: ${xs}px ${s}px; }
QMenuBar::item { padding: ${xs}px ${m}px; border-radius: ${r}px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $frame; padding: ${s}px; }
QMenu::item { padding: ${s}px ${xl}px ${s}px ${l}px; border-radius: ${r}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::item:disabled:selected { background: $hover; }
QMenu::separator { height: 1px; background: $border; margin: ${s}px ${s}px; }
QMenu::icon { padding-left: ${s}px; }
QMenu::indicator { left: ${s}px; }

QPushButton { background: $raised; color: $text; border: 1px solid $frame;
  border-radius: ${r}px; padding: ${s}px ${m}px; min-height: ${em}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $ring; padding: ${s_1}px ${m_1}px; }
QPushButton:disabled { color: $disabled; border-color: $border; background: $window; }
QPushButton:default, QPushButton[look="primary"] {
  background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:hover, QPushButton[look="primary"]:hover { background: $accent_strong; }
QPushButton[look="primary"]:focus, QPushButton:default:focus {
  border: 2px solid $ring_on_accent; }
QPushButton[look="primary"]:disabled, QPushButton:default:disabled {
  background: $hover; color: $disabled; border-color: $border; }
QPushButton[look="big"] { text-align: left; padding: ${m}px ${l}px; border-color: $border; }
QPushButton[look="big"]:hover { border-color: $accent; background: $accent_soft; }
QPushButton[look="big"]:focus { border: 2px solid $ring; padding: ${m_1}px ${l_1}px; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $link;
  padding: ${xs}px ${s}px; text-align: left; }
QPushButton[look="link"]:hover { background: $accent_soft; }
QPushButton[look="link"]:focus { border: 1px solid $ring; padding: ${xs}px ${s}px; }
QPushButton[look="link"]:disabled { color: $disabled; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolButton { border: 1px solid transparent; border-radius: ${r}px; padding: ${xs}px; }
QToolButton::menu-indicator { image: none; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border-color: $ring; }

QLineEdit, QPlainTextEdit, QTextEdit { background: $base; border: 1px solid $frame;
  border-radius: ${r}px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit { padding: ${xs}px ${s}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $ring; }
QLineEdit:disabled, QLineEdit:read-only { background: $window; }
QTableView QLineEdit { border: 1px solid $link; border-radius: 0; padding: 0 ${xs}px; }
QHeaderView QLineEdit { border: 1px solid transparent; border-radius: 0; padding: 0 ${xs}px; }
QHeaderView QLineEdit:focus { border-color: $ring; }
QComboBox { background: $raised; border: 1px solid $frame; border-radius: ${r}px;
  padding: ${xs}px ${s}px; min-height: ${em}px; }
QComboBox:hover { background: $hover; }
QComboBox:focus, QComboBox:on { border-color: $ring; }
QComboBox:disabled { color: $disabled; border-color: $border; background: $window; }
QComboBox::drop-down { border: none; width: ${l}px; padding-right: ${xs}px; }
QComboBox::down-arrow { image: url("$icons/chevron.svg"); width: ${m}px; height: ${m}px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $frame;
  selection-background-color: $accent_soft; selection-color: $text; }
QTreeView::indicator, QCheckBox::indicator, QListView::indicator { width: ${m}px;
  height: ${m}px; border: 1px solid $muted; border-radius: 2px; background: $base; }
QTreeView::indicator:checked, QCheckBox::indicator:checked, QListView::indicator:checked {
  background: $accent; border-color: $accent; image: url("$icons/tick.svg"); }
QTreeView::indicator:indeterminate, QCheckBox::indicator:indeterminate {
  background: $accent; border-color: $accent; image: url("$icons/dash.svg"); }
QTreeView::indicator:disabled, QCheckBox::indicator:disabled { border-color: $border;
  background: $window; }
QRadioButton::indicator { width: ${m}px; height: ${m}px; border: 1px solid $muted;
  border-radius: ${round_m}px; background: $base; }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx: 0.5,
  cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 $accent, stop: 0.5 $accent, stop: 0.6 $base,
  stop: 1 $base); }
QRadioButton::indicator:disabled { border-color: $border; background: $window; }
QCheckBox:focus, QRadioButton:focus { color: $link; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $ring; }

QHeaderView { background: $window; }
QHeaderView::section { background: $window; color: $text; border: none;
  border-right: 1px solid $border; border-bottom: 1px solid $frame; padding: ${xs}px ${s}px; }
QTableCornerButton::section { background: $window; border: none;
  border-right: 1px solid $border; border-bottom: 1px solid $frame; }
QTableView, QTreeView { gridline-color: $border; border: 1px solid $border; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid $ring; }
QTreeView::item { padding: ${xs}px 0; }
QTreeView::item:selected { background: $accent_soft; color: $text; }

QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $frame; border-radius: ${bar_r}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${xl}px; }
QScrollBar::handle:horizontal { min-width: ${xl}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QAbstractScrollArea::corner { background: transparent; border: none; }

QSplitter::handle { background: $border; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QTabBar::tab { padding: ${s}px ${m}px; border: none; border-bottom: 2px solid transparent;
  color: $muted; background: transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $link; }
QTabBar::tab:selected:focus { background: $accent_soft; border: 1px solid $ring; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QStatusBar { background: $window; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QProgressBar { background: $hover; border: none; border-radius: ${r}px; height: ${s2}px;
  text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${r}px; }

QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="good"] { color: $good; }
QFrame[look="card"] { background: $raised; border: 1px solid $border; border-radius: ${R}px; }
QFrame[look="bar"] { background: $window; border: none; border-bottom: 1px solid $border; }
#palette { background: $raised; border: 1px solid $frame; border-radius: ${r}px; }
#palette QListWidget { background: $raised; border: none; }
QFrame[look="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[notice="info"] { background: $accent_soft; border: none; border-bottom: 1px solid $border; }
QFrame[notice="warning"] { background: $warning_soft; border: none;
  border-bottom: 1px solid $border; }
QFrame[notice="error"] { background: $error_soft; border: none; border-bottom: 1px solid $border; }
#navigation { background: $window; border: none; outline: none; }
#scroll, #scroll > QWidget > QWidget { background: $window; border: none; }
""")


def style_sheet(colors: Any, em: float) -> str:
    """Give the sheet for colours (see `theme.Colors`) and the height of a line in pixels."""

    def px(share: float) -> int:
        return max(1, round(em * share))

    from PySide6.QtWidgets import QApplication

    size = QApplication.font().pointSizeF()
    measures = {
        "xs": px(0.15), "s": px(0.3), "s2": px(0.45), "m": px(0.7), "l": px(1.1), "xl": px(1.8),
        "s_1": px(0.3) - 1, "m_1": px(0.7) - 1, "l_1": px(1.1) - 1,
        "round_m": (px(0.7) + 2) // 2, "em": round(em), "r": px(0.25), "R": px(0.45),
        "bar": px(0.75), "bar_r": px(0.22),
        "title": f"{size * 1.7:.1f}", "heading": f"{size * 1.2:.1f}",
    }  # fmt: skip
    named = {name: getattr(colors, name) for name in colors.__dataclass_fields__}
    return _SHEET.substitute(named, icons=(RESOURCES / "icons").as_posix(), **measures)
