"""The editable grid that shows every record type."""
