"""The inspector: the form of one record."""
