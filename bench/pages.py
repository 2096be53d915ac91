"""What people use: each page with its address at every side that has it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.sides import PLAIN, Side

Address = Callable[[Side], str]
IN_A_PROGRAMME = 500


def _at(address: str) -> Address:
    return lambda side: address


def _found(name: str, more: str = "") -> Address:
    return lambda side: side.people["addresses"][name] + more


@dataclass(frozen=True)
class Page:
    """A page: what it is called in the table, and where it is. `plain` is what stands beside it."""

    name: str
    address: Address
    plain: dict[str, Address]

    def addresses(self, sides: list[Side]) -> dict[str, tuple[Side, str]]:
        """Where it is at each side; several of plain Django's where there are several."""
        found: dict[str, tuple[Side, str]] = {}
        for side in sides:
            if side.name != PLAIN:
                found[side.name] = (side, self.address(side))
                continue
            found |= {name: (side, address(side)) for name, address in self.plain.items()}
        return found


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
        {PLAIN: lambda side: f"/workstreams/{side.people['addresses']['workstreams'][0]}/"},
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

NOTED = {"date": "2023-12-20", "rating": "green", "narrative": "Measured {}."}
ADDED = {**NOTED, "reason": "Measuring {}"}
CHANGED = {"remit": "Measured {}.", "reason": "Measuring {}"}
NOTE = {**NOTED, "number": "1"}


def forms(sides: list[Side]) -> dict[str, dict[str, Callable[[], float]]]:
    """Saving each form at each side."""
    found: dict[str, dict[str, Callable[[], float]]] = {UPDATE: {}, SAVE: {}}
    for side in sides:
        where: dict[str, Any] = side.people["addresses"]
        if side.name == PLAIN:
            add = f"/workstreams/{where['workstreams'][0]}/add/"
            found[UPDATE][PLAIN] = side.form([add], NOTE)
            found[SAVE][PLAIN] = side.form([f"/notes/{side.people['note']}/"], NOTE)
        else:
            found[UPDATE][side.name] = side.form(where["add"], ADDED)
            found[SAVE][side.name] = side.form(where["save_workstream"], CHANGED, "manager")
    return found


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
