"""Taking personal details out of records, versions, search, files and reports (docs/seals.md).

`texts` knows how a detail stands in a text, `places` where texts stand and by whose right they are
written, `finding` where the detail does; `doing` takes it out and notes that, and `told` says so.
"""
