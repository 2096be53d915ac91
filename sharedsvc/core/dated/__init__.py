"""Fields whose value is known from a day on: each page reads what held on its day.

A field's column holds the newest value known; rows of a table of their own
(`programmes.DatedValue`) say from when which value held. While a page is made as at a day
(`core.reading_day`), the column is read as SQL that works out the value of that day: so records,
filters, orders, counts and files agree, with no statement for each record. Without a day the
column is read as it is.
"""
