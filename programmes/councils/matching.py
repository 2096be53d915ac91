"""Which organisation on record a council of the public register is.

By codes first, as they are what changes least: the official code, one that it had before, the
register's own. Then by the full name, then by the short one; by these only an organisation that
existed at the same time and is a council of the same type, or of a type that is not stated.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from programmes.choices import OrganisationKind
from programmes.councils.reading import Council
from sharedsvc.core.dates import EARLIEST, LATEST, bounds

NEW = "new"
WHICH = "council"


@dataclass(frozen=True, kw_only=True)
class OnRecord:
    """What is known of an organisation on record by which it may be told.

    `known_since` is the earliest day on which it surely was a member of a partnership: a council
    may meet and decide before it exists, but not belong to one.
    """

    pk: int
    code: str
    name: str
    short_name: str = ""
    kind: str = OrganisationKind.COUNCIL
    official_code: str = ""
    former_codes: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    registers_code: str = ""
    known_since: datetime.date | None = None

    def __str__(self) -> str:
        return f"{self.code}, {self.name}"

    def may_be(self, council: Council) -> bool:
        """Whether it is a council of the same type that existed at the same time."""
        return self.is_of_the_kind(council) and self.existed_with(council)

    def is_of_the_kind(self, council: Council) -> bool:
        return self.kind in (council.kind, OrganisationKind.COUNCIL)

    def existed_with(self, council: Council) -> bool:
        first, last = _days(council.start, council.end)
        begun, ended = _days(self.start, self.end)
        if self.known_since and not self.start:
            begun = self.known_since
            return first <= begun <= last and begun <= ended
        return first <= ended and begun <= last


def _days(start: str, end: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which something may have been."""
    first = bounds(start).earliest if start else EARLIEST
    last = bounds(end).latest if end else LATEST
    return first, last


@dataclass(frozen=True)
class CouncilQuestion:
    """What the register and the record say differently of a council: somebody must answer it."""

    council: Council
    field: str
    register: str
    record: str
    answers: str

    def __str__(self) -> str:
        council = self.council
        return (
            f"row {council.row}: {council.code}, {council.name}: {self.field}: in the register "
            f"{self.register}; on record {self.record}. Answer {self.answers}."
        )

    @property
    def key(self) -> tuple[str, str]:
        """By which an answer names it."""
        return (self.council.code.casefold(), self.field)


Answers = Mapping[tuple[str, str], str]


@dataclass
class CouncilMatches:
    """The organisation of each council, by the register's code, and how it was told; or why not."""

    found: dict[str, OnRecord] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    questions: dict[str, CouncilQuestion] = field(default_factory=dict)

    def note(self, council: Council, organisation: OnRecord, how: str) -> None:
        self.found[council.code], self.how[council.code] = organisation, how

    def ask(self, question: CouncilQuestion) -> None:
        self.questions.setdefault(question.council.code, question)

    def is_open(self, council: Council) -> bool:
        return council.code not in self.found and council.code not in self.questions


@dataclass(frozen=True)
class WayToTell:
    """One way to tell which organisation a council is: something that both have.

    A `careful` one goes by what several may have, and asks that it may be the same council.
    """

    what: str
    of_council: Callable[[Council], Iterable[str]]
    of_organisation: Callable[[OnRecord], Iterable[str]]
    careful: bool = True

    def pairs(
        self, councils: Iterable[Council], organisations: Iterable[OnRecord]
    ) -> Iterator[tuple[Council, OnRecord]]:
        having = defaultdict(list)
        for organisation in organisations:
            for key in _keys(self.of_organisation(organisation)):
                having[key].append(organisation)
        for council in councils:
            some = {o.pk: o for key in _keys(self.of_council(council)) for o in having[key]}
            for organisation in some.values():
                if not self.careful or organisation.may_be(council):
                    yield council, organisation


def _keys(texts: Iterable[str]) -> set[str]:
    return {text.casefold() for text in texts if text}


