"""The only SQLAlchemy: one SQLite file per workspace, its rows, its history, its migrations."""
