"""Where a workstream stands on a day, in one sentence. No database.

First what became of it or who answers for it, then its stage, its rating, what comes next, and
what sources disagree about. What is not recorded is said as plainly as what is. A row is a
`WorkstreamRow` as a page shows it, or anything with the fields that are read here.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sharedsvc.core.dates import day_in_words, in_words
from sharedsvc.core.prose import as_word, list_in_words
from sharedsvc.core.states import NOT_STATED
from workstreams.answering import PRINCIPALS, are_rivals, is_left_open, is_named
from workstreams.choices import (
    FIRM,
    LEAD_KINDS,
    TAKEN_OVER,
    Answer,
    LifecycleStage,
    LineageKind,
    Rating,
    RoleKind,
    Standing,
)
from workstreams.lineage import went_into_another

MOST_NAMES = 3
STAGES = {
    LifecycleStage.BUSINESS_CASE: "business case being developed",
    LifecycleStage.IMPLEMENTING: "being implemented",
}
# One name, several names.
DOES = {
    RoleKind.LEAD: ("leads", "lead"),
    RoleKind.JOINT_LEAD: ("is joint lead", "jointly lead"),
    RoleKind.HOST: ("hosts it", "host it"),
    RoleKind.PROVIDER: ("provides it", "provide it"),
}
MAY = {
    RoleKind.LEAD: "lead",
    RoleKind.JOINT_LEAD: "be joint lead",
    RoleKind.HOST: "host it",
    RoleKind.PROVIDER: "provide it",
}
IS_AS = {
    Standing.CONFIRMED: "confirmed as",
    Standing.IN_PRINCIPLE: "agreed in principle as",
    Standing.PROPOSED: "proposed as",
    Standing.CONSIDERED: "considered as",
    Standing.NOT_PREFERRED: "not preferred as",
    Standing.ENDED: "no longer",
    NOT_STATED: "named as",
}
NAMED = IS_AS[NOT_STATED]  # what sources disagree about is not said to be so
UNNAMED = {Answer.NONE: "there is no {}"}
GONE = {LineageKind.MERGED: "Went forward as part of {}", LineageKind.REPLACED: "Replaced by {}"}


@dataclass(frozen=True)
class Standpoint:
    """What is known of a workstream on a day beside its row.

    `past` are the roles that had surely ended; `conflicts` those that are open and about it.
    """

    day: datetime.date
    workstream: Any
    past: Sequence[Any] = ()
    conflicts: Sequence[Any] = ()


def sentence(row: Any, seen: Standpoint) -> str:
    """Where it stands on the day."""
    parts = "; ".join(filter(None, _parts(row, seen)))
    return f"{parts[:1].upper()}{parts[1:]}."


def _parts(row: Any, seen: Standpoint) -> Iterator[str]:
    over = _not_there(seen) or _went_into(row)
    if over:
        yield over
    else:
        yield _part_of(seen.workstream)
        yield from _who(row.answering, seen)
        yield _stage(row)
        yield _rating(row.status)
        yield _next(row)
    yield _disagreement(row, seen.conflicts)


def _not_there(seen: Standpoint) -> str:
    """That it had not begun, or had ended."""
    if seen.day < seen.workstream.start_earliest:
        return f"not recorded before {seen.workstream.start_in_words}"
    if seen.day > seen.workstream.end_latest:
        return f"ended {seen.workstream.end_in_words}"
    return ""


def _went_into(row: Any) -> str:
    """What took it over."""
    if not went_into_another(row.led_to):
        return ""
    links = [link for link in row.led_to if link.kind in TAKEN_OVER]
    words = GONE[links[0].kind].format(_list([link.successor_title for link in links]))
    return f"{words}, {in_words(links[0].date)}" if links[0].date else words


def _part_of(workstream: Any) -> str:
    """What it is a part of."""
    return f"part of {workstream.parent.title}" if workstream.parent else ""


def _who(who: Any, seen: Standpoint) -> Iterator[str]:
    """Who answers for it; failing that who may, or did."""
    if who.principals:
        yield from _principals(who.principals)
    elif who.somebody_may:
        yield from (_perhaps(role, seen.day) for role in who.perhaps if role.kind in PRINCIPALS)
    else:
        it = " this part" if seen.workstream.parent else ""
        yield _last_of(seen.past, seen.day) or f"who leads{it} is not recorded"


def _principals(roles: Sequence[Any]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for role in roles:
        if is_named(role):
            groups.setdefault((role.kind, _settled(role, roles)), []).append(role.holder)
        else:
            yield _unnamed(role)
    rival = are_rivals(roles)
    for (kind, how), names in groups.items():
        yield (_rivals if rival and len(names) > 1 else _said_of)(kind, how, names)


def _rivals(kind: str, how: str, names: list[str]) -> str:
    """So many proposals of which one is to be chosen."""
    return f"{as_word(len(names))} are {how} {RoleKind(kind).label.lower()}: {' or '.join(names)}"


def _settled(role: Any, roles: Sequence[Any]) -> str:
    """How firm a role is said to be: what is disputed goes with the firm ones of its kind."""
    firm = _is_firm(role)
    if role.dispute:
        others = (one for one in roles if one is not role and one.kind == role.kind)
        firm = any(_is_firm(one) and not one.dispute for one in others)
        return "" if firm else NAMED
    return "" if firm else IS_AS[role.standing]


def _is_firm(role: Any) -> bool:
    """It is so: a confirmed lead leads, a host or provider is at work once in force."""
    firm = FIRM if role.kind in LEAD_KINDS else (Standing.IN_FORCE,)
    return role.standing in firm


def _said_of(kind: str, how: str, names: list[str]) -> str:
    several = len(names) > 1
    if not how:
        return f"{_list(names)} {DOES[RoleKind(kind)][several]}"
    noun = f"{RoleKind(kind).label.lower()}{'s' if several else ''}"
    return f"{_list(names)} {'are' if several else 'is'} {how} {noun}"


def _unnamed(role: Any) -> str:
    """Why nobody is named."""
    kind, answer = RoleKind(role.kind).label.lower(), Answer(role.answer)
    return UNNAMED.get(answer, f"{{}} {answer.label.lower()}").format(kind)


def _perhaps(role: Any, day: datetime.date) -> str:
    """That somebody may answer for it: already, where the start is not sure; otherwise still."""
    when = "still" if role.start_latest <= day else "already"
    return f"{role.holder} may {when} {MAY[role.kind]}"


def _last_of(past: Iterable[Any], day: datetime.date) -> str:
    """Who was the last to answer for it."""
    known = [role for role in past if role.kind in PRINCIPALS and is_named(role)]
    if not known:
        return ""
    last = max(known, key=lambda role: role.end_latest)
    noun = RoleKind(last.kind).label.lower()
    since = "to be handed over" if is_left_open(last, day) else "nobody since is recorded"
    return f"{last.holder} was {noun} until {last.end_in_words}; {since}"


def _stage(row: Any) -> str:
    if row.stage:
        stage = LifecycleStage(row.stage.stage)
        return STAGES.get(stage, stage.label.lower())
    return "its stage differs by council" if row.own_routes else "stage not recorded"


def _rating(status: Any) -> str:
    """The latest rating, with its day; nothing where it was never rated."""
    if not status or not status.rating:
        return ""
    return f"rated {Rating(status.rating).label.lower()} {in_words(status.date)}".rstrip()


def _next(row: Any) -> str:
    """The milestone that is due next, and what is not sure of it."""
    first, *others = row.next_milestones or (None,)
    if first is None:
        return "no milestone recorded"
    more = f" and {len(others)} more" if others else ""
    doubts = "".join(f", which {doubt}" for doubt in row.next_doubts)
    late = "overdue" if row.overdue else "next"
    return f"{late}: {first.title}{more}, {_due(first, late=row.overdue)}{doubts}"


def _due(milestone: Any, *, late: bool) -> str:
    """By when: the forecast, or the date that was first given."""
    if milestone.forecast:
        return f"now expected {in_words(milestone.forecast)}"
    words = milestone.due_in_words
    if words == "not stated":
        return "date not stated"
    if not late and milestone.due and words == day_in_words(milestone.due_latest):
        return f"by {words}"
    return words if words.startswith("by ") else f"due {words}"


def _disagreement(row: Any, conflicts: Sequence[Any]) -> str:
    if not conflicts:
        return ""
    disputed = [role.holder for role in row.answering.principals if role.dispute]
    about = f"{_list(disputed)}’s part" if disputed else ""
    if len(conflicts) == 1:
        return f"sources disagree about {about or 'one question'}"
    among = f", {about} among them" if about else ""
    return f"sources disagree about {len(conflicts)} questions{among}"


def _list(names: Sequence[str]) -> str:
    """Names as a sentence lists them: the first three, and how many more."""
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} others"]
    return list_in_words(names)
