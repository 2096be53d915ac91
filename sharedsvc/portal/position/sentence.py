"""The sentence that says first where a programme stands on a day. No database.

It tells how many workstreams there are and who answers for them, then at most two more things: the
first two that are true of `URGENT`, in that order. What is left out stands below it on the page, in
rows of its own; nothing is said that is not counted there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sharedsvc.core.prose import as_word, how_many, list_in_words, verb_of

AT_MOST = 2  # beside how many there are and who answers


@dataclass(frozen=True)
class Counts:
    """What is known of a programme on a day, counted.

    `word` is lead, host, provider, or what stands for them. Of the workstreams `firm` have one that
    is confirmed or in force, `hoped` one that is not yet (`hoped_as`: proposed, considered …),
    `unsure` one that only may be in force; the others have none. `asked`, `to_ask` and
    `were_to_ask` (the day has gone) are who and when, each meeting once.
    """

    day: str
    starts: str = ""
    has_begun: bool = True
    has_begun_surely: bool = True
    ended: str = ""
    workstreams: int = 0
    phase: str = ""
    in_phase: int = 0
    word: str = "lead"
    firm: int = 0
    hoped: int = 0
    hoped_as: str = "not yet confirmed"
    unsure: int = 0
    overdue: int = 0
    asked: tuple[tuple[str, str], ...] = ()
    to_ask: tuple[tuple[str, str], ...] = ()
    were_to_ask: tuple[tuple[str, str], ...] = ()
    due: int = 0
    due_when: str = ""
    before_gates: int = 0
    conflicts: int = 0

    @property
    def nobody(self) -> int:
        """How many workstreams nobody leads or hosts, nor may."""
        return self.workstreams - self.firm - self.hoped - self.unsure


def sentence(known: Counts) -> str:
    """Where a programme stands, in one sentence."""
    if not known.has_begun:
        start = f"Start of the programme: {known.starts}."
        return f"Nothing was recorded on or before {known.day}. {start}"
    if known.ended:
        return f"The programme ended {known.ended}."
    more = [said for tell in URGENT if (said := tell(known))][:AT_MOST]
    told = "; ".join([f"{_programme(known)}{_workstreams(known)}", *more])
    return f"{told[0].upper()}{told[1:]}."


def _programme(known: Counts) -> str:
    """What must be said of the programme itself before all else."""
    if not known.has_begun_surely:
        return f"the programme may not have begun yet (start: {known.starts}): "
    return ""


def _workstreams(known: Counts) -> str:
    """How many there are, in which phase, and who answers for them, the firmest first."""
    count = known.workstreams
    if not count:
        return f"no workstream is recorded on or before {known.day}"
    parts = _parts(known)
    if not parts:
        none = "none" if count > 1 else "not"
        recorded = f"{verb_of(count, 'is')} recorded"
        return f"{how_many(count, 'workstream')} {recorded}, {none} with a {known.word}"
    if all(number == count for number, _, _ in parts):
        whole = {1: "the one workstream", 2: "both workstreams"}
        told = " and ".join(_told(count, *words) for _, *words in parts)
        all_of_them = f"all {how_many(count, 'workstream')}"
        return f"{whole.get(count, all_of_them)} {told}"
    parts = parts if known.nobody < count else [*parts, (0, "has", f"a {known.word}")]
    each = [f"{as_word(number)} {_told(number, *words)}" for number, *words in parts]
    return f"of {how_many(count, 'workstream')}, {list_in_words(each)}"


def _parts(known: Counts) -> list[tuple[int, str, str]]:
    """How many workstreams are, or have, what: without any that nobody answers for at all."""
    word, nobody = known.word, known.nobody if known.nobody < known.workstreams else 0
    parts = [
        (known.in_phase, "is", f"in {known.phase}"),
        (known.firm, "has", f"a confirmed {word}"),
        (known.hoped, "has", f"a {word} that is {known.hoped_as}"),
        (known.unsure, "has", f"a {word} whose dates are open"),
        (nobody, "has", "none"),
    ]
    return [part for part in parts if part[0]]


def _told(number: int, verb: str, rest: str) -> str:
    return f"{verb_of(number, verb)} {rest}"


def _overdue(known: Counts) -> str:
    number = known.overdue
    date = "its date" if number == 1 else "their dates"
    past = f"{verb_of(number, 'is')} past {date} and not recorded as done"
    return f"{how_many(number, 'milestone')} {past}" if number else ""


def _asked(known: Counts) -> str:
    said = _meetings(known.asked, "was", "were")
    return f"what {said} asked has no outcome recorded" if said else ""


def _to_ask(known: Counts) -> str:
    said = _meetings(known.to_ask, "is", "are") or _meetings(known.were_to_ask, "was", "were")
    return f"{said} to be asked" if said else ""


def _meetings(meetings: tuple[tuple[str, str], ...], one: str, many: str) -> str:
    """Who, and when, if it is one meeting; otherwise how many."""
    if len(meetings) > 1:
        return f"{as_word(len(meetings))} meetings {many}"
    return "".join(f"{who}{f' ({when})' if when else ''} {one}" for who, when in meetings)


def _due(known: Counts) -> str:
    number = known.due
    due = f"{verb_of(number, 'is')} due next, {known.due_when}"
    return f"{how_many(number, 'milestone')} {due}" if number else ""


def _gates(known: Counts) -> str:
    number = known.before_gates
    return f"{as_word(number)} {_told(number, 'has', 'a gate to pass')}" if number else ""


def _conflicts(known: Counts) -> str:
    number = known.conflicts
    return f"sources disagree on {how_many(number, 'thing')}" if number else ""


# What somebody has to act upon comes before what is only to be known.
URGENT: tuple[Callable[[Counts], str], ...] = (_overdue, _asked, _to_ask, _due, _gates, _conflicts)
