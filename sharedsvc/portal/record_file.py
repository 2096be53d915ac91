"""The list of a kind as a file: every row that the filters leave, read light, in batches.

The rows are those of one statement (PostgreSQL keeps its result as it was); what they are joined
to, and what is brought, is read batch by batch.
"""

from collections.abc import Iterator

from sharedsvc.core.light import LightReader, reading_light
from sharedsvc.core.showing import TextRows
from sharedsvc.portal.record_list import RecordList
from sharedsvc.portal.table_file import TableFile

AT_ONCE = 2_000


def headings(listed: RecordList) -> list[str]:
    """What stands above the columns of a file."""
    return [*(column.heading for column in listed.kind.columns), "Remarks", "Address"]


def lines(listed: RecordList) -> Iterator[list[str]]:
    """Every row that the filters leave, as texts."""
    kind, site = listed.kind, listed.request.build_absolute_uri("/").removesuffix("/")
    texts = TextRows(kind, listed.user, listed.as_at.date)
    for records in LightReader(kind.joins).batches(listed.rows, AT_ONCE):
        with reading_light():
            found = texts.of(records)
        for record, line in zip(records, found, strict=True):
            yield [*line, record.remarks, f"{site}{kind.address(record)}"]


def file_of(listed: RecordList) -> TableFile:
    """The list as a table to take away."""
    return TableFile(listed.kind.key, listed.kind.plural, headings(listed), lines(listed))
