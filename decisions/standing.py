"""What became of decisions and their clauses by a day: replaced, rescinded, not yet in force.

A recorded decision is never edited: a later one replaces it, or says in a clause that it rescinds,
suspends, withdraws or varies it. It is said wherever one is named, and gates ask it: only a clause
in force passes one (domain.md, "What was decided").
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from decisions.choices import CallInOutcome, CallInRule, ConditionState, Verb
from decisions.clause_state import BINDING
from decisions.models import CallIn, Clause, Condition, Decision, Delegation
from programmes.models import Subject
from programmes.viewers import AskedByReaders
from sharedsvc.core.dates import EARLIEST, LATEST, in_words
from sharedsvc.core.querysets import JSONRows
from sharedsvc.core.reference import Reference

DECISION, CLAUSE = "decisions.decision", "decisions.clause"
# What a clause does to another that it is about.
DONE_TO = {
    Verb.RESCIND: "Rescinded",
    Verb.WITHDRAW: "Withdrawn",
    Verb.SUSPEND: "Suspended",
    Verb.VARY: "Varied",
}
COUNTS_STILL = frozenset({"Varied"})


@dataclass(frozen=True)
class Mark:
    """What is said of a decision or clause on a day.

    While one `ends` it, it does not count; `of_its_day`: it tells when it was taken itself;
    `of_whole`: it is said of the decision, not of each clause. `by` is the key of the decision that
    did it.
    """

    words: str
    ends: bool = True
    surely: bool = True
    of_its_day: bool = False
    of_whole: bool = False
    by: int | None = None


@dataclass(frozen=True)
class _Later:
    """A decision that may have done something to others by the day, or has a day of its own."""

    pk: int
    title: str
    date: str
    date_earliest: datetime.date
    date_latest: datetime.date
    effective: str
    effective_earliest: datetime.date
    effective_latest: datetime.date
    call_in: str
    call_in_until: str
    call_in_until_latest: datetime.date
    sent_back: str
    supersedes: int | None
    earlier: str | None
    earlier_date: str | None
    done: list[Mapping[str, Any]]
    called: list[Mapping[str, Any]]
    conditions: list[Mapping[str, Any]]


FIELDS = (
    *("pk", "title", "date", "date_earliest", "date_latest"),
    *("effective", "effective_earliest", "effective_latest"),
    *("call_in", "call_in_until", "call_in_until_latest"),
    *("sent_back", "supersedes_id", "earlier", "earlier_date"),
    *("done", "called", "conditions"),
)


def marks_on(
    records: Iterable[Any], user: Any, day: datetime.date
) -> dict[Reference, tuple[Mark, ...]]:
    """The marks of these decisions and clauses on a day, of those that have any: one statement."""
    clauses: dict[int, int] = {}
    decisions: set[int] = set()
    for record in records:
        if isinstance(record, Clause):
            clauses[record.pk] = record.decision_id
        else:
            decisions.add(record.pk)
    found = marks_of_keys({*decisions, *clauses.values()}, clauses, user, day)
    every = {(DECISION, pk): found.get((DECISION, pk), ()) for pk in decisions}
    for pk, decision in clauses.items():
        of_decision = [one for one in found.get((DECISION, decision), ()) if not one.of_whole]
        every[CLAUSE, pk] = (*of_decision, *found.get((CLAUSE, pk), ()))
    return {reference: marks for reference, marks in every.items() if marks}


def told_of(
    records: Iterable[Any], user: Any, day: datetime.date
) -> dict[Reference, tuple[str, ...]]:
    """The same in words: what is said of them wherever they are named.

    Of what a clause makes (conditions, delegations, outcomes at gates) what became of the clause.
    """
    records = list(records)
    used = used_by([one for one in records if isinstance(one, Delegation)], user, day)
    clauses = _clauses_of(records)
    own = [one for one in records if isinstance(one, Decision | Clause)]
    marks = marks_on({*own, *clauses.values()}, user, day)
    words = {reference: tuple(one.words for one in some) for reference, some in marks.items()}
    told = {one.reference: words[one.reference] for one in own if one.reference in words}
    for record in records:
        clause = clauses.get(getattr(record, "clause_id", None))
        made_by = marks.get(clause.reference, ()) if clause else ()
        said = [f"Its clause: {one.words}" for one in made_by if not one.of_its_day]
        said += used.get(record.pk, ()) if isinstance(record, Delegation) else ()
        told |= {record.reference: tuple(said)} if said else {}
    return told


def used_by(
    delegations: Iterable[Delegation], user: Any, day: datetime.date
) -> dict[int, list[str]]:
    """By which officers' decisions that the reader may see each delegation was used by a day."""
    found: dict[int, list[str]] = defaultdict(list)
    keys = [one.pk for one in delegations]
    if keys:
        for under, title, date, *_ in USES(user, keys=keys, day=day):
            when = in_words(date) if date else "day not stated"
            found[under].append(f"Used by “{title}”, {when}")
    return found


