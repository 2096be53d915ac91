"""What is looked at before a report is published: it warns and names the place, no more."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from decisions.choices import AskStyle, Block, HeadingStyle, StylePart, Word
from decisions.models import HouseSection, Proposal, Recommendation, Report, ReportItem
from decisions.reports.build import ReportBuilder, built
from decisions.reports.claims import (
    Contradiction,
    Facts,
    KnownDays,
    KnownStream,
    contradictions,
    totals_in_words,
)
from decisions.reports.content import Paragraph, ReportContent
from decisions.reports.markdown import plain
from decisions.reports.notice import notice_of
from decisions.reports.numbering import roman
from decisions.reports.records import ReportRecords
from programmes.choices import Visibility
from programmes.models import Meeting, Organisation
from programmes.viewers import Viewer
from sharedsvc.core.dates import day_in_words, in_words
from sharedsvc.core.prose import list_in_words
from sharedsvc.core.reading_day import reading_as_at
from workstreams.answering import is_named
from workstreams.choices import LEAD_KINDS, RoleKind
from workstreams.models import Workstream

EVERYBODY = Viewer()
BY_HAND = frozenset(
    {Block.TEXT, Block.CONSULTATION, Block.BULLET, Block.HEADING, Block.IMPLICATION}
)
HEADERS = (StylePart.HEADER.value, StylePart.FOOTER.value)
ASKING = "What is asked"
PARTS = re.compile(r"^(?P<before>.*?)(?P<last>\d+|[a-z]+|[A-Z]+)\W*$")
LONG = 4  # letters from which a reference stands for the name of a workstream in a text


@dataclass(frozen=True)
class Warned:
    """Something to look at: where, what is found, what the record says, and that record if any.

    `section` is the key of the section in which it stands, "" for the header or the whole.
    """

    place: str
    found: str
    says: str = ""
    section: str = ""
    is_doubt: bool = False
    record: Any = field(default=None, compare=False)


def warnings_of(
    report: Report,
    user: Any,
    today: datetime.date | None = None,
    builder: ReportBuilder | None = None,
) -> list[Warned]:
    """What to look at before the report is published, as far as the user may see it.

    With the `builder` that wrote it for that user, where there is one, nothing is read twice.
    """
    day = today or datetime.date.today()
    builder = builder or built(report, user)
    records = builder.records
    with reading_as_at(records.day):
        checker = Checker(records, builder.written_content)
        return [
            *checker.missing(),
            *checker.numbers(),
            *checker.asks(),
            *checker.claims(),
            *checker.notice(day),
        ]


class Checker:
    """Looks at one report, part by part."""

    def __init__(self, records: ReportRecords, content: ReportContent) -> None:
        self.records, self.report, self.content = records, records.report, content
        self.titles = {one.key: one.heading or one.title for one in content.sections}
        self.printed = {row.key: row for row in records.style_rows[StylePart.SECTION]}

    # What the house style has a place for

    def missing(self) -> Iterator[Warned]:
        """Header fields and sections that say nothing."""
        unstated = {_not_stated(self.records)}
        for one in self.content.header.items:
            if one.value in unstated:
                yield Warned("Header", f"“{one.label}” is not stated")
        for section in self.content.sections:
            row = self.printed[section.key]
            if not self._says_anything(row):
                yield Warned(
                    section.heading or row.title, "Nothing is written here", section=row.key
                )

    def _says_anything(self, row: HouseSection) -> bool:
        items = self.records.items[row.key]
        if row.heading == HeadingStyle.NOT_PRINTED:
            return True
        if row.key == "recommendations" and self.records.recommendations:
            return True
        answered = [item for item in items if item.block != Block.IMPLICATION or _is_answered(item)]
        return bool(answered)

    # Numbers

    def numbers(self) -> Iterator[Warned]:
        """Numbers of paragraphs, and of what is asked, that do not run on."""
        for section in self.content.sections:
            numbers = [
                block.number
                for block in section.blocks
                if isinstance(block, Paragraph) and block.number
            ]
            for before, after in pairwise(numbers):
                if not runs_on(before, after):
                    yield self._number(section, before, after)
        rows = [row.number for row in self.records.recommendations if row.number]
        is_roman = "i" in AskStyle(self.report.style.ask_numbering).value
        for before, after in pairwise(rows):
            if not runs_on(before, after, is_roman=is_roman):
                yield Warned(ASKING, f"After {before} comes {after}: the numbers do not run on")

    def _number(self, section: Any, before: str, after: str) -> Warned:
        found = f"After {before} comes {after}: the numbers do not run on"
        return Warned(section.heading, found, section=section.key)

    # What is asked

    def asks(self) -> Iterator[Warned]:
        """Recommendations without verb, body or subject; bodies of which nothing is asked."""
        rows = [row for row in self.records.recommendations if row.seen]
        for row in rows:
            place = f"{ASKING}, {row.number}"
            if not row.verb:
                yield Warned(place, "It has no verb: say what the body is to do")
            if not (row.body or row.meeting):
                yield Warned(place, "It does not say who is asked")
        asked = {row.body_id or (row.meeting and row.meeting.body_id) for row in rows}
        for meeting in self.records.meetings:
            if rows and meeting.body_id not in asked:
                yield Warned(ASKING, f"Nothing is asked of {meeting.body.in_full}")

    # What is written by hand

    def claims(self) -> Iterator[Warned]:
        """What hand-written text says against the records, or gives away."""
        facts = self._facts()
        for place, section, text, is_open in self._by_hand():
            for one in contradictions(text, facts, is_open=is_open):
                yield _warned(place, section, one)

    def _by_hand(self) -> Iterator[tuple[str, str, str, bool]]:
        """Each text that officers wrote: its place in words, its section, whether all read it."""
        yield "Header", "", self.report.title, self._is_open(self.report)
        for section in (*HEADERS, *self.printed):
            for item in self.records.items[section]:
                if item.seen:
                    yield from self._of_item(section, item)
        for row in self.records.recommendations:
            if row.seen:
                yield f"{ASKING}, {row.number}", "", row.text, self._is_open(row)

    def _of_item(self, section: str, item: ReportItem) -> Iterator[tuple[str, str, str, bool]]:
        place = f"{self.titles.get(section, 'Header')} {item.number}".strip()
        is_open = self._is_open(item)
        text = plain(item.text) if item.block in BY_HAND else item.text
        for one in filter(None, (text, item.note)):
            yield place, section, one, is_open

    def _is_open(self, record: Report | ReportItem | Recommendation) -> bool:
        """Whether everybody may read it once the report is published."""
        return Visibility.PUBLIC == record.visibility == self.report.visibility

    def _facts(self) -> Facts:
        records = self.records
        whole = [one for one in records.workstreams if one.parent_id is None]
        parts, going = self._parts(whole), len(records.going)
        return Facts(
            streams=tuple(self._stream(one) for one in whole),
            organisations=self._organisations(),
            totals=frozenset({len(whole), going, *parts.values()} if whole else ()),
            totals_in_words=totals_in_words(going, parts),
            days=tuple(self._days()),
            doubts=self._doubts(),
            closed=self._closed(),
        )

    def _parts(self, whole: Iterable[Workstream]) -> dict[str, int]:
        """How many workstreams are in each phase, and of each class; how many each list ranks."""
        parts: dict[str, set[int]] = {}
        for stage in self.records.stages:
            if stage.phase:
                parts.setdefault(stage.phase.title, set()).add(stage.workstream_id)
        for one in whole:
            parts.setdefault(one.get_duration_class_display(), set()).add(one.pk)
        for rows in self.records.entries.values():
            parts[f"the list of {rows[0].ranking.by.label}"] = {row.workstream_id for row in rows}
        return {name: len(found) for name, found in parts.items() if name != "Not stated"}

    def _stream(self, one: Workstream) -> KnownStream:
        roles = [role for role in self.records.roles[one.pk] if is_named(role)]
        entries = [
            row
            for rows in self.records.entries.values()
            for row in rows
            if row.workstream_id == one.pk
        ]
        staged = [row.title for row in self.records.stages if row.workstream_id == one.pk]
        by_ref = one.ref.replace("-", " ")
        named = [one.title, *staged, *(row.title for row in entries)]
        named += [by_ref] if len(by_ref) >= LONG and by_ref.islower() else []
        return KnownStream(
            titles=tuple(dict.fromkeys(filter(None, named))),
            leads=_holders(roles, LEAD_KINDS),
            hosts=_holders(roles, (RoleKind.HOST,)),
            ranks=tuple((row.ranking.by.label, row.rank) for row in entries if row.rank),
            doubt=self._doubt_of({role.pk for role in roles}),
            record=one,
        )

    def _doubt_of(self, roles: set[int]) -> str:
        """What sources say otherwise of these roles, as far as nobody has settled it."""
        return self._readings_about("workstreams.workstreamrole", roles)

    def _readings_about(self, label: str, keys: set[int]) -> str:
        conflicts = {
            reading.conflict_id
            for reading in self.records.readings
            for row in reading.about_rows  # type: ignore[attr-defined]
            if row["type"] == label and row["subject"] in keys
        }
        return " ".join(
            f"{reading.statement.rstrip('.')}."
            for reading in self.records.readings
            if reading.conflict_id in conflicts
        )

    def _doubts(self) -> dict[str, str]:
        """What sources say otherwise of somebody's list."""
        rankings: dict[str, set[int]] = {}
        for rows in self.records.entries.values():
            rankings.setdefault(rows[0].ranking.by.label, set()).add(rows[0].ranking_id)
        found = {
            who: self._readings_about("workstreams.ranking", keys) for who, keys in rankings.items()
        }
        return {who: words for who, words in found.items() if words}

    def _organisations(self) -> dict[str, str]:
        """What a text may call an organisation that has a part in the programme."""
        roles = [role for some in self.records.roles.values() for role in some]
        parts = [role.organisation for role in roles if role.organisation]
        rankers = [rows[0].ranking.by for rows in self.records.entries.values() if rows]
        found: dict[str, str] = {}
        for one in [self.report.organisation, *parts, *rankers]:
            found |= {name: str(one.label) for name in (one.name, one.short_name) if name}
        return found

    def _days(self) -> Iterator[KnownDays]:
        """On which days milestones are due, and bodies met, as recorded."""
        for one in self.records.milestones:
            given = [name for name in ("due", "forecast", "done") if getattr(one, name)]
            days = frozenset(getattr(one, f"{name}_latest") for name in given)
            now = [f"now expected {in_words(one.forecast)}"] if one.forecast else []
            words = list_in_words([f"due {one.due_in_words}", *now])
            if days:
                yield KnownDays(one.title, days, f"{words[0].upper()}{words[1:]}", record=one)
        met: dict[Any, list[Any]] = {}
        bodies = {meeting.body_id for meeting in self.records.meetings}
        rows = Meeting.objects.visible_to(self.records.user).filter(body__in=bodies)
        for meeting in rows.select_related("body"):
            met.setdefault(meeting.body, []).append(meeting)
        for body, meetings in met.items():
            met_on = frozenset(one.date_latest for one in meetings)
            words = f"Meetings recorded: {list_in_words(map(day_in_words, sorted(met_on)))}"
            yield KnownDays(body.name, met_on, words, is_body=True, record=body)

    def _closed(self) -> Mapping[str, str]:
        """Names of what the reader sees of the programme, and everybody does not."""
        found: dict[str, str] = {}
        for model in (Workstream, Proposal):
            seen: Any = model.objects
            open_ones = seen.visible_to(EVERYBODY).values("pk")
            rows = seen.visible_to(self.records.user).filter(programme=self.report.programme_id)
            for one in rows.exclude(pk__in=open_ones):
                what = one._meta.verbose_name
                found[one.title] = f"This {what} is not open to everybody"
        return found

    # Notice

    def notice(self, today: datetime.date) -> Iterator[Warned]:
        """Papers that would be later than the notice of their meeting allows."""
        for meeting in self.records.meetings:
            organisation: Organisation = meeting.body.organisation
            meets = meeting.date_latest
            place = f"{meeting.body.in_full}, {meeting.date_in_english}"
            if meets < today:
                yield Warned(place, "The meeting is past", f"Today is {day_in_words(today)}")
                continue
            found = notice_of(organisation.kind, organisation.official_code, today, meets)
            if not found.needed:
                says = "Neither its kind nor its official code says in which nation it is"
                yield Warned(place, "How much notice papers need cannot be said", says)
            elif found.is_short:
                says = f"{found.needed} clear days are needed; {found.there} are left"
                yield Warned(place, "The papers are later than the notice allows", says)


