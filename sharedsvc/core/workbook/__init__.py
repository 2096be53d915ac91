"""The workbook: how programmes come in and go out, as spreadsheets that people know."""