USES = AskedByReaders(
    lambda viewer, keys, day: (
        Decision.objects.visible_to(viewer)
        .filter(under__among=keys, date_latest__lte=day, sent_back="")
        .order_by("date_latest", "pk")
        .values_list("under", "title", "date")
    )
)


def _clauses_of(records: Iterable[Any]) -> dict[int | None, Clause]:
    """The clauses by which these were made."""
    named = {one.clause_id for one in records if getattr(one, "clause_id", None)}
    if not named:
        return {}
    found = Clause.objects.filter(id__among=named).only("decision_id")
    return {clause.pk: clause for clause in found}


def marks_of_keys(
    decisions: Collection[int], clauses: Collection[int], user: Any, day: datetime.date
) -> dict[Reference, tuple[Mark, ...]]:
    """The same by their keys; those of a decision stand with it alone, not with its clauses."""
    if not decisions:
        return {}
    marks: dict[Reference, list[Mark]] = defaultdict(list)
    for values in READ(user, decisions=decisions, clauses=clauses, day=day):
        one = _Later(*values)
        if one.pk in decisions:
            marks[DECISION, one.pk] += [*_sent_back(one), *_not_yet(one, day), *_earlier(one)]
            for reference, mark in [*_called_in(one, day), *_conditional(one)]:
                marks[reference].append(mark)
        if one.date_earliest <= day:
            for reference, what in _done_by(one):
                marks[reference].append(_done(what, one, day))
    asked = {*((DECISION, pk) for pk in decisions), *((CLAUSE, pk) for pk in clauses)}
    return {reference: tuple(marks[reference]) for reference in marks.keys() & asked}


def happened_to(
    decisions: Collection[int], clauses: Collection[int], user: Any, day: datetime.date
) -> Iterable[tuple[datetime.date, str]]:
    """What was done to these by a day, that may have made them count, or count no more; by days."""
    for values in READ(user, decisions=decisions, clauses=clauses, day=day):
        one = _Later(*values)
        if one.pk not in decisions:
            yield one.date_earliest, f"“{one.title}”"
            yield one.date_latest, f"“{one.title}”"
        for row in one.called:
            yield datetime.date.fromisoformat(row["latest"]), f"“{one.title}” was called in"
            if row["heard"]:
                said = CallInOutcome(row["outcome"]).label.lower()
                heard = datetime.date.fromisoformat(row["heard"])
                yield heard, f"The call-in of “{one.title}”: {said}"


class Validity(Enum):
    """Whether what was decided counts on a day: once it was taken, and nothing took it back."""

    COUNTS = "counts"
    MAY_COUNT = "may count"
    DOES_NOT = "does not count"


def standing(marks: Iterable[Mark]) -> Validity:
    """Whether what has these marks counts, whatever the day on which it was taken."""
    ends = [mark for mark in marks if mark.ends and not mark.of_its_day]
    if any(mark.surely for mark in ends):
        return Validity.DOES_NOT
    return Validity.MAY_COUNT if ends else Validity.COUNTS


def _rows(viewer: Any, decisions: Any, clauses: Any, day: Any) -> Any:
    """What each `_Later` is made of."""
    links = Subject.objects.in_visible_documents(viewer).filter(
        Q(subject_type=DECISION, subject_id__among=decisions)
        | Q(subject_type=CLAUSE, subject_id__among=clauses),
        record_type=CLAUSE,
        relation="about",
    )
    doing = Clause.objects.visible_to(viewer).filter(verb__in=DONE_TO)
    within = doing.filter(decision=OuterRef(OuterRef("pk"))).values("pk")
    verb = doing.filter(pk=OuterRef("record_id")).values("verb")[:1]
    done = JSONRows(
        links.filter(record_id__in=within).annotate(verb=Subquery(verb)).order_by("pk"),
        type=F("subject_type"),
        id=F("subject_id"),
        verb=F("verb"),
    )
    doers = doing.filter(pk__in=links.values("record_id")).values("decision")
    has_day_to_come = Q(date_latest__gt=day) | Q(effective_latest__gt=day) & ~Q(effective="")
    is_open = Q(call_in=CallInRule.OPEN, call_in_until_latest__gte=day) & ~Q(call_in_until="")
    calls = CallIn.objects.visible_to(viewer).filter(date_earliest__lte=day)
    called = JSONRows(
        calls.filter(decision=OuterRef("pk")).order_by("number"),
        clause=F("clause_id"),
        date=F("date"),
        latest=F("date_latest"),
        outcome=F("outcome"),
        heard=F("heard_latest"),
    )
    holding = Condition.objects.visible_to(viewer).filter(
        state__in=(ConditionState.OPEN, ConditionState.FAILED), timing__in=BINDING
    )
    conditions = JSONRows(
        holding.filter(clause__decision=OuterRef("pk")).order_by("clause", "order", "pk"),
        clause=F("clause_id"),
        state=F("state"),
    )
    rows = Decision.objects.visible_to(viewer).filter(
        Q(supersedes__among=decisions)
        | Q(pk__in=doers)
        | Q(
            pk__in=Decision.objects.filter(id__among=decisions)
            .filter(
                has_day_to_come
                | is_open
                | ~Q(sent_back="")
                | Q(supersedes__isnull=False)
                | Q(pk__in=calls.values("decision"))
                | Q(pk__in=holding.values("clause__decision"))
            )
            .values("pk")
        )
    )
    earlier = Decision.objects.visible_to(viewer).filter(pk=OuterRef("supersedes"))
    told = {
        "done": done,
        "called": called,
        "conditions": conditions,
        "earlier": Subquery(earlier.values("title")[:1]),
        "earlier_date": Subquery(earlier.values("date")[:1]),
    }
    return rows.annotate(**told).order_by("date_latest", "pk").values_list(*FIELDS)


