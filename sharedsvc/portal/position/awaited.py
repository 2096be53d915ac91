"""What is asked or awaited in a programme on a day: of whom, what, when, and where it stands.

One table, in four parts: what meetings were asked without an outcome, what they are to be asked,
meetings and milestones to come, and what each council must still decide for itself.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sharedsvc.core.dates import day_in_words
from sharedsvc.core.dates import in_words as date_in_words
from sharedsvc.core.kinds import kinds
from sharedsvc.core.prose import as_word, how_many
from sharedsvc.core.states import ASKED, GATES, STANDINGS, State
from workstreams.answering import HOPED_FOR
from workstreams.milestones import is_overdue

TO_BE_ASKED = State("d-next", "To be asked", "wait")
WAS_TO_BE_ASKED = State("d-asked", "Was to be asked", "wait")
TO_COME = State("d-next", "To come", "wait")
AWAITED = State("d-next", "Awaited", "wait")
TO_BE_HANDED_OVER = State("d-asked", "To be handed over", "wait")
LATE = State("t-late", "Date passed, not recorded as done", "bad")
AT_GATE = State("g-waiting", "Waiting, or not reached", "wait")
NOT_STATED = "Not stated"
NOT_ANSWERED = "not-answered"  # the part of what has no outcome
DATES_APART = 4  # due dates that have a row each; later ones share one
NAMED = 3  # workstreams that are named; of more the number is told


@dataclass(frozen=True)
class Named:
    """Words, and where they lead ("" for nowhere)."""

    words: str
    address: str = ""


WHOLE = Named("the programme as a whole")


@dataclass(frozen=True)
class AwaitedItem:
    """One thing that is asked or awaited; `record` carries its sources."""

    name: Named
    text: str = ""
    note: str = ""
    of: Named | None = None
    record: Any = None


@dataclass(frozen=True)
class AwaitedRow:
    """One line: who, what (words and links in turn), when, where it stands.

    `items` are told on demand; `record` carries the sources of the line itself.
    """

    who: Named
    what: tuple[Named, ...]
    when: Named
    state: State
    items: tuple[AwaitedItem, ...] = ()
    record: Any = None

    @property
    def listed(self) -> str:
        """What opens the list."""
        return f"Read the {as_word(len(self.items))}"


@dataclass(frozen=True)
class AwaitedPart:
    """A part of the table. `count` is of what is asked or awaited, not of its lines."""

    key: str
    title: str
    rows: tuple[AwaitedRow, ...]
    count: int = 0


def awaited(position: Any) -> list[AwaitedPart]:
    """The parts of the table in which there is something."""
    day = position.as_at.date
    met = [*_without_outcome(position)]
    asked, how_many_things = [*_asks(position.asks, day), *met], len(position.asks) + len(met)
    to_come = [*_meetings_to_come(position), *_milestones(position)]
    parts = [
        AwaitedPart(NOT_ANSWERED, "Asked, outcome not recorded", tuple(asked), how_many_things),
        AwaitedPart("to-be-asked", "To be asked", tuple(_asks(position.to_be_asked, day))),
        AwaitedPart("to-come", "Awaited", tuple(to_come)),
        AwaitedPart(
            "to-decide", "Still to decide, each council for itself", tuple(_councils(position))
        ),
        AwaitedPart("to-be-handed-over", "To be handed over", tuple(_left_open(position))),
    ]
    return [part for part in parts if part.rows]


def next_to_come(milestones: Iterable[Any], day: datetime.date) -> list[Any]:
    """The milestones that are due on the soonest date to come."""
    dated = [one for one in milestones if one.due and one.due_latest >= day]
    first = min((one.due_latest for one in dated), default=None)
    return [one for one in dated if one.due_latest == first]


def named(record: Any, words: str) -> Named:
    """A record by these words."""
    return Named(words, kinds.address(record))


# Asked, and to be asked


def by_meeting(asks: Iterable[Any]) -> list[list[Any]]:
    """Asks of one report to one body at one meeting together, in their order."""
    found: dict[Any, list[Any]] = {}
    for ask in asks:
        found.setdefault((ask.report_id, ask.body_id, ask.meeting_id), []).append(ask)
    return list(found.values())


def who_is_asked(ask: Any) -> str:
    """The body that is asked, with whose it is; failing that the organisation that reports."""
    return str(ask.body.in_full if ask.body else ask.report.organisation.label)


def when_asked(ask: Any) -> str:
    """The date of the meeting at which it is asked; "" where no meeting is stated."""
    return when_met(ask.meeting) if ask.meeting else ""


def when_due(milestones: list[Any]) -> str:
    """When these are due that are due next: "on 12 March 2010", "by 31 March 2009"."""
    dates = {one.due for one in milestones}
    if len(dates) > 1:
        return f"by {day_in_words(milestones[0].due_latest)}"
    words = date_in_words(dates.pop())
    if words.startswith(("by ", "on or after ", "about ")) or " to " in words:
        return words
    return f"{'on' if words[0].isdigit() else 'in'} {words}"


def is_gone(meeting: Any, day: datetime.date) -> bool:
    """The last day on which a meeting may have been has gone."""
    return bool(meeting and meeting.pk and meeting.date_latest < day)


def _state(ask: Any, day: datetime.date) -> State:
    if not ask.anticipated:
        return ASKED
    return WAS_TO_BE_ASKED if is_gone(ask.meeting, day) else TO_BE_ASKED


def _asks(asks: Iterable[Any], day: datetime.date) -> Iterator[AwaitedRow]:
    for some in by_meeting(asks):
        first, count = some[0], len(some)
        number = as_word(count).capitalize()
        yield AwaitedRow(
            who=named(first.body, who_is_asked(first))
            if first.body
            else Named(who_is_asked(first)),
            what=(
                Named(f"{number} {'thing' if count == 1 else 'things'}, by report "),
                named(first.report, first.report.label),
            ),
            when=_when(first.meeting),
            state=_state(first, day),
            items=tuple(_ask(ask) for ask in some),
        )


def _ask(ask: Any) -> AwaitedItem:
    verb = ask.verb or "no verb"
    return AwaitedItem(named(ask, f"({ask.number}) {verb}"), text=ask.text, record=ask)


def _when(meeting: Any) -> Named:
    return named(meeting, when_met(meeting)) if meeting else Named(NOT_STATED)


def when_met(meeting: Any) -> str:
    """The date of a meeting, printed once: its wording only where no date is known."""
    known = meeting.date if meeting.pk else ""  # withheld: it says so
    return date_in_words(known) if known else str(meeting.date_in_english)


def _without_outcome(position: Any) -> Iterator[AwaitedRow]:
    """Past meetings without an outcome of which no report asked anything."""
    told = {ask.meeting_id for ask in position.unanswered}
    for meeting in position.meetings_without_outcome:
        if meeting.pk not in told:
            yield _meeting(meeting, ASKED)


def _meetings_to_come(position: Any) -> Iterator[AwaitedRow]:
    told = {ask.meeting_id for ask in position.unanswered}
    return (
        _meeting(meeting, TO_COME) for meeting in position.next_meetings if meeting.pk not in told
    )


def _meeting(meeting: Any, state: State) -> AwaitedRow:
    return AwaitedRow(
        who=named(meeting.body, meeting.body.in_full),
        what=(Named(meeting.purpose or "For what is not stated"),),
        when=_when(meeting),
        state=state,
        record=meeting,
    )


# Milestones


def _milestones(position: Any) -> Iterator[AwaitedRow]:
    """A row for each due date, the soonest first; then the later ones, and those without a date."""
    dated = [one for one in position.milestones if one.due]
    by_date = [list(some) for _, some in groupby(dated, key=lambda one: one.due)]
    apart = len(by_date) if len(by_date) == DATES_APART + 1 else DATES_APART
    for some in by_date[:apart]:
        late = all(is_overdue(one, position.as_at.date) for one in some)
        state = LATE if late else AWAITED
        yield _milestone_row(position, some, date_in_words(some[0].due), state)
    later = [one for some in by_date[apart:] for one in some]
    undated = [one for one in position.milestones if not one.due]
    for some, when in ((later, "Later"), (undated, "No date stated")):
        if some:
            yield _milestone_row(position, some, when, AWAITED, dates=True)


def _milestone_row(
    position: Any, some: list[Any], when: str, state: State, *, dates: bool = False
) -> AwaitedRow:
    """The milestones of one date; with `dates` each says its own."""
    items = tuple(
        AwaitedItem(
            Named(one.title, position.address_of_milestone(one)),
            text=one.who,
            note=_dates(one, due=dates),
            of=position.titles(one.workstream_id),
            record=one,
        )
        for one in some
    )
    if len(items) > 1:
        return AwaitedRow(Named(_who(some)), _what(some), Named(when), state, items=items)
    (item,) = items
    of = (Named(": "), item.of) if item.of else ()
    told = Named(_dates(some[0], due=dates, otherwise=when))
    return AwaitedRow(Named(_who(some)), (item.name, *of), told, state, record=item.record)


def _dates(milestone: Any, *, due: bool, otherwise: str = "") -> str:
    """When it is due, where that is not said already, and when it is expected by now."""
    stated = milestone.due_in_words if due and (milestone.due or milestone.due_words) else ""
    return ", ".join(filter(None, (stated or otherwise, milestone.expected)))


def _who(some: list[Any]) -> str:
    """Who must act, if that is one for all that say it; otherwise how many."""
    who = {one.who for one in some if one.who}
    if len(who) > 1:
        return f"{as_word(len(who)).capitalize()}, named in the list"
    return next(iter(who), NOT_STATED)


def _what(some: list[Any]) -> tuple[Named]:
    """The milestones by their titles, if these are one or two; otherwise how many."""
    titles = Counter(one.title for one in some)
    if len(titles) > 2:
        return (Named(f"{as_word(len(some)).capitalize()} milestones"),)
    told = (f"{one} ({how_many(n, 'workstream')})" if n > 1 else one for one, n in titles.items())
    return (Named("; ".join(told)),)


# What an organisation left open when it ended


def _left_open(position: Any) -> Iterator[AwaitedRow]:
    """Its parts that nobody took over since, a row for each kind of part."""
    found: dict[Any, list[Any]] = {}
    for role in position.left_open:
        found.setdefault((role.organisation_id, role.kind), []).append(role)
    for some in found.values():
        first = some[0]
        titles = [position.titles(one.workstream_id) for one in some]
        yield AwaitedRow(
            who=named(first.organisation, first.organisation.label),
            what=(
                Named(f"Its part as {first.kind_in_words.lower()}: "),
                *_titled(titles, len(some)),
            ),
            when=Named(f"It ended {day_in_words(first.end_latest)}"),
            state=TO_BE_HANDED_OVER,
        )


# What each council must still decide


def _councils(position: Any) -> list[AwaitedRow]:
    """By council: the gates that wait for it, then its parts that are not yet confirmed."""
    rows = [*_at_gates(position), *_not_confirmed(position)]
    return sorted(rows, key=lambda row: row.who.words)


def _at_gates(position: Any) -> Iterator[AwaitedRow]:
    for summary in position.gate_summary:
        for organisation, number in summary.waiting_for:
            yield _at_gate(organisation, summary.gate, (), number, AT_GATE)
    for organisation, cell in _waiting(position.gates_on_the_whole):
        yield _at_gate(organisation, cell.gate, (WHOLE,), 1, GATES[cell.state])
    found: dict[Any, list[Any]] = {}
    for organisation, cell in _waiting(position.gate_cells):
        key = (organisation, cell.gate.pk, cell.state, cell.case_missing)
        found.setdefault(key, []).append((organisation, cell))
    for some in found.values():
        organisation, cell = some[0]
        state = GATES[cell.state]
        if cell.case_missing:
            case = cell.gate.get_case_stage_display().lower()
            state = replace(state, word=f"{state.word}: {case} not done")
        titles = [position.titles(one.workstream.pk) for _, one in some]
        yield _at_gate(organisation, cell.gate, titles, len(some), state)


def _waiting(cells: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Who is waited for at each open gate."""
    for cell in cells:
        for organisation in cell.waiting_for if cell.is_open else ():
            yield organisation, cell


