"""The list of a kind as a file: every row that the filters leave, read light, in batches.

A file is made whole before its first byte is sent. So a fault on the way is answered as any other,
never by half a file that looks whole, and while it is sent, however slowly, nothing is held in the
database. The rows are those of one statement (PostgreSQL keeps its result as it was); what they are
joined to, and what is brought, is read batch by batch.
"""

import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from django.http import HttpResponse

from sharedsvc.core.light import LightReader, reading_light, without_looking_for_circles
from sharedsvc.core.showing import TextRows
from sharedsvc.core.workbook.files import guard
from sharedsvc.core.workbook.writing import write_xlsx
from sharedsvc.portal.record_list import RecordList

AT_ONCE = 2_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KNOWN_AS_UTF_8 = "utf-8-sig"  # with the mark by which spreadsheets know it


def headings(listed: RecordList) -> list[str]:
    """What stands above the columns of a file."""
    return [*(column.heading for column in listed.kind.columns), "Remarks", "Address"]


def lines(listed: RecordList) -> Iterator[list[str]]:
    """Every row that the filters leave, as texts."""
    kind, site = listed.kind, listed.request.build_absolute_uri("/").removesuffix("/")
    rows, texts = listed.sorted_table.data.data, TextRows(kind, listed.user, listed.as_at.date)
    for records in LightReader(kind.joins).batches(rows, AT_ONCE):
        with reading_light():
            found = texts.of(records)
        for record, line in zip(records, found, strict=True):
            yield [*line, record.remarks, f"{site}{kind.address(record)}"]


def as_csv(listed: RecordList) -> HttpResponse:
    """The list as a CSV file, whose texts no spreadsheet runs."""
    stream = BytesIO()
    text = TextIOWrapper(stream, encoding=KNOWN_AS_UTF_8, newline="")
    writer = csv.writer(text)
    writer.writerow(map(guard, headings(listed)))
    with without_looking_for_circles():
        writer.writerows(map(guard, line) for line in lines(listed))
    text.flush()
    return _file(listed, "csv", CSV, stream)


def as_xlsx(listed: RecordList) -> HttpResponse:
    """The list as a spreadsheet, every cell a text."""
    stream = BytesIO()
    with without_looking_for_circles():
        write_xlsx(stream, [(listed.kind.plural[:31], headings(listed), lines(listed))])
    return _file(listed, "xlsx", XLSX, stream)


def _file(listed: RecordList, ending: str, content_type: str, stream: BytesIO) -> HttpResponse:
    response = HttpResponse(stream.getvalue(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{listed.kind.key}.{ending}"'
    return response


FILES = {"csv": as_csv, "xlsx": as_xlsx}
