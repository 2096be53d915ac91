"""Whether sentences written by hand contradict what the records say. Asks no database.

It looks for plain claims only: who leads or hosts, at which rank, how many, on which day. What it
does not understand it passes over; what it finds it tells, and never puts right.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sharedsvc.core.dates import NotADate, day_in_words, read_one_day
from sharedsvc.core.prose import NUMBERS, as_word, list_in_words

SENTENCES = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“‘(])|\n+")
HEADS = re.compile(
    r"\b(?:(?P<host>hosts?|hosted|hosting)|leads?|led|leading)\b(?!\s+(?:to|officers?|members?)\b)",
    re.I,
)
NOT_SAID = re.compile(r"\b(?:not|no longer|never|whether|who|if|should|could|might)\b", re.I)
BY = re.compile(
    r"^\W*(?:jointly\s+|to be\s+)?(?:by|authority is|council is|is|are)\s+(?:the\s+)?$", re.I
)
NEAR = 60  # letters between an organisation and what it is said to do
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
WORDS = (*NUMBERS[1:], "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen")
RANKED = re.compile(
    r"\b(?:rank(?:ed|s)?|placed|comes|came|stands)(?:\s+\w+){0,6}?\s+"
    rf"(?P<number>\d{{1,2}}|{'|'.join(ORDINALS)})(?:st|nd|rd|th)?(?=\W|$)",
    re.I,
)
IN_ORDER = re.compile(r"\b(?:priorit|top\s+(?:two|three|four|five|\d))", re.I)
COUNTED = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{'|'.join(WORDS)})\s+(?:\w+\s+)?"
    r"(?:work\s?-?streams|shared services|services to be shared)\b",
    re.I,
)
A_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{4}\b")
MET = re.compile(r"\b(?:met|meets?|meeting)\b", re.I)
EXEMPT = re.compile(
    r"\b(?:exempt (?:information|report|appendix|item)|not for publication|commercially sensitive"
    r"|in confidence|strictly confidential|paragraph [1-7] of (?:part 1 of )?schedule 12A)\b",
    re.I,
)


@dataclass(frozen=True)
class KnownStream:
    """What the records say of a workstream; `doubt` is what they disagree on of who leads it."""

    titles: tuple[str, ...]
    leads: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    ranks: tuple[tuple[str, int], ...] = ()
    doubt: str = ""
    record: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class KnownDays:
    """On which days something was, is due or is expected, and how the records put it."""

    name: str
    days: frozenset[datetime.date]
    words: str
    is_body: bool = False
    record: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Facts:
    """What hand-written text is compared with.

    `organisations` are labels by each name that a text may use; `doubts` what rankings' sources
    disagree on, by the labels of whose they are; `closed` names that not everybody may read.
    """

    streams: tuple[KnownStream, ...] = ()
    organisations: Mapping[str, str] = field(default_factory=dict)
    totals: frozenset[int] = frozenset()
    totals_in_words: str = ""
    days: tuple[KnownDays, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Contradiction:
    """What a text says, and what the records say to that."""

    said: str
    says: str
    is_doubt: bool = False
    record: Any = field(default=None, compare=False)


def contradictions(text: str, facts: Facts, *, is_open: bool = True) -> list[Contradiction]:
    """What a text says against the records; of one that is `is_open`, what not all may read."""
    found: list[Contradiction] = []
    for sentence in filter(None, map(str.strip, SENTENCES.split(text))):
        streams = [one for one in facts.streams if _names(sentence, one.titles)]
        found += _of_heads(sentence, streams, facts)
        found += _of_ranks(sentence, streams, facts)
        found += _of_totals(sentence, facts)
        found += _of_days(sentence, facts)
        found += _closed(sentence, facts) if is_open else ()
    return list(dict.fromkeys(found))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)


def _names(sentence: str, names: Iterable[str]) -> bool:
    return any(_pattern(name).search(sentence) for name in names if name)


def _mentions(sentence: str, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Where which organisation is named: the longest name at each place."""
    taken: list[tuple[int, int]] = []
    for name in sorted(facts.organisations, key=len, reverse=True):
        for match in _pattern(name).finditer(sentence):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield (*match.span(), facts.organisations[name])


