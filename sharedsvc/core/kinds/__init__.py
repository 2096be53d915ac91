"""Kinds of record: what each app says of its own, so that every kind has its pages.

A kind names its columns once. The list, its CSV, a record's own page and the tables of other pages
all read them; `portal` puts them together.
"""

from sharedsvc.core.kinds.registry import kinds
