"""Printing: one printer for all that the window puts on paper."""