READ = AskedByReaders(_rows)


def _not_yet(one: _Later, day: datetime.date) -> list[Mark]:
    """That it was not yet taken, or not yet in force, and since when it is."""
    if day < one.date_latest:
        may, said = day >= one.date_earliest, in_words(one.date)
        when = f": {said}" if said and one.date_latest < LATEST else ""
        words = "May, or may not, have been taken yet" if may else "Taken later"
        return [Mark(f"{words}{when}", surely=not may, of_its_day=True)]
    if one.effective and day < one.effective_latest:
        may, said = day >= one.effective_earliest, in_words(one.effective)
        if may:
            return [Mark(f"May, or may not, be in force yet: {said}", surely=False)]
        return [Mark(f"Not in force yet: takes effect {said}")]
    return []


def _sent_back(one: _Later) -> list[Mark]:
    """That it was sent back before it was confirmed: it is not on record as decided."""
    return [Mark("Sent back before it was confirmed")] if one.sent_back else []


def _earlier(one: _Later) -> list[Mark]:
    """Of which decision it takes the place, as far as the reader may see that one."""
    if not one.earlier:
        return []
    when = in_words(one.earlier_date) if one.earlier_date else "day not stated"
    words = f"Takes the place of “{one.earlier}”, {when}"
    return [Mark(words, ends=False, of_its_day=True, of_whole=True, by=one.supersedes)]


def _conditional(one: _Later) -> Iterable[tuple[Reference, Mark]]:
    """That a clause waits for its conditions, or lapsed since one of them failed.

    Gates ask for the conditions themselves.
    """
    states: dict[int, list[str]] = defaultdict(list)
    for row in one.conditions:
        states[row["clause"]].append(row["state"])
    for clause, said in states.items():
        many = said.count(ConditionState.OPEN)
        words = f"Conditional: {many} condition{'s are' if many > 1 else ' is'} open"
        if ConditionState.FAILED in said:
            words = "Lapsed: a condition failed"
        yield (CLAUSE, clause), Mark(words, ends=False, of_its_day=True)


def _called_in(one: _Later, day: datetime.date) -> Iterable[tuple[Reference, Mark]]:
    """That it, or a clause of it, was called in, and is on hold until that is settled."""
    for row in one.called:
        reference = (CLAUSE, row["clause"]) if row["clause"] else (DECISION, one.pk)
        outcome = CallInOutcome(row["outcome"])
        when = in_words(row["date"]) if row["date"] else "day not stated"
        if outcome in CallInOutcome.lets_go():
            yield reference, Mark(f"Called in {when}: {outcome.label.lower()}", ends=False)
            continue
        surely = datetime.date.fromisoformat(row["latest"]) <= day
        held = "On hold" if surely else "Possibly on hold"
        said = "to be heard" if outcome == CallInOutcome.PENDING else outcome.label.lower()
        yield reference, Mark(f"{held}: called in {when}, {said}", surely=surely)
    is_open = one.call_in == CallInRule.OPEN and one.call_in_until
    if is_open and one.date_latest <= day <= one.call_in_until_latest:
        yield (DECISION, one.pk), Mark(f"Open to call-in until {in_words(one.call_in_until)}")


def _done_by(one: _Later) -> Iterable[tuple[Reference, str]]:
    """What it did, and to which."""
    if one.supersedes:
        yield (DECISION, one.supersedes), "Replaced"
    for row in one.done:
        yield (row["type"], row["id"]), DONE_TO[Verb(row["verb"])]


def _done(what: str, by: _Later, day: datetime.date) -> Mark:
    surely = by.date_latest <= day
    known = by.date_earliest > EARLIEST or by.date_latest < LATEST
    when = in_words(by.date) if known and by.date else "day not stated"
    done = what if surely else f"Possibly {what.lower()}"
    return Mark(f"{done} by “{by.title}”, {when}", what not in COUNTS_STILL, surely, by=by.pk)
