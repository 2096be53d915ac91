"""What became of a real programme: invented, so that its past has something to stay by.

Each of the five programmes rests on one report, and nothing is known of it later. A sequel says of
whatever can change that it changed: a first document a year after the report, a second two years
after that. Nobody is meant by it, and nothing of it stands in `fixtures/`.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sharedsvc.core.workbook.raw import Cell, RawRow, RawSheet

Row = dict[str, str]
SEQUEL = "invented-sequel"
LEADING = ("lead", "joint lead", "host", "provider")


def rows_of(sheets: Iterable[RawSheet], name: str) -> list[Row]:
    """The rows of one sheet; none where there is no such sheet."""
    found = next((sheet for sheet in sheets if sheet.name == name), None)
    if found is None:
        return []
    blank = dict.fromkeys(found.headings, "")
    return [blank | {key: cell.text for key, cell in row.cells.items()} for row in found.rows]


@dataclass
class Book:
    """A workbook that is being written: the rows of each sheet."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, sheet: str, **cells: str) -> None:
        """A row; underscores stand for the blanks of its headings."""
        named = {name.replace("_", " ").strip(): text for name, text in cells.items()}
        self.rows.setdefault(sheet, []).append(named)

    def sheets(self) -> list[RawSheet]:
        """The workbook as a reader of files gives it."""
        return [_sheet(name, rows) for name, rows in self.rows.items()]


def _sheet(name: str, rows: list[Row]) -> RawSheet:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    cells = [{name: Cell(row.get(name, "")) for name in headings} for row in rows]
    return RawSheet(name, headings, [RawRow(n, row) for n, row in enumerate(cells, start=2)])


class Sequel:
    """The two later workbooks of a programme whose own is given."""

    def __init__(self, sheets: Iterable[RawSheet], reported: datetime.date) -> None:
        self.sheets = list(sheets)
        self.days = [reported + datetime.timedelta(days=days) for days in (400, 1130)]
        [self.programme] = self.of("programme")

    def of(self, name: str) -> list[Row]:
        return rows_of(self.sheets, name)

    def books(self) -> list[tuple[datetime.date, list[RawSheet]]]:
        """Each later workbook with the day by which it was known."""
        told = (self._first, self._second)
        return [(day, list(self._book(n, told[n]))) for n, day in enumerate(self.days)]

    def _book(self, number, told) -> Iterator[RawSheet]:
        book, self.day, self.source = Book(), self.days[number], f"{SEQUEL}-{number + 1}"
        book.add("programme", **self.programme)
        book.add(
            "documents",
            code=self.source,
            title="Invented sequel",
            kind="minutes",
            date=self.day.isoformat(),
            held="held",
            sources=f"{self.source} 1",
        )
        told(book)
        yield from book.sheets()

    def _again(self, row: Row, **changes: str) -> Row:
        """A row once more, with what the later document says of it."""
        sources = f"{row['sources']}; {self.source} 1"
        return (
            row
            | {name.replace("_", " "): text for name, text in changes.items()}
            | {"sources": sources}
        )

    def _new(self, **cells: str) -> Row:
        return cells | {"sources": f"{self.source} 1"}

    def _first(self, book: Book) -> None:
        day, cite = self.day.isoformat(), {"sources": f"{self.source} 1"}
        book.add(
            "organisations",
            code="sequel-company",
            name="Sequel Company",
            kind="company",
            start=day,
            **cite,
        )
        partnership = self.programme["partnership"]
        book.add(
            "memberships", partnership=partnership, organisation="sequel-company", start=day, **cite
        )
        for row in self.of("workstreams"):
            book.add("stages", workstream=row["ref"], stage="live", start=day, **cite)
            book.add(
                "roles",
                workstream=row["ref"],
                role="supporting",
                standing="in force",
                organisation="sequel-company",
                start=day,
                **cite,
            )
            book.add(
                "updates",
                workstream=row["ref"],
                number="9",
                date=day,
                rating="amber",
                what_has_happened="Work went on as in the sequel.",
                **cite,
            )
            book.add(
                "milestones",
                code=f"sequel-{row['ref']}",
                workstream=row["ref"],
                title="Sequel reviewed",
                due=str(self.day + datetime.timedelta(days=90)),
                **cite,
            )
        for row in self.of("milestones"):
            if not row.get("done"):
                book.add(
                    "milestones",
                    **self._again(
                        row,
                        forecast=str(self.day + datetime.timedelta(60)),
                        forecast_known=day,
                        why_it_moved="The sequel says why.",
                    ),
                )
        for row in self.of("risks")[:1]:
            book.add("risks", code="sequel-risk", text="A risk of the sequel.", start=day, **cite)
        for row in self.of("bodies"):
            book.add(
                "meetings",
                code=f"sequel-{row['code']}",
                body=row["code"],
                date=str(self.day + datetime.timedelta(days=30)),
                purpose="The sequel.",
                **cite,
            )
        for row in self.of("meetings"):
            if row.get("state", "") in ("", "planned"):
                book.add("meetings", **self._again(row, state="held"))
        for row in self.of("decisions"):
            if row["title"]:
                self._rescind(book, row)
        for row in self.of("rankings"):
            if row["title"]:
                book.add(
                    "rankings",
                    ranking=f"sequel-{row['ranking']}",
                    title="Ranking of the sequel",
                    by=row["by"],
                    kind="ranked",
                    date=day,
                    sources=f"{self.source} 1",
                    workstream=self.of("workstreams")[-1]["ref"],
                    rank="1",
                )
        for row in self.of("conflicts"):
            if row["question"]:
                book.add("conflicts", **self._again(row, settlement="As the sequel says.", end=day))

    def _rescind(self, book: Book, row: Row) -> None:
        book.add(
            "decisions",
            decision=f"sequel-{row['decision']}",
            title="Decision of the sequel",
            organisation=row["organisation"],
            date=self.day.isoformat(),
            supersedes=row["decision"],
            sources=f"{self.source} 1",
            clause="1",
            order="1",
            verb="rescind",
            text="What was decided is rescinded.",
            about=f"decisions:{row['decision']}",
            **{"clause sources": f"{self.source} 1"},
        )

    def _second(self, book: Book) -> None:
        ended = (self.day - datetime.timedelta(days=1)).isoformat()
        for name, keep in (
            ("roles", lambda row: row["role"] in LEADING),
            ("memberships", bool),
            ("arrangements", bool),
            ("agreements", bool),
            ("delegations", bool),
            ("proposals", bool),
            ("risks", bool),
        ):
            for row in self.of(name):
                if keep(row) and not row.get("end") and not row.get("end as stated"):
                    book.add(name, **self._again(row, end=ended))
        for row in self.of("milestones"):
            if not row.get("done"):
                book.add("milestones", **self._again(row, done=ended))
        for row in self.of("conditions"):
            book.add(
                "conditions", **self._again(row, state="met", evidence="The sequel.", end=ended)
            )