def _at_gate(
    organisation: Any, gate: Any, titles: Iterable[Any], number: int, state: State
) -> AwaitedRow:
    return AwaitedRow(
        who=named(organisation, organisation.label),
        what=(named(gate, gate.title), Named(", before "), *_titled(titles, number)),
        when=Named(NOT_STATED),
        state=state,
        record=gate,
    )


def _not_confirmed(position: Any) -> Iterator[AwaitedRow]:
    """Parts of councils that are considered, proposed or agreed in principle, and at no gate."""
    at_gates = {
        (council, cell.workstream.pk)
        for cell in position.gate_cells
        if cell.is_open
        for council in cell.councils
    }
    found: dict[Any, list[Any]] = {}
    for row in position.undecided_rows:
        for role in row.roles:
            if _is_hoped_for(role) and (role.organisation_id, row.pk) not in at_gates:
                key = (role.organisation_id, role.kind, role.standing)
                found.setdefault(key, []).append((role, row))
    for some in found.values():
        role = some[0][0]
        titles = [position.titles(row.pk) for _, row in some]
        part = Named(f"Its part as {role.kind_in_words.lower()}: ")
        shown = STANDINGS[role.standing]
        yield AwaitedRow(
            who=named(role.organisation, role.organisation.label),
            what=(part, *_titled(titles, len(some))),
            when=Named(NOT_STATED),
            state=replace(shown, word=f"{shown.word}, not confirmed"),
        )


def _titled(titles: Iterable[Any], number: int) -> Iterator[Named]:
    """Few workstreams by their titles, many by their number."""
    if number > NAMED:
        yield Named(how_many(number, "workstream"))
        return
    for place, title in enumerate(titles):
        yield from (Named(", "), title) if place else (title,)


def _is_hoped_for(role: Any) -> bool:
    council = role.organisation is not None and role.organisation.is_council
    return bool(council and role.is_named and role.standing in HOPED_FOR)
