"""The workbook of a programme: import, export, uploads that wait, and its pages in the admin."""
