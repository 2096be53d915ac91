"""What became of a real programme: invented, so that its past has something to stay by.

Each of the five programmes rests on one report, and nothing is known of it later. A sequel says of
whatever can change that it changed: a first document a year after the report, a second two years
after that. Nobody is meant by it, and nothing of it stands in `fixtures/`.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from decisions.choices import AgreementState, CaseState, DelegationState
from sharedsvc.core.workbook.raw import Cell, RawRow, RawSheet
from workstreams.choices import Standing

Row = dict[str, str]
Rows = dict[str, dict[str, Row]]  # of each sheet, by code
SEQUEL = "invented-sequel"
COMPANY = "sequel-company"
AFTER = (400, 1130)  # days after the report
LEADING = ("lead", "joint lead", "host", "provider")
# What becomes of a state, where its sheet has one that comes before: first and second.
STATES = {
    "agreements": ("state", AgreementState, "signed", "ended"),
    "proposals": ("standing", Standing, "confirmed", "in force"),
    "options": ("standing", Standing, "confirmed", "in force"),
    "delegations": ("state", DelegationState, "granted", "used"),
    "roles": ("standing", Standing, "confirmed", "in force"),
    "business cases": ("state", CaseState, "in preparation", "done"),
}
NAMES = {
    "organisations": "name",
    "bodies": "name",
    "people": "name",
    "posts": "title",
    "workstreams": "title",
}
KEYS = {
    "options": ("option",),
    "workstreams": ("ref",),
    "roles": ("workstream", "role", "organisation", "person", "spell"),
    "memberships": ("partnership", "organisation", "role", "spell"),
    "arrangements": ("workstream", "delivery model", "standing", "spell"),
    "conditions": ("clause", "number"),
    "conflicts": ("conflict",),
}


def rows_of(sheets: Iterable[RawSheet], name: str) -> list[Row]:
    """The rows of one sheet; none where there is no such sheet."""
    found = next((sheet for sheet in sheets if sheet.name == name), None)
    if found is None:
        return []
    blank = dict.fromkeys(found.headings, "")
    return [blank | {key: cell.text for key, cell in row.cells.items()} for row in found.rows]


def code_of(sheet: str, row: Row) -> str:
    """How another sheet names a row."""
    return "/".join(row.get(name, "") for name in KEYS.get(sheet, ("code",))).rstrip("/")


@dataclass
class Book:
    """A workbook that is being written: the rows of each sheet, one for each code."""

    rows: Rows = field(default_factory=dict)

    def add(self, sheet: str, key: str, row: Row) -> None:
        """A row, or more of the cells of one that is there already."""
        of_sheet = self.rows.setdefault(sheet, {})
        of_sheet[key] = of_sheet.get(key, {}) | row

    def sheets(self) -> list[RawSheet]:
        """The workbook as a reader of files gives it."""
        return [_sheet(name, [*rows.values()]) for name, rows in self.rows.items()]


def _sheet(name: str, rows: list[Row]) -> RawSheet:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    cells = [{name: Cell(row.get(name, "")) for name in headings} for row in rows]
    return RawSheet(name, headings, [RawRow(n, row) for n, row in enumerate(cells, start=2)])


class Sequel:
    """The two later workbooks of a programme whose own is given."""

    def __init__(self, sheets: Iterable[RawSheet], reported: datetime.date) -> None:
        self.sheets = list(sheets)
        self.days = [reported + datetime.timedelta(days=days) for days in AFTER]

    def books(self) -> list[tuple[datetime.date, list[RawSheet]]]:
        """Each later workbook with the day by which it was known."""
        first = First(self.sheets, self.days[0], {})
        second = Second(self.sheets, self.days[1], first.book.rows)
        return [(told.day, told.sheets_told()) for told in (first, second)]


class Told:
    """One later workbook: what a document of a day says of the rows of a programme."""

    number = 0

    def __init__(self, sheets: list[RawSheet], day: datetime.date, earlier: Rows) -> None:
        self.sheets, self.day, self.earlier, self.book = sheets, day, earlier, Book()
        self.source = f"{SEQUEL}-{self.number + 1}"
        [self.programme] = self.of("programme")

        self._tell_all()

    def sheets_told(self) -> list[RawSheet]:
        return self.book.sheets()

    def _tell_all(self) -> None:
        self.book.add("programme", "", self.programme)
        self.new("documents", self.source, code=self.source, title="Invented sequel",
                 kind="minutes", date=str(self.day), held="held")  # fmt: skip
        for sheet, (column, *_) in STATES.items():
            self.each(sheet, lambda row, name=sheet: self._moves_on(name, row), dated=column)
        self.tell()

    def tell(self) -> None:
        """What else it says."""
        raise NotImplementedError

    def of(self, name: str) -> list[Row]:
        return [row for row in rows_of(self.sheets, name) if any(row.values())]

    def in_days(self, days: int) -> str:
        return str(self.day + datetime.timedelta(days=days))

    def new(self, sheet: str, key: str, **cells: str) -> None:
        """A row that was not there; underscores stand for the blanks of its headings."""
        named = {name.replace("_", " "): text for name, text in cells.items()}
        self.book.add(sheet, key, {**named, "sources": f"{self.source} 1"})

    def each(self, sheet: str, says: Callable[[Row], Row], dated: str = "") -> None:
        """Of each row of a sheet what it says, if anything; with a dated value of that column."""
        for own in self.of(sheet):
            code = code_of(sheet, own)
            row = {**own, **self.earlier.get(sheet, {}).get(code, {})}
            # The first row of a record on a sheet with parts is the one that tells of it.
            said = says(row) if row["sources"] else {}
            if said:
                sources = f"{row['sources']}; {self.source} 1"
                self.book.add(sheet, code, {**self._newest(sheet, row), **said, "sources": sources})
                if dated:
                    self.new("dated values", f"{sheet}:{code}:{dated}", record=f"{sheet}:{code}",
                             field=dated, **{"from": str(self.day)}, value=said[dated])  # fmt: skip

    def _newest(self, sheet: str, row: Row) -> Row:
        """A row with what this document says of its state."""
        return {**row, **self._moves_on(sheet, row)} if sheet in STATES else row

    def _moves_on(self, sheet: str, row: Row) -> Row:
        """The state to which a row comes, if that is further than the report's."""
        column, states, *reached = STATES[sheet]
        order, said = list(states.values), row.get(column)
        new = reached[self.number]
        if said and order.index(said) >= order.index(new):
            return {}
        early = {"why before its gates": "The sequel asks no gate."}
        return {column: new, **(early if sheet == "proposals" and new == "in force" else {})}


