"""The list of any kind, as a page and as a file, and the page of any record."""