STEPS = (
    WayToTell(
        "official code", lambda c: [c.official_code], lambda o: [o.official_code], careful=False
    ),
    WayToTell(
        "former official code",
        lambda c: [c.official_code, *c.former_codes],
        lambda o: [o.official_code, *o.former_codes],
        careful=False,
    ),
    WayToTell(
        "code in the register", lambda c: [c.code], lambda o: [o.registers_code], careful=False
    ),
    WayToTell("code", lambda c: [c.code], lambda o: [o.code]),
    WayToTell("full name", lambda c: [c.name], lambda o: [o.name, *o.other_names]),
    WayToTell(
        "short name", lambda c: [c.short_name], lambda o: [o.name, o.short_name, *o.other_names]
    ),
)


def match(
    councils: Sequence[Council], known: Sequence[OnRecord], answers: Answers
) -> CouncilMatches:
    """Which organisation each council is; one that is neither found nor asked about is new.

    An answer to the question which it is, is the code of the organisation, or NEW.
    """
    matches = CouncilMatches()
    new = _answered(councils, known, answers, matches)
    for step in STEPS:
        still = [one for one in councils if matches.is_open(one) and one.code not in new]
        taken = {one.pk for one in matches.found.values()}
        _match_by(step, still, [one for one in known if one.pk not in taken], matches)
    by_code = {one.code.casefold(): one for one in known}
    for council in councils:
        holder = by_code.get(council.code.casefold())
        if holder and matches.is_open(council) and council.code not in new:
            matches.ask(_clash(council, holder))
    return matches


def _answered(
    councils: Iterable[Council],
    known: Iterable[OnRecord],
    answers: Answers,
    matches: CouncilMatches,
) -> set[str]:
    """Note what somebody said of which it is; the codes of those that are new."""
    by_code = {one.code.casefold(): one for one in known}
    new = set()
    for council in councils:
        answer = answers.get((council.code.casefold(), WHICH), "").casefold()
        if answer == NEW:
            new.add(council.code)
        elif answer in by_code:
            matches.note(council, by_code[answer], "answer")
    return new


def _match_by(
    step: WayToTell, councils: Iterable[Council], free: Iterable[OnRecord], matches: CouncilMatches
) -> None:
    of_council, of_organisation = defaultdict(list), defaultdict(list)
    for council, organisation in step.pairs(councils, free):
        of_council[council.code].append(organisation)
        of_organisation[organisation.pk].append(council)
    for some in of_organisation.values():
        for council in some:
            organisations = of_council[council.code]
            if len(some) == len(organisations) == 1:
                matches.note(council, organisations[0], step.what)
            else:
                matches.ask(_which(council, some, organisations, step.what))


def _which(
    council: Council, rows: Iterable[Council], organisations: Sequence[OnRecord], what: str
) -> CouncilQuestion:
    """That several rows, or several organisations, have what it would be told by."""
    others = [f"row {one.row}, {one.code}" for one in rows if one is not council]
    register = f"the same {what} as {' and '.join(others)}" if others else f"this {what} once"
    record = " and ".join(f"“{one.name}” ({one.code})" for one in organisations)
    answers = ", ".join([*(one.code for one in organisations), NEW])
    return CouncilQuestion(council, WHICH, register, record, answers)


def _clash(council: Council, holder: OnRecord) -> CouncilQuestion:
    """That another organisation, or one of another time, has the register's code."""
    if holder.is_of_the_kind(council):
        register = _existence(council.start, council.end)
        record = f"“{holder.name}” ({holder.code}) {_existence(_begun(holder), holder.end)}"
    else:
        register = f"a council ({OrganisationKind(council.kind).label.lower()})"
        kind = OrganisationKind(holder.kind).label.lower()
        record = f"the code is that of “{holder.name}” ({kind})"
    return CouncilQuestion(council, WHICH, register, record, f"{holder.code}, {NEW}")


def _begun(holder: OnRecord) -> str:
    return holder.start or (holder.known_since.isoformat() if holder.known_since else "")


def _existence(start: str, end: str) -> str:
    said = [f"start {start}" if start else "", f"end {end}" if end else ""]
    return ", ".join(filter(None, said)) or "no dates"
