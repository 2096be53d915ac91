"""A first draft of a report, written from the records: sections, what they hold, what is asked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from decisions.choices import AskStyle, Block, ImplicationAnswer, StylePart
from decisions.models import Recommendation, Report, ReportItem
from decisions.operations import ask, send_to_meetings
from decisions.reports.build import ReportBuilder
from decisions.reports.numbering import ask_number
from decisions.reports.places_offered import (
    AHEAD,
    OPTIONS,
    ORDER,
    STANDING,
    OfferedPlace,
    places_offered,
)
from decisions.reports.proposing import ProposedAsk, proposed_asks
from decisions.reports.records import ReportRecords
from decisions.reports.taken import take
from programmes.choices import Held
from programmes.models import Citation, Document, Meeting
from programmes.operations import keep, set_subjects
from sharedsvc.core.light import reading_light, without_looking_for_circles
from sharedsvc.core.prose import list_in_words
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.core.reference import keys_by_label
from workstreams.models import Consultation

# Where a draft puts what, by the keys of sections that house styles have: the first that is there.
# A style with other keys has it in its first section.
PURPOSE = ("purpose", "introduction")
RECOMMENDATIONS = ("recommendations", "decisions-required")
SECTIONS_OF = {
    STANDING: ("summary", "current-position", "background", "taking-stock"),
    ORDER: ("background", "current-position", "summary", "opportunities"),
    AHEAD: ("workplan", "next-steps", "future-work", "background", "current-position", "summary"),
    OPTIONS: ("alternative-options", "options", "preferred-option", "background"),
}
IMPLICATIONS = ("implications",)
RISKS = ("risk-issues", "risk-opportunity", "risks", "risk")
CONSULTATION, PAPERS, SIGN_OFF = "consultation", "background-papers", "sign-off"
HIGHLIGHTS = frozenset({Block.OVERVIEW, Block.CHANGES, Block.STATUS, Block.MILESTONES})
STEP = 10  # orders apart, so that something can be put between
NO_PAPERS = "None."


@dataclass
class FirstDraft:
    """What a first draft holds: places in sections, and what is asked."""

    items: list[ReportItem] = field(default_factory=list)
    asks: list[ProposedAsk] = field(default_factory=list)


def first_draft(
    report: Report, meetings: Sequence[Meeting], user: Any, *, highlights: bool = False
) -> FirstDraft:
    """What the records give for a report at its date, as far as the user may see them.

    Of a highlight report only how things stand, what changed and what is due.
    """
    records = ReportRecords(report, user)
    with reading_as_at(records.day), reading_light(), without_looking_for_circles():
        offered = places_offered(records)
        if highlights:
            offered = [one for one in offered if one.block in HIGHLIGHTS]
        return Drafter(records, meetings, offered).draft()


class Drafter:
    """Puts what is computed, and what can be proposed in words, into the sections of a style."""

    def __init__(
        self, records: ReportRecords, meetings: Sequence[Meeting], offered: Iterable[OfferedPlace]
    ) -> None:
        self.records, self.meetings, self.report = records, meetings, records.report
        rows = records.style_rows[StylePart.SECTION]
        self.sections = [row.key for row in rows]
        self.placed: dict[str, list[ReportItem]] = {key: [] for key in self.sections}
        for one in offered:
            self._put(self._first(SECTIONS_OF[one.group]), one.block, **one.values)

    def draft(self) -> FirstDraft:
        """All of it, in order."""
        found = FirstDraft(asks=proposed_asks(self.records, self.meetings))
        purpose = self._first(PURPOSE)
        if purpose:
            self.placed[purpose].insert(0, self._item(Block.TEXT, text=self._purpose()))
        asks = self._first(RECOMMENDATIONS)
        if asks in RECOMMENDATIONS:
            self._put(asks, Block.ASKS)
        self._answers()
        self._consulted()
        self._papers()
        if self.report.by and SIGN_OFF in self.placed:
            self._put(SIGN_OFF, Block.SIGN_OFF, post=self.report.by)
        found.items = list(self._ordered())
        return found

    def _first(self, keys: Sequence[str]) -> str:
        """The first of these sections that the style has; else its first section; "" for none."""
        return next((key for key in keys if key in self.placed), next(iter(self.sections), ""))

    def _item(self, block: Block, **values: Any) -> ReportItem:
        return ReportItem(report=self.report, owner=self.report.owner, block=block, **values)

    def _put(self, section: str, block: Block, **values: Any) -> None:
        if section:
            self.placed[section].append(self._item(block, **values))

    def _ordered(self) -> Iterator[ReportItem]:
        for section, items in self.placed.items():
            for place, item in enumerate(items, start=1):
                item.section, item.order = section, place * STEP
                yield item

    def _purpose(self) -> str:
        bodies = list_in_words(dict.fromkeys(one.body.name for one in self.meetings)) or "members"
        return (
            f"This report tells {bodies} where {self.report.programme.title} stands on "
            f"{self.report.date_in_english}, and sets out what is to be decided."
        )

    def _answers(self) -> None:
        """A place for each implication and each category of risk, to be answered."""
        parts: tuple[tuple[Sequence[str], StylePart, Block], ...] = (
            (IMPLICATIONS, StylePart.IMPLICATION, Block.IMPLICATION),
            (RISKS, StylePart.RISK, Block.RISK_GRID),
        )
        for keys, part, block in parts:
            section = next((key for key in keys if key in self.placed), "")
            for row in self.records.style_rows[part] if section else ():
                self._put(section, block, heading=row.key, answer=ImplicationAnswer.NOT_STATED)

    def _consulted(self) -> None:
        """Who was consulted, as recorded, in the words of the record."""
        if CONSULTATION not in self.placed:
            return
        rows = Consultation.objects.visible_to(self.records.user).as_at(self.records.day)
        for one in rows.filter(programme=self.report.programme_id):
            came_back = f" {one.responses}" if one.responses else ""
            text = f"Consulted: {one.who}. {one.on_what}.{came_back}".replace("..", ".")
            self._put(CONSULTATION, Block.CONSULTATION, text=text)

    def _papers(self) -> None:
        """The documents that state what it is written from; "None." where there are none."""
        if PAPERS not in self.placed:
            return
        for document in self._sources():
            self._put(PAPERS, Block.BACKGROUND_PAPER, document=document)
        if not self.placed[PAPERS]:
            self._put(PAPERS, Block.BACKGROUND_PAPER, text=NO_PAPERS)

    def _sources(self) -> list[Document]:
        """What is cited for the records that the draft tells, newest first."""
        builder = ReportBuilder(self.records)
        for item in (one for items in self.placed.values() for one in items):
            item.seen = True
            builder._item_blocks(item)
        read = {record.reference for record in self.records.read if record.pk}
        cited = Citation.objects.in_visible_documents(self.records.user)
        documents: set[int] = set()
        for label, keys in keys_by_label(read).items():
            rows = cited.filter(record_type=label, record_id__in=keys)
            documents |= set(rows.values_list("document", flat=True))
        found = Document.objects.visible_to(self.records.user).filter(pk__in=documents)
        return list(found.exclude(held=Held.WITHHELD).order_by("-date_latest", "title"))


@transaction.atomic
def write_first_draft(
    *, report: Report, meetings: Sequence[Meeting], user: Any, highlights: bool = False
) -> Report:
    """Keep a new report with the meetings it goes to, and its first draft.

    Raises ValidationError where the records refuse it, PermissionDenied where the user may not.
    """
    keep(record=report)
    send_to_meetings(record=report, others=meetings)
    draft = first_draft(report, meetings, user, highlights=highlights)
    for item in draft.items:
        keep(record=item)
    for order, one in enumerate(draft.asks, start=1):
        record = Recommendation(
            report=report,
            owner=report.owner,
            order=order,
            number=number_of_ask(report, order),
            verb=one.verb,
            text=one.text,
            body=one.meeting and one.meeting.body,
            meeting=one.meeting,
        )
        ask(record=record)
        set_subjects(record=record, subjects=one.about)
    take(report)
    return report


def number_of_ask(report: Report, place: int) -> str:
    """The number that its house style gives to the recommendation in this place."""
    return ask_number(AskStyle(report.style.ask_numbering), place)
