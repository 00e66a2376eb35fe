"""The words of the house: fields, records, changes, dataset, validation, merge and query."""
