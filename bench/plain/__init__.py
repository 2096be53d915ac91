"""The same rows in plain Django: a template and values, no rules. What pages are measured against.

Its models name the columns that it reads of the register's own tables. What its form writes goes
into a table of its own.
"""
