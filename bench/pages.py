"""What people use: each page with its address at every side that has it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.sides import PLAIN, Side

People = dict[str, Any]
Address = Callable[[People], str]
IN_A_PROGRAMME = 500


def _at(address: str) -> Address:
    return lambda people: address


def _found(name: str, more: str = "") -> Address:
    return lambda people: str(people["addresses"][name] + more)


def _of_first(address: str) -> Address:
    return lambda people: address.format(people["addresses"]["workstreams"][0])


@dataclass(frozen=True)
class Page:
    """A page: what it is called in the table, and where it is. `plain` is what stands beside it."""

    name: str
    address: Address
    plain: dict[str, Address]

    def addresses(self, name: str, people: People) -> dict[str, str]:
        """Where it is at the side of that name, of which plain Django has several."""
        own = self.plain if name == PLAIN else {name: self.address}
        return {said: address(people) for said, address in own.items()}

    def at(self, sides: list[Side]) -> dict[str, tuple[Side, str]]:
        """Where it is at all sides."""
        return {
            said: (side, address)
            for side in sides
            for said, address in self.addresses(side.name, side.people).items()
        }


TABLES2 = "plain django-tables2"
LIST, WORKSTREAM, HISTORY = "list of 50 workstreams", "workstream", "history of a workstream"
REPORT, HOME, SEARCH = "report", "home", "search “shared service”"
REPORT_LATER = "report as at another day"
ORGANISATION, PARTNERSHIP, BACKGROUND = "organisation", "partnership", "background"
# What COPY writes: the columns of the list that stand in the rows themselves.
COPIED = """
    SELECT w.ref, w.title, p.title, w.duration_class, w.remarks
    FROM workstreams_workstream w JOIN programmes_programme p ON p.id = w.programme_id
    ORDER BY p.title, w."order", w.ref, w.id"""
MILESTONES, POSITION, ADMIN_LIST = "milestone list", "position of 500", "admin list of updates"
UPDATE, SAVE = "add an update", "save a workstream in the admin"
CSV, XLSX, COPY = "CSV of the list", "XLSX of the list", "COPY of the same"
IMPORT = "import of a workbook"

PAGES = (
    Page(LIST, _at("/workstreams/"), {PLAIN: _at("/workstreams/"), TABLES2: _at("/tables2/")}),
    Page(
        WORKSTREAM,
        _found("workstream"),
        {PLAIN: _of_first("/workstreams/{}/")},
    ),
    Page(HISTORY, _found("history"), {}),
    Page(HOME, _at("/"), {}),
    Page(REPORT, _found("report"), {}),
    Page(REPORT_LATER, _found("report", "?as_at=2025-03-03"), {}),
    Page(SEARCH, _at("/search/?q=shared+service"), {}),
    Page(ORGANISATION, _found("organisation"), {}),
    Page(PARTNERSHIP, _found("partnership"), {}),
    Page(BACKGROUND, _found("background"), {}),
    Page(MILESTONES, _at("/milestones/"), {}),
    Page(ADMIN_LIST, _at("/admin/workstreams/statusupdate/"), {}),
)

FILES = (
    Page(CSV, _at("/workstreams/?format=csv"), {PLAIN: _at("/workstreams.csv")}),
    Page(XLSX, _at("/workstreams/?format=xlsx"), {}),
)

OF_A_DAY = tuple(page for page in PAGES if page.name not in (REPORT_LATER, ADMIN_LIST, HISTORY))
WHOLE = Page(POSITION, _found("position"), {})
ANOTHER_DAY = "2025-03-03"

NOTED = {"date": "2023-12-20", "rating": "green", "narrative": "Measured {}."}
ADDED = {**NOTED, "reason": "Measuring {}"}
CHANGED = {"remit": "Measured {}.", "reason": "Measuring {}"}
NOTE = {**NOTED, "number": "1"}


@dataclass(frozen=True)
class Form:
    """A form that somebody saves, and what is filled in; what stands beside it in plain Django."""

    name: str
    addresses: str  # of which there is one for each workstream
    given: dict[str, str]
    who: str
    plain: Address

    def saving(self, sides: list[Side]) -> dict[str, Callable[[], float]]:
        """Saving it at each side."""
        return {
            side.name: side.form([self.plain(side.people)], NOTE)
            if side.name == PLAIN
            else side.form(side.people["addresses"][self.addresses], self.given, self.who)
            for side in sides
        }


FORMS = (
    Form(UPDATE, "add", ADDED, "officer", _of_first("/workstreams/{}/add/")),
    Form(SAVE, "save_workstream", CHANGED, "manager", lambda people: f"/notes/{people['note']}/"),
)


def all_addresses(name: str, people: People) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every page and form of a side: what, at which side, and how it is asked for."""
    for page in (*PAGES, WHOLE, *FILES):
        for said, address in page.addresses(name, people).items():
            yield page.name, said, {"address": address, "session": people["officer"]}
    for form in FORMS:
        if name == PLAIN:
            asked = {"address": form.plain(people), "form": NOTE, "session": people["officer"]}
        else:
            address = people["addresses"][form.addresses][0]
            asked = {"address": address, "form": form.given, "session": people[form.who]}
        yield form.name, name, asked


def growing(side: Side, workstreams: int) -> dict[str, str]:
    """What is asked of registers of different sizes."""
    sorts = sorted(
        set(re.findall(r"sort=(\w[\w-]*)", side.browser().get("/workstreams/").body.decode()))
    )
    return {
        "list, first page": "/workstreams/",
        **{f"list, sorted by {name}": f"/workstreams/?sort={name}" for name in sorts},
        "list, as at a day": "/workstreams/?as_at=2023-03-03",
        "workstream": side.people["addresses"]["workstream"],
        "history": side.people["addresses"]["history"],
        "milestone list": "/milestones/",
        "list, last page": f"/workstreams/?page={-(-workstreams // 50)}",
        "list, word filter": "/workstreams/?q=payroll",
        "home": "/",
    }
