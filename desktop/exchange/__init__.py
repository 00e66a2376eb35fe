"""The only openpyxl and calamine: workbooks read into rows and written from records."""
