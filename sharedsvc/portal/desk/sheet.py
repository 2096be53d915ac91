"""The desk: a report's header, its sections with the paper beside them, and what it asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from decisions.choices import Block, StylePart
from decisions.models import (
    Gate,
    HouseSection,
    Proposal,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.reports.build import ReportBuilder, built
from decisions.reports.content import ReportContent, Section
from decisions.reports.drafting import RECOMMENDATIONS, number_of_ask
from decisions.reports.fields import FILLED
from decisions.reports.places_offered import OfferedPlace, places_offered
from programmes.kinds import attach_subjects
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.core.versions import Opened, latest_version
from sharedsvc.portal.desk.forms import (
    AskForm,
    DeskForm,
    FieldForm,
    HeadForm,
    NewPlaceForm,
    PlaceForm,
    marked,
    people_of,
    posts_of,
    reference_text,
)
from workstreams.models import Workstream

FIELD_PARTS = (StylePart.HEADER, StylePart.FOOTER)


@dataclass
class DeskPlace:
    """One place of a section: its form, what is computed there, and its number in the paper."""

    item: ReportItem
    form: PlaceForm
    called: str
    number: str = ""


@dataclass
class DeskSection:
    """A section: what can be written in it, and how it stands in the paper."""

    row: HouseSection
    paper: Section | None
    places: list[DeskPlace]
    new: NewPlaceForm
    holds_asks: bool = False

    @property
    def as_content(self) -> Any:
        """The section in the shape in which the body of a paper is rendered."""
        return SimpleNamespace(sections=(self.paper,))

    @property
    def heading(self) -> str:
        """Number and title, as printed; of one printed without a title, what the style calls it."""
        printed = self.paper.heading if self.paper else ""
        return printed or self.row.title


@dataclass
class Lost:
    """Words that somebody typed into a place which a colleague took out meanwhile."""

    called: str
    words: str


@dataclass
class DeskSheet:
    """Everything on the desk of one report, for one clerk; `typed` is what they sent."""

    report: Report
    user: Any
    typed: Mapping[str, str] | None = None
    lost: list[Lost] = field(default_factory=list)

    @cached_property
    def builder(self) -> ReportBuilder:
        """What wrote the paper as it is saved."""
        return built(self.report, self.user)

    @property
    def content(self) -> ReportContent:
        """The paper as it is saved."""
        return self.builder.written_content

    @cached_property
    def style_rows(self) -> list[HouseSection]:
        """The rows of its house style, in order."""
        rows = HouseSection.objects.visible_to(self.user).filter(style=self.report.style_id)
        return list(rows.order_by("part", "order", "pk"))

    @cached_property
    def items(self) -> list[ReportItem]:
        """All its places, those that are hidden among them."""
        rows = ReportItem.objects.visible_to(self.user).filter(report=self.report)
        related = (
            "ranking",
            "against",
            "phase",
            "document",
            "proposal",
            "review",
            "post",
            "person",
        )
        return list(rows.select_related(*related).order_by("section", "order", "pk"))

    @cached_property
    def asks(self) -> list[Recommendation]:
        """What it asks, in order, each with what it is about as far as that may be seen."""
        rows = Recommendation.objects.visible_to(self.user).filter(report=self.report)
        found = list(rows.select_related("body", "meeting__body").order_by("order", "pk"))
        attach_subjects(found, self.user)
        return found

    @cached_property
    def goes_to(self) -> list[ReportMeeting]:
        """The meetings it goes to, in order."""
        rows = ReportMeeting.objects.visible_to(self.user).filter(report=self.report)
        return list(rows.select_related("meeting__body__organisation").order_by("order", "pk"))

    @cached_property
    def offered(self) -> list[OfferedPlace]:
        """What can be added from the records."""
        with reading_as_at(self.builder.records.day):
            return places_offered(self.builder.records)

    @cached_property
    def subjects(self) -> dict[str, str]:
        """What a recommendation can be about, as choices: the programme, and what is of it."""
        programme = self.report.programme
        rows: list[Any] = [programme]
        for model, order in ((Workstream, "order"), (Proposal, "code"), (Gate, "order")):
            of_it = model.objects.visible_to(self.user).filter(programme=programme)
            rows += of_it.order_by(order, "pk")
        return {
            reference_text(one): f"{one._meta.verbose_name.capitalize()}: {one}" for one in rows
        }

    def asked_choices(self, ask: Recommendation | None) -> list[tuple[str, str]]:
        """Whom a recommendation can ask: the meetings it goes to, and whom it asks already."""
        found = {
            f"{one.meeting.body_id}:{one.meeting_id}": f"{one.meeting.body.name}, "
            f"{one.meeting.date_in_english}"
            for one in self.goes_to
        }
        if ask is not None and (ask.body or ask.meeting):
            key = f"{ask.body_id or ''}:{ask.meeting_id or ''}"
            words = [
                ask.body.name if ask.body else "",
                str(ask.meeting.date_in_english) if ask.meeting else "",
            ]
            found.setdefault(key, ", ".join(filter(None, words)))
        return [("", "Nobody is named"), *found.items()]

    # The forms

    @cached_property
    def head(self) -> HeadForm:
        """The header."""
        return HeadForm(
            self.typed,
            report=self.report,
            goes_to=[one.meeting for one in self.goes_to],
            user=self.user,
            posts=posts_of(self.report, self.user),
            people=people_of(self.report, self.user),
        )

    @cached_property
    def fields(self) -> list[FieldForm]:
        """The fields of header and footer that do not fill themselves, or were filled by hand."""
        own = {(one.section, one.heading): one for one in self.items if one.block == Block.HEADER}
        rows = [row for row in self.style_rows if row.part in FIELD_PARTS]
        return [
            FieldForm(
                self.typed,
                part=row.part,
                key=row.key,
                title=row.title,
                item=own.get((row.part, row.key)),
            )
            for row in rows
            if row.key not in FILLED or (row.part, row.key) in own
        ]

    @cached_property
    def sections(self) -> list[DeskSection]:
        """The sections, in the report's order."""
        rows = [row for row in self.style_rows if row.part == StylePart.SECTION]
        rows.sort(key=self.report.place_of_section)
        paper = {one.key: one for one in self.content.sections}
        by_section: dict[str, list[ReportItem]] = defaultdict(list)
        for item in self.items:
            by_section[item.section].append(item)
        found = [self._section(row, paper.get(row.key), by_section[row.key]) for row in rows]
        with_asks = [one for one in found if self._may_hold_asks(one, by_section)]
        for one in (with_asks or found[-1:])[:1]:
            one.holds_asks = True
        return found

    def _may_hold_asks(self, one: DeskSection, items: Mapping[str, list[ReportItem]]) -> bool:
        asks = any(item.block == Block.ASKS for item in items[one.row.key])
        return asks or one.row.key in RECOMMENDATIONS

    def _section(
        self, row: HouseSection, paper: Section | None, items: Iterable[ReportItem]
    ) -> DeskSection:
        places = []
        for item in items:
            called = self._called(item)
            number = item.number or _number_in(self.builder.written.get(item.pk, []))
            form = PlaceForm(self.typed, item=item, called=f"{row.title}, {number or called}")
            places.append(DeskPlace(item, form, called, number))
        new = NewPlaceForm(self.typed, section=row.key, called=row.title, offered=self.offered)
        return DeskSection(row, paper, places, new)

    def _called(self, item: ReportItem) -> str:
        """What a place holds, in words."""
        block = Block(item.block)
        titles = self._titles_by_part
        if block in (Block.IMPLICATION, Block.RISK_GRID):
            return titles.get(item.heading, item.heading)
        about: Any = item.document or item.ranking or item.phase or item.proposal or item.review
        about = about or item.post or item.get_duration_class_display()
        return f"{block.label}: {about}" if about else str(block.label)

    @cached_property
    def _titles_by_part(self) -> dict[str, str]:
        parts = (StylePart.IMPLICATION, StylePart.RISK)
        return {row.key: row.title for row in self.style_rows if row.part in parts}

    @cached_property
    def ask_forms(self) -> list[AskForm]:
        """Each recommendation, and one more that is empty."""
        forms = [AskForm(self.typed, ask=one, sheet=self, number=one.number) for one in self.asks]
        number = number_of_ask(self.report, len(self.asks) + 1)
        return [*forms, AskForm(self.typed, ask=None, sheet=self, number=number)]

    @cached_property
    def forms(self) -> list[DeskForm]:
        """All of them, in the order of the page."""
        of_places = [place.form for one in self.sections for place in one.places]
        new = [one.new for one in self.sections]
        return [self.head, *self.fields, *of_places, *self.ask_forms, *new]

    @cached_property
    def has_errors(self) -> bool:
        """Whether anything that was typed is refused."""
        return any(form.is_bound and not form.is_valid() for form in self.forms)

    @property
    def ticked(self) -> list[tuple[str, list[str]]]:
        """The boxes that are ticked as the records stand, by the names of their cells."""
        return [
            (f"{form.prefix}-{name}", form.now[name].split())
            for form in self.forms
            for name in ("about", "meetings")
            if name in form.now
        ]

    @property
    def sealed(self) -> str:
        """What stands in each cell now, by marks, for the page to hand back."""
        marks = {
            f"{form.prefix}-{name}": marked(text)
            for form in self.forms
            for name, text in form.now.items()
            if text
        }
        return Opened(latest_version(self.report), marks).sealed(self.report, self.user)


def _number_in(blocks: Iterable[Any]) -> str:
    """The number printed before what a place came to."""
    return next((one.number for one in blocks if getattr(one, "number", "")), "")
