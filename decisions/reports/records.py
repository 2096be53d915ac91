"""What a report is written from: its records as they stood at its date, each read once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from decisions.choices import StylePart
from decisions.models import (
    Clause,
    HouseSection,
    Option,
    OptionPoint,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.reports.content import ContentBlock
from decisions.reports.progress import ProgressRecords
from decisions.reports.taken_blocks import blocks_taken
from programmes.choices import Visibility
from programmes.models import Citation, Principle, Reading
from sharedsvc.core.light import LightReader
from sharedsvc.core.prose import paragraphs_in_words
from sharedsvc.core.showing import withhold
from workstreams.lineage import that_go_forward
from workstreams.models import (
    Finding,
    Lineage,
    RankingEntry,
    Stage,
    Workstream,
    WorkstreamRole,
)

ITEM_KEPT = ("section", "order", "number", "block", "heading", "hidden")
# Of these a programme has many, and what they are joined to is only called by its name.
RANKED = LightReader(("ranking__by", "workstream"))
PLACED = LightReader(("workstream", "phase"))
HOLDING = LightReader(("organisation", "person", "post"))
ASK_KEPT = ("number", "order", "anticipated", "body", "meeting")


def _without_content(record: Any, kept: tuple[str, ...]) -> Any:
    """A record that may be seen as it is; of one withheld, only its place."""
    if record.seen:
        return record
    place = type(record)(**{name: getattr(record, name) for name in kept})
    place.seen = False
    return place


class ReportRecords(ProgressRecords):
    """The records of one report, as far as the user may see them; read only when asked for."""

    def __init__(self, report: Report, user: Any, day: datetime.date | None = None) -> None:
        self.report = report
        self.user = user
        self.day = day or report.date_latest
        self.read: list[Any] = [report]

    def _visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    def _read(self, rows: Iterable[Any]) -> list[Any]:
        """The records of a queryset, or as they were read; what was written from is remembered."""
        found = list(rows)
        self.read += found
        return found

    @cached_property
    def style_rows(self) -> dict[str, list[HouseSection]]:
        """Header fields, sections, implication headings and risk categories of the house style.

        The sections stand in the report's own order, where it has one.
        """
        rows = defaultdict(list)
        sections = self._visible(HouseSection).filter(style=self.report.style_id)
        for row in self._read(sections.order_by("order", "pk")):
            rows[row.part].append(row)
        rows[StylePart.SECTION].sort(key=self.report.place_of_section)
        return rows

    @cached_property
    def items(self) -> dict[str, list[ReportItem]]:
        """The places of the report by section, but what its clerks hid.

        One that is withheld is `seen` = False.
        """
        found = defaultdict(list)
        rows = ReportItem.objects.with_seen_by(self.user).filter(report=self.report)
        related = ("ranking__by", "against__by", "phase", "document", "person", "post")
        for item in self._read(rows.select_related(*related).order_by("section", "order", "pk")):
            if not item.hidden:
                found[item.section].append(_without_content(item, ITEM_KEPT))
        return found

    @cached_property
    def taken(self) -> dict[int, list[ContentBlock]]:
        """What computed places said when the clerks last took them from the records.

        Told to every reader alike, so only of what everybody may read, then and now.
        """
        if self.day != self.report.date_latest:
            return {}
        return blocks_taken(self.report)

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        """What is asked, in order; what is withheld is `seen` = False."""
        rows = Recommendation.objects.with_seen_by(self.user).filter(report=self.report)
        rows = rows.select_related("body", "meeting").order_by("order", "pk")
        return [_without_content(row, ASK_KEPT) for row in self._read(rows)]

    @cached_property
    def goes_to(self) -> list[ReportMeeting]:
        """The meetings the report goes to, in order; one that is withheld is `seen` = False."""
        rows = ReportMeeting.objects.with_seen_by(self.user).filter(report=self.report)
        return self._read(rows.select_related("meeting__body").order_by("order", "pk"))

    @cached_property
    def meetings(self) -> list[Any]:
        """The meetings it goes to that may be seen, in order."""
        return [row.meeting for row in self.goes_to if row.seen]

    def may_see(self, record: Any) -> bool:
        """Whether the user may see a person, post or body; asks only for one not public."""
        if record.visibility == Visibility.PUBLIC and not record.seen_through:
            return True
        return self._visible(type(record)).filter(pk=record.pk).exists()

    @cached_property
    def clauses(self) -> list[Clause]:
        """Clauses of the programme's decisions, newest first. What may not be seen is withheld."""
        clauses = self._visible(Clause).filter(decision__programme=self.report.programme_id)
        found = self._read(clauses.for_list())
        withhold([clause.decision for clause in found], self.user)
        return found

    @cached_property
    def entries(self) -> dict[int, list[RankingEntry]]:
        """Entries of the rankings adopted by the report's date, by ranking."""
        found = defaultdict(list)
        rows = self._visible(RankingEntry).filter(ranking__programme=self.report.programme_id)
        for entry in self._read(RANKED.read(rows.adopted_by(self.day).for_list())):
            found[entry.ranking_id].append(entry)
        return found

    @cached_property
    def stages(self) -> list[Stage]:
        """Places in a phase, in order of priority."""
        rows = self._visible(Stage).as_at(self.day)
        rows = rows.filter(workstream__programme=self.report.programme_id, priority__isnull=False)
        return self._read(PLACED.read(rows.order_by("priority", "pk")))

    @cached_property
    def workstreams(self) -> list[Workstream]:
        """The programme's workstreams on the day, parts among them, in its order."""
        rows = self._visible(Workstream).as_at(self.day)
        rows = rows.filter(programme=self.report.programme_id)
        return self._read(rows.order_by("order", "ref", "pk"))

    @cached_property
    def roles(self) -> dict[int, list[WorkstreamRole]]:
        """Roles by workstream."""
        found = defaultdict(list)
        rows = self._visible(WorkstreamRole).as_at(self.day)
        rows = rows.filter(workstream__programme=self.report.programme_id).for_list()
        for role in self._read(HOLDING.read(rows)):
            found[role.workstream_id].append(role)
        return found

    @cached_property
    def readings(self) -> list[Reading]:
        """Readings of conflicts that are not settled."""
        rows = self._visible(Reading).filter(conflict__programme=self.report.programme_id)
        found = self._read(rows.for_list(self.day, self.user))
        return [row for row in found if not row.conflict.is_settled]

    @cached_property
    def paragraphs(self) -> dict[tuple[str, int], str]:
        """The paragraphs that state each record, in words, where the report cites itself."""
        found = defaultdict(list)
        rows = Citation.objects.in_visible_documents(self.user).filter(
            document=self.report.document_id
        )
        for citation in self._read(rows.order_by("record_type", "record_id", "order")):
            if citation.paragraph and not citation.inferred:
                found[citation.record_reference].append(citation.paragraph)
        return {reference: paragraphs_in_words(numbers) for reference, numbers in found.items()}

    @cached_property
    def forward(self) -> set[int]:
        """Workstreams that go forward in a phase, with those that led to them."""
        placed = {stage.workstream_id for stage in self.stages}
        links = self._visible(Lineage).as_at(self.day).filter(successor__in=placed)
        return that_go_forward(placed, self._read(links))

    @cached_property
    def principles(self) -> list[Principle]:
        """The programme's principles on the day, in order."""
        rows = self._visible(Principle).as_at(self.day).filter(programme=self.report.programme_id)
        return self._read(rows.order_by("order", "number"))

    def options(self, proposal_id: int | None) -> list[tuple[Option, list[OptionPoint]]]:
        """The options of a proposal, each with its points in order."""
        points = defaultdict(list)
        rows = self._visible(OptionPoint).filter(option__proposal=proposal_id)
        for point in self._read(rows.order_by("order", "pk")):
            points[point.option_id].append(point)
        options = self._visible(Option).filter(proposal=proposal_id).order_by("order", "number")
        return [(option, points[option.pk]) for option in self._read(options)]

    def findings(self, review_id: int | None) -> list[Finding]:
        """The findings of a review, in order."""
        return self._read(self._visible(Finding).filter(review=review_id).order_by("order"))
