"""What a newer edition of the public register changes of a council on record.

What stands on record as the register said it before is the register's, and follows it; what people
or reports stated stays. Where both say something else of one fact somebody must answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from programmes.choices import OrganisationKind
from programmes.councils.matching import Answers, CouncilQuestion
from programmes.councils.reading import Council
from sharedsvc.core.dates import bounds

NAMES = ("name", "short_name")
DATES = ("start", "end")
FIELDS = (*NAMES, "kind", "official_code", *DATES)
REGISTER, RECORD = "register", "record"
EITHER = f"{REGISTER} or {RECORD}"


@dataclass(frozen=True)
class CouncilChanges:
    """What is to be changed, by field, and what must be answered before."""

    changes: dict[str, str] = field(default_factory=dict)
    questions: list[CouncilQuestion] = field(default_factory=list)


def values_of(council: Council) -> dict[str, Any]:
    """What the register says of a council, by field of the organisation."""
    return {name: getattr(council, name) for name in FIELDS}


def compare(
    council: Council, stands: Mapping[str, Any], before: Mapping[str, Any] | None, answers: Answers
) -> CouncilChanges:
    """A council of the register beside what stands on record, and what the register said `before`.

    `stands` has the organisation's fields, former codes as a tuple.
    """
    found = CouncilChanges()
    for name in FIELDS:
        _compare(council, name, stands, before, answers, found)
    _compare_existence(council, stands, answers, found)
    return found


def _compare(
    council: Council,
    name: str,
    stands: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    answers: Answers,
    found: CouncilChanges,
) -> None:
    record, register = stands[name], getattr(council, name)
    if record == register or (name == "official_code" and _is(record, [register])):
        return
    was = before.get(name) if before is not None else None
    if record == was or _says_more(council, name, stands, was):
        found.changes[name] = register
    elif was != register and register and _contradicts(council, name, stands):
        question = CouncilQuestion(council, name, f"“{register}”", f"“{record}”", EITHER)
        answer = answers.get(question.key)
        if answer == REGISTER:
            found.changes[name] = register
        elif answer != RECORD:
            found.questions.append(question)


def _says_more(council: Council, name: str, stands: Mapping[str, Any], was: str | None) -> bool:
    """Whether the register says what is not on record, and was not taken from it by somebody."""
    record, register = stands[name], getattr(council, name)
    if not register or was:
        return False
    vague = name == "kind" and record == OrganisationKind.COUNCIL
    followed = name == "official_code" and _is(record, council.former_codes)
    return not record or vague or followed


def _contradicts(council: Council, name: str, stands: Mapping[str, Any]) -> bool:
    """Whether both cannot be. Of names there may be several; a date may be known less exactly."""
    record, register = stands[name], getattr(council, name)
    if name in NAMES:
        return False
    if name in DATES and record:
        ours, theirs = bounds(record), bounds(register)
        return ours.latest < theirs.earliest or theirs.latest < ours.earliest
    return not (name == "official_code" and _is(register, stands["former_codes"]))


def _is(code: str, codes: Iterable[str]) -> bool:
    """Whether a code is one of these; its capitals tell nothing."""
    return code.casefold() in map(str.casefold, codes)


def _compare_existence(
    council: Council, stands: Mapping[str, Any], answers: Answers, found: CouncilChanges
) -> None:
    """Ask where it would begin after its end, by one date of the register and one on record."""
    start, end = (found.changes.get(name, stands[name]) for name in DATES)
    if not (start and end and bounds(start).earliest > bounds(end).latest):
        return
    for name, other in (DATES, reversed(DATES)):
        if name in found.changes:
            register, record = f"{name} “{found.changes[name]}”", f"{other} “{stands[other]}”"
            question = CouncilQuestion(council, name, register, record, RECORD)
            if answers.get(question.key) == RECORD:
                del found.changes[name]
            else:
                found.questions.append(question)
