"""Offtake: a desktop workbench for procurement planners of by-product metals."""

__version__ = "0.1.0"
