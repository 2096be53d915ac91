"""History as one reader may read it: which versions, by whom, when, why, and what each changed.

`words` says how a version reads, `versions` which there are for a reader and what each changed. All
that shows history reads it here: pages, the admin, what was just saved, what others changed since.
"""
