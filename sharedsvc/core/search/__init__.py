"""Search over all that is written, the same on both databases.

`words` takes texts apart, `query` reads what people type, `declared` knows what of which record
counts, `index` asks the database, `indexing` keeps the index in step, `searching` puts it together.
"""