class First(Told):
    """Work goes on: much is new, dates move, what sources disagreed about is settled."""

    def tell(self) -> None:
        self._somebody_new()
        self._work_goes_on()
        self._dates_move()
        self._decided_anew()

    def _somebody_new(self) -> None:
        day, partnership = str(self.day), self.programme["partnership"]
        self.new("organisations", COMPANY, code=COMPANY, name="Sequel Company", kind="company",
                 start=day)  # fmt: skip
        self.new("memberships", "new", partnership=partnership, organisation=COMPANY, start=day)
        self.new("risks", "sequel", code="sequel-risk", text="A risk of the sequel.", start=day)

    def _work_goes_on(self) -> None:
        day = str(self.day)
        for ref in [row["ref"] for row in self.of("workstreams")]:
            self.new("stages", ref, workstream=ref, stage="live", start=day,
                     why_before_its_gates="The sequel asks no gate.")  # fmt: skip
            self.new("roles", f"new {ref}", workstream=ref, role="supporting", organisation=COMPANY,
                     standing="in force", start=day)  # fmt: skip
            self.new("updates", ref, workstream=ref, number="9", date=day, rating="amber",
                     what_has_happened="Work went on as in the sequel.")  # fmt: skip
            self.new("milestones", f"new {ref}", code=f"sequel-{ref}", workstream=ref, start=day,
                     title="Sequel reviewed", due=self.in_days(90))  # fmt: skip

    def _dates_move(self) -> None:
        moved = {"forecast": self.in_days(60), "forecast known": str(self.day)}
        why = {"why it moved": "The sequel says why."}
        self.each("milestones", lambda row: {} if row.get("done") else {**moved, **why})
        self.each("meetings", lambda row: {} if row.get("state") else {"state": "held"})
        for body in [row["code"] for row in self.of("bodies")]:
            self.new("meetings", f"new {body}", code=f"sequel-{body}", body=body,
                     date=self.in_days(30), purpose="The sequel.")  # fmt: skip

    def _decided_anew(self) -> None:
        settled = {"settlement": "As the sequel says.", "end": str(self.day)}
        self.each("conflicts", lambda row: settled if row["question"] else {})
        for row in self.of("decisions"):
            if row["title"]:
                code, by = row["decision"], row["organisation"]
                self.new("decisions", f"new {code}", decision=f"sequel-{code}", organisation=by,
                         title="Decision of the sequel", date=str(self.day), supersedes=code,
                         clause="1", order="1", verb="rescind", text="It is rescinded.",
                         about=f"decisions:{code}", clause_sources=f"{self.source} 1")  # fmt: skip
        for row in self.of("rankings"):
            if row["title"]:
                last = self.of("workstreams")[-1]["ref"]
                self.new("rankings", f"new {row['ranking']}", ranking=f"sequel-{row['ranking']}",
                         title="Ranking of the sequel", by=row["by"], kind="ranked",
                         date=str(self.day), workstream=last, rank="1")  # fmt: skip


class Second(Told):
    """All comes to an end, and is called otherwise."""

    number = 1

    def tell(self) -> None:
        for sheet in ("memberships", "arrangements", "agreements", "delegations", "proposals",
                      "risks"):  # fmt: skip
            self.each(sheet, self._ended)
        self.each("roles", lambda row: self._ended(row) if row["role"] in LEADING else {})
        self.each("milestones", lambda row: {} if row.get("done") else {"done": self.in_days(-1)})
        self.each("conditions", lambda row: {"state": "met", "evidence": "The sequel.",
                                             "end": self.in_days(-1)})  # fmt: skip
        for sheet, column in NAMES.items():
            self.each(sheet, lambda row, c=column: {c: f"{row[c]} as renamed"}, dated=column)

    def _ended(self, row: Row) -> Row:
        is_open = not row.get("end") and not row.get("end as stated")
        return {"end": self.in_days(-1)} if is_open else {}
