"""The list of a kind as a file: every row that the filters leave, read light, in batches.

The rows are those of one statement (PostgreSQL keeps its result as it was); what they are joined
to, and what is brought, is read batch by batch.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.light import LightReader, reading_light
from sharedsvc.core.showing import TextRows
from sharedsvc.portal.records.listing import RecordList
from sharedsvc.portal.table_file import TableFile

AT_ONCE = 2_000
PLAIN = re.compile(r"[A-Za-z0-9_.-]+")  # what an address says as it stands


# How sure it is that a row is so on the day of the file.
CERTAINTIES = {SURELY: "Surely", POSSIBLY: "Possibly", "": "Not on that day"}


def headings(listed: RecordList) -> list[str]:
    """What stands above the columns of a file."""
    certainty = ["Certainty"] if listed.kind.in_time[0] else []
    columns = (column.heading for column in listed.kind.columns)
    return [*columns, *certainty, "Remarks", "Address"]


def lines(listed: RecordList) -> Iterator[list[str]]:
    """Every row that the filters leave, as texts."""
    kind, addresses = listed.kind, Addresses(listed)
    is_told = bool(kind.in_time[0])
    texts = TextRows(kind, listed.user, listed.as_at.date)
    for records in LightReader(kind.joins).batches(listed.rows, AT_ONCE):
        with reading_light():
            found = texts.of(records)
        for record, line in zip(records, found, strict=True):
            certainty = [CERTAINTIES[record.certainty]] if is_told else []
            yield [*line, *certainty, record.remarks, addresses.of(record)]


class Addresses:
    """The whole addresses of a list's records: within a programme they differ in the own code."""

    def __init__(self, listed: RecordList) -> None:
        self._kind = listed.kind
        self._site = listed.request.build_absolute_uri("/").removesuffix("/")
        self._around: dict[tuple[str, ...], tuple[str, str, str]] = {}

    def of(self, record: Any) -> str:
        """The address of a record's page."""
        *above, own = self._kind.names(record)
        if not PLAIN.fullmatch(own) and quote(own, safe="") != own:
            return self._whole(record)
        around = self._around.get((*above,))
        if around is None:
            around = self._around[(*above,)] = self._whole(record).rpartition(f"/{own}/")
        before, found, after = around
        return f"{before}/{own}/{after}" if found else self._whole(record)

    def _whole(self, record: Any) -> str:
        return f"{self._site}{self._kind.address(record)}"


def file_of(listed: RecordList) -> TableFile:
    """The list as a table to take away."""
    return TableFile(listed.kind.key, listed.kind.plural, headings(listed), lines(listed))
