"""A table taken away as a file, made whole before its first byte is sent.

So a fault on the way is answered as any other, never by half a file that looks whole, and while it
is sent, however slowly, nothing is held in the database.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

from django.http import HttpResponse

from sharedsvc.core.light import without_looking_for_circles
from sharedsvc.core.workbook.files import guard

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KNOWN_AS_UTF_8 = "utf-8-sig"  # with the mark by which spreadsheets know it
ENDINGS = ("csv", "xlsx")
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True)
class TableFile:
    """What to take away: the file's name without its ending, the sheet's, headings and rows."""

    name: str
    sheet: str
    headings: list[str]
    rows: Iterable[list[str]]

    def response(self, ending: str) -> HttpResponse:
        """The table as such a file, whose texts no spreadsheet runs. Raises KeyError."""
        write, content_type = {"csv": (self._csv, CSV), "xlsx": (self._xlsx, XLSX)}[ending]
        with without_looking_for_circles():
            content = write().getvalue()
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{self.name}.{ending}"'
        return response

    def _csv(self) -> BytesIO:
        stream = BytesIO()
        text = TextIOWrapper(stream, encoding=KNOWN_AS_UTF_8, newline="")
        writer = csv.writer(text)
        writer.writerow(map(guard, self.headings))
        writer.writerows(map(guard, row) for row in self.rows)
        text.flush()
        text.detach()
        return stream

    def _xlsx(self) -> BytesIO:
        from sharedsvc.core.workbook.writing import write_xlsx  # loads openpyxl, and numpy with it

        stream = BytesIO()
        write_xlsx(stream, [(self.sheet[:LONGEST_SHEET_NAME], self.headings, self.rows)])
        return stream