def _of_heads(sentence: str, streams: list[KnownStream], facts: Facts) -> Iterator[Contradiction]:
    """Who is said to lead or host what others lead or host."""
    if not streams:
        return
    for verb in HEADS.finditer(sentence):
        for stream in streams:
            if stream.doubt:
                yield Contradiction(sentence, stream.doubt, True, stream.record)
        for label in dict.fromkeys(_heading(sentence, verb, facts)):
            name = "hosts" if verb["host"] else "leads"
            right = [getattr(one, name) for one in streams]
            if any(right) and not any(label in labels for labels in right):
                told = "; ".join(f"{one.titles[0]}: {_who(getattr(one, name))}" for one in streams)
                said = f"{label} {name}: “{sentence}”"
                yield Contradiction(
                    said, f"{name.capitalize()} of {told}", record=streams[0].record
                )


def _heading(sentence: str, verb: re.Match[str], facts: Facts) -> Iterator[str]:
    """Which organisations a verb of leading is said of."""
    for start, end, label in _mentions(sentence, facts):
        between = (
            sentence[end : verb.start()] if end <= verb.start() else sentence[verb.end() : start]
        )
        is_before = end <= verb.start() and len(between) <= NEAR
        is_said = is_before and not verb[0].lower().endswith("ed")
        is_said |= start >= verb.end() and bool(BY.match(between))
        if is_said and not NOT_SAID.search(between):
            yield label


def _who(labels: Iterable[str]) -> str:
    return list_in_words(sorted(labels)) or "not recorded"


def _of_ranks(sentence: str, streams: list[KnownStream], facts: Facts) -> Iterator[Contradiction]:
    """A rank that no list gives, or that the owner named in the sentence does not give."""
    named = {label for _, _, label in _mentions(sentence, facts)}
    doubted = [words for label, words in facts.doubts.items() if label in named]
    if IN_ORDER.search(sentence):
        yield from (Contradiction(sentence, words, True) for words in doubted)
    for match in RANKED.finditer(sentence) if len(streams) == 1 else ():
        ranks = [(who, rank) for who, rank in streams[0].ranks if not named or who in named]
        ranks = ranks or list(streams[0].ranks)
        if ranks and _number(match["number"]) not in {rank for _, rank in ranks}:
            told = "; ".join(f"{who}: {rank}" for who, rank in ranks)
            yield Contradiction(
                f"“{match[0]}”: “{sentence}”",
                f"Ranks of {streams[0].titles[0]}: {told}",
                record=streams[0].record,
            )


def _number(words: str) -> int:
    words = words.lower()
    if words.isdigit():
        return int(words)
    names = ORDINALS if words in ORDINALS else WORDS
    return names.index(words) + 1


def _of_totals(sentence: str, facts: Facts) -> Iterator[Contradiction]:
    for match in COUNTED.finditer(sentence):
        if facts.totals and _number(match["number"]) not in facts.totals:
            yield Contradiction(f"“{match[0]}”: “{sentence}”", facts.totals_in_words)


def _of_days(sentence: str, facts: Facts) -> Iterator[Contradiction]:
    """A day on which what is named was not, as far as any record says."""
    days = [*_days(sentence)]
    for known in facts.days if days else ():
        if not _names(sentence, (known.name,)) or (known.is_body and not MET.search(sentence)):
            continue
        wrong = [day for day in days if day not in known.days]
        if wrong and len(wrong) == len(days):
            said = f"{known.name}, {day_in_words(wrong[0])}: “{sentence}”"
            yield Contradiction(said, known.words, record=known.record)


def _days(sentence: str) -> Iterator[datetime.date]:
    for match in A_DAY.finditer(sentence):
        try:
            yield read_one_day(match[0])
        except NotADate:
            continue


def _closed(sentence: str, facts: Facts) -> Iterator[Contradiction]:
    """Words by which exempt matter is known, and names that not everybody may read."""
    for match in EXEMPT.finditer(sentence):
        yield Contradiction(f"“{match[0]}” in the open part", "Everybody will read this part")
    for name, what in facts.closed.items():
        if _names(sentence, (name,)):
            yield Contradiction(f"“{name}” in the open part", what)


def totals_in_words(whole: int, parts: Mapping[str, int]) -> str:
    """How many workstreams the records have: in all, and in each phase, class or ranking."""
    told = [f"{as_word(number)} in {name}" for name, number in parts.items()]
    return f"The records have {as_word(whole)} in all" + (
        f": {list_in_words(told)}" if told else ""
    )
