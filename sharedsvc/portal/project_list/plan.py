"""What a project list would write: for each of its rows an update, and milestones.

A row is an update of its workstream, as one that is typed: the same rules, the same operations. The
words of the row are the reason where a date moves. What the register holds already is left.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from programmes.models import Programme
from sharedsvc.core.dates import bounds, in_words
from sharedsvc.core.texts import unseen_refused
from sharedsvc.core.workbook.columns import CellProblem, nearest
from sharedsvc.core.workbook.raw import BLANK, Cell, RawRow
from sharedsvc.portal.project_list.cells import (
    MilestoneCell,
    date_in,
    milestone_in,
    rating_in,
    text_in,
)
from sharedsvc.portal.project_list.held import ProgrammeHeld, called, names_of
from sharedsvc.portal.project_list.meanings import Meanings
from sharedsvc.portal.project_list.milestones import (
    CellKept,
    CellRefused,
    MilestoneStep,
    begun,
    changed,
    refuse_to_come,
)
from sharedsvc.portal.project_list.reading import ListedColumn, ProjectList, plain
from sharedsvc.portal.updates.forms import LONGEST, TOO_LATE
from sharedsvc.portal.updates.views import NOT_YOURS
from workstreams.choices import ListMeaning
from workstreams.models import Milestone, Workstream

LEAVE = "leave"
NO_NAME = "The row names no workstream."
NO_SUCH = "There is no workstream called “{}” in this programme. Choose it, or leave the row out."
SEVERAL = "Several workstreams are called “{}”: choose which is meant."
DISAGREE = "The reference is of “{}”, the name of “{}”: choose which is meant."
ANOTHER_ROW = "Row {} is of the same workstream: keep one of them."
SAY_WHY = "Say in a sentence what has happened: the rating would be {}, and it is {}."
NO_DAY = "A day is needed here, such as 5 March 2026."
OTHER_LEAD = "The list names {} as lead; the register has {}. Roles are not changed here."
NAMED_WITHOUT_DATE = "“{}” stands without a date: it is not taken in."
DATE_WITHOUT_NAME = "The date {} stands without the name of a milestone."
TOO_LONG = "At most {:,} characters; this has {:,}."


@dataclass
class RowPlan:
    """What one row of the list comes to."""

    row: RawRow
    called: str
    workstream: Workstream | None = None
    update: dict[str, Any] | None = None
    before: str = ""
    steps: list[MilestoneStep] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # column, what is wrong
    is_left_out: bool = False
    needs_workstream: bool = False
    choice: Any = None  # the field that says which workstream it is of

    @property
    def is_new(self) -> bool:
        """Whether it says anything that the register does not hold, and can be written."""
        return not self.problems and bool(self.update or self.steps)

    @property
    def choice_name(self) -> str:
        """The name of the field by which somebody says which workstream the row is of."""
        return f"row-{self.row.number}"

    def refuse(self, column: str, said: str) -> None:
        """Note what is wrong in a column."""
        self.problems.append((column, said))


class ListPlan:
    """A project list beside what the register holds: a fixed number of statements for any rows.

    `chosen` says, by row, which workstream is meant (its key), or LEAVE.
    """

    def __init__(
        self,
        found: ProjectList,
        meanings: Meanings,
        programme: Programme,
        user: Any,
        day: datetime.date,
        chosen: Mapping[str, str],
    ) -> None:
        self.found, self.meanings, self.day, self.chosen = found, meanings, day, chosen
        self.held = ProgrammeHeld(programme, user, day)

    # The rows

    @cached_property
    def rows(self) -> list[RowPlan]:
        """What each row comes to."""
        plans = [self._row(row) for row in self.found.rows]
        first: dict[int, RowPlan] = {}
        for plan in plans:
            if plan.workstream and not plan.is_left_out:
                other = first.setdefault(plan.workstream.pk, plan)
                if other is not plan:
                    plan.refuse("", ANOTHER_ROW.format(other.row.number))
        return plans

    @property
    def to_write(self) -> list[RowPlan]:
        """The rows that are written."""
        return [plan for plan in self.rows if plan.is_new and not plan.is_left_out]

    @property
    def wrong(self) -> list[RowPlan]:
        """The rows that cannot be taken in as they stand."""
        return [plan for plan in self.rows if plan.problems]

    @property
    def known_already(self) -> int:
        """How many rows say nothing that the register does not hold."""
        return sum(not (p.is_new or p.problems or p.is_left_out) for p in self.rows)

    @property
    def fingerprint(self) -> str:
        """Stands for what would be written, and beside what: an answer is to just that."""
        said = [
            (p.row.number, p.workstream and p.workstream.pk, p.update, p.before,
             [(s.kind, s.milestone.pk, s.title, s.said) for s in p.steps], p.problems)
            for p in self.rows
        ]  # fmt: skip
        return sha256(repr(said).encode()).hexdigest()[:32]

    def _row(self, row: RawRow) -> RowPlan:
        named = self._text(row, ListMeaning.NAME) or self._text(row, ListMeaning.REFERENCE)
        plan = RowPlan(row, named)
        for remark in self.found.remarks:
            if remark.row == row.number:
                plan.refuse(remark.column, f"{remark.expected[:1].upper()}{remark.expected[1:]}.")
        self._find_workstream(plan)
        if plan.workstream and not plan.is_left_out:
            self._take(plan, plan.workstream)
        return plan

    def _letters(self, meaning: str) -> list[ListedColumn]:
        return [one for one in self.found.columns if self.meanings.get(one.letter) == meaning]

    def _cell(self, row: RawRow, meaning: str) -> Cell:
        for column in self._letters(meaning):
            return row.cells.get(column.letter, BLANK)
        return BLANK

    def _text(self, row: RawRow, meaning: str) -> str:
        return " ".join(self._cell(row, meaning).text.split())

    def _heading(self, meaning: str) -> str:
        return next((column.called for column in self._letters(meaning)), "")

    # Which workstream

    def _find_workstream(self, plan: RowPlan) -> None:
        chosen = self.chosen.get(plan.choice_name, "")
        if chosen == LEAVE:
            plan.is_left_out = True
            plan.problems.clear()
            return
        if chosen.isdigit() and int(chosen) in self.held.workstreams:
            plan.workstream, plan.needs_workstream = self.held.workstreams[int(chosen)], True
        else:
            self._match(plan)
        if plan.workstream and plan.workstream.pk not in self.held.own:
            plan.refuse(self._naming, f"{plan.workstream.title}: {NOT_YOURS}")

    @property
    def _naming(self) -> str:
        return self._heading(ListMeaning.NAME) or self._heading(ListMeaning.REFERENCE)

    def _match(self, plan: RowPlan) -> None:
        ref = self.held.by_ref.get(plain(self._text(plan.row, ListMeaning.REFERENCE)))
        name = self._text(plan.row, ListMeaning.NAME)
        named = self.held.by_name.get(plain(name), []) if name else []
        if ref and named and ref not in named:
            self._ask(plan, DISAGREE.format(ref.title, named[0].title))
        elif ref or len(named) == 1:
            plan.workstream = ref or named[0]
        elif named:
            self._ask(plan, SEVERAL.format(plan.called))
        else:
            self._ask(plan, self._no_such(plan.called) if plan.called else NO_NAME)

    @staticmethod
    def _ask(plan: RowPlan, said: str) -> None:
        plan.needs_workstream = True
        plan.refuse("", said)

    def _no_such(self, called: str) -> str:
        near = nearest(called, [one.title for one in self.held.workstreams.values()])
        return NO_SUCH.format(called) + (f" Is “{near}” meant?" if near else "")

    # What it says

    def _take(self, plan: RowPlan, workstream: Workstream) -> None:
        if self._letters(ListMeaning.LEAD):
            self._compare_lead(plan, workstream)
        values = {
            "date": self._read_day(plan),
            "rating": self._read(plan, ListMeaning.RATING, rating_in),
            "narrative": self._read(plan, ListMeaning.HAPPENED, text_in),
            "next_steps": self._read(plan, ListMeaning.NEXT, text_in),
        }
        self._refuse_text(plan, ListMeaning.HAPPENED, values["narrative"])
        self._refuse_text(plan, ListMeaning.NEXT, values["next_steps"])
        self._take_milestones(plan, values["date"], values["narrative"])
        if not plan.problems:
            self._take_update(plan, workstream, values)

    def _read(self, plan: RowPlan, meaning: str, read: Any) -> Any:
        try:
            return read(self._cell(plan.row, meaning))
        except CellProblem as problem:
            self._refuse_cell(plan, self._heading(meaning), self._text(plan.row, meaning), problem)
            return ""

    @staticmethod
    def _refuse_cell(plan: RowPlan, column: str, text: str, problem: CellProblem) -> None:
        said = problem.expected
        plan.refuse(column, f"“{text}”: {said}{'' if said.endswith('.') else '.'}")

    def _read_day(self, plan: RowPlan) -> datetime.date:
        said = self._read(plan, ListMeaning.DATE, date_in)
        if not said:
            return self.day
        limits, column = bounds(said), self._heading(ListMeaning.DATE)
        if limits.earliest != limits.latest:
            plan.refuse(column, f"“{in_words(said)}”: {NO_DAY}")
        elif limits.latest > datetime.date.today():
            plan.refuse(column, TOO_LATE.format(in_words(said)))
        else:
            return limits.latest
        return self.day

    def _refuse_text(self, plan: RowPlan, meaning: str, text: str) -> None:
        said = unseen_refused(text)
        if len(text) > LONGEST:
            said = TOO_LONG.format(LONGEST, len(text))
        if said:
            plan.refuse(self._heading(meaning), said)

    def _take_update(self, plan: RowPlan, workstream: Workstream, values: dict[str, Any]) -> None:
        """The update that the row is; none where it says nothing new, or nothing in words."""
        status = self.held.statuses.get(workstream.pk)
        plan.before = status.rating if status else ""
        if not values["narrative"]:
            if values["rating"] and values["rating"] != plan.before:
                was = plan.before or "not rated"
                plan.refuse(
                    self._heading(ListMeaning.HAPPENED), SAY_WHY.format(values["rating"], was)
                )
            return
        told = (values["rating"], values["narrative"], values["next_steps"])
        if (workstream.pk, values["date"].isoformat(), *told) not in self.held.updates:
            plan.update = values

    def _compare_lead(self, plan: RowPlan, workstream: Workstream) -> None:
        said = self._text(plan.row, ListMeaning.LEAD)
        roles = self.held.leads.get(workstream.pk, [])
        names = {plain(name) for role in roles for name in names_of(role)}
        if said and plain(said) not in names:
            known = " and ".join(called(role) for role in roles) or "none"
            plan.told.append(OTHER_LEAD.format(said, known))

    # Milestones

    def _take_milestones(self, plan: RowPlan, day: datetime.date, why: str) -> None:
        for column in self._letters(ListMeaning.MILESTONE):
            cell = plan.row.cells.get(column.letter, BLANK)
            self._take_milestone(plan, (column.called, column.called), cell, day, why)
        title = self._text(plan.row, ListMeaning.MILESTONE_NAME)
        cell = self._cell(plan.row, ListMeaning.MILESTONE_DATE)
        heading = self._heading(ListMeaning.MILESTONE_DATE)
        if title and not cell.text:
            plan.told.append(NAMED_WITHOUT_DATE.format(title))
        elif cell.text and not title:
            plan.refuse(heading, DATE_WITHOUT_NAME.format(cell.text))
        elif title:
            self._take_milestone(plan, (title, heading), cell, day, why)

    def _take_milestone(
        self, plan: RowPlan, named: tuple[str, str], cell: Cell, day: datetime.date, why: str
    ) -> None:
        """Note what a cell makes of a milestone; `named` is its title and the column's heading."""
        title, heading = named
        try:
            said = milestone_in(cell)
            if said is not None:
                refuse_to_come(said)
                step = self._step(plan, title, said, day, why)
                plan.steps += [step] if step else []
        except CellProblem as problem:
            self._refuse_cell(plan, heading, cell.text, problem)
        except CellRefused as error:
            plan.refuse(heading, str(error))
        except CellKept as kept:
            plan.told.append(str(kept))

    def _step(
        self, plan: RowPlan, title: str, said: MilestoneCell, day: datetime.date, why: str
    ) -> MilestoneStep | None:
        workstream: Any = plan.workstream
        known = self.held.milestones.get((workstream.pk, plain(title)))
        if known is not None:
            return changed(known, said, day, why)
        new = Milestone(
            programme=workstream.programme,
            workstream=workstream,
            code=self.held.free_code(f"{workstream.ref}-{title}"),
            title=title,
        )
        return begun(new, said)
