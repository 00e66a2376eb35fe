"""The window: the only PySide6 and, in charts, the only pyqtgraph."""
