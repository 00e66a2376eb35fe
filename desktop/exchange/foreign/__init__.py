"""Workbooks of any make: tables found, columns mapped by proposal, questions instead of guesses."""