def runs_on(before: str, after: str, *, is_roman: bool = False) -> bool:
    """Whether one printed number follows another: 4.1 and 4.2, (a) and (b), 4.9 and 5.1."""
    first, second = PARTS.match(before.strip("()")), PARTS.match(after.strip("()"))
    if not (first and second):
        return True  # not a number that we know how to count
    if first["before"] != second["before"]:
        return _place(second["last"], is_roman) == 1
    return _place(second["last"], is_roman) == _place(first["last"], is_roman) + 1


def _place(last: str, is_roman: bool) -> int:
    if last.isdigit():
        return int(last)
    if is_roman:
        return next((n for n in range(1, 40) if roman(n) == last.upper()), 0)
    place = 0
    for one in last.lower():
        place = place * 26 + ord(one) - ord("a") + 1
    return place


def _holders(roles: Iterable[Any], kinds: Iterable[str]) -> frozenset[str]:
    held = (role.organisation for role in roles if role.kind in kinds)
    return frozenset(str(one.label) for one in held if one)


def _is_answered(item: ReportItem) -> bool:
    return bool(item.text) or item.answer in ("none", "not applicable")


def _not_stated(records: ReportRecords) -> str:
    own = {row.key: row.title for row in records.style_rows[StylePart.WORD]}
    return own.get(Word.NOT_STATED.value) or str(Word.NOT_STATED.label)


def _warned(place: str, section: str, one: Contradiction) -> Warned:
    return Warned(place, one.said, one.says, section, one.is_doubt, one.record)
