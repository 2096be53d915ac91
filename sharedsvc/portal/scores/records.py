"""What the pages of scores read: a few statements whatever their number."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from programmes.carried_on import run_by
from programmes.models import Criterion, Meeting, Programme
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.dates import EARLIEST
from sharedsvc.portal.gathered.children import attach_sources, citations_of
from sharedsvc.portal.gathered.silent import not_answered
from workstreams.choices import RankingKind
from workstreams.models import RankingEntry, Score, Scoring, Workstream

ScoreKey = tuple[int, int]  # a workstream and a criterion, by their keys


@dataclass
class Given:
    """One organisation's scores as they stand: by workstream and criterion."""

    scoring: Any
    meeting: Any = None  # as far as the reader may see it
    values: dict[ScoreKey, Decimal] = field(default_factory=dict)
    superseded: bool = False
    unsure: bool = False
    rivals: int = 0

    @property
    def owner(self) -> str:
        """Whose scores they are."""
        return self.scoring.by.label

    @property
    def label(self) -> str:
        """Whose they are, and when."""
        return f"{self.owner}, {self.when}"

    @property
    def when(self) -> str:
        """The date in words, or that none is stated."""
        when = self.scoring.date_in_english if self.scoring.date else "date not stated"
        return f"{when}: may, or may not, be given yet" if self.unsure else when


class ScoreRecords:
    """The criteria and scores of a programme that the reader may see, as at a day."""

    def __init__(self, programme: Programme, user: Any, as_at: AsAt) -> None:
        self.programme, self.user, self.as_at = programme, user, as_at
        self.documents: list[Any] = []
        self.given = self._given()

    def _visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    def _given(self) -> list[Given]:
        """Every organisation's scores given by the day, oldest first, with sources."""
        scorings = (
            self._visible(Scoring)
            .filter(programme=self.programme, date_earliest__lte=self.as_at.date)
            .select_related("by", "programme")
            .order_by("date_latest", "code")
        )
        found = {scoring.pk: Given(scoring) for scoring in scorings}
        for pk, workstream, criterion, value in self._scores():
            if pk in found:
                found[pk].values[workstream, criterion] = value
        given = list(found.values())
        scorings = [one.scoring for one in given]
        self.documents = attach_sources(
            scorings, citations_of(scorings, self.user), self.as_at.date
        )
        self._mark(given, self.as_at.date)
        self._bring_meetings(given)
        return given

    def _bring_meetings(self, given: list[Given]) -> None:
        keys = {one.scoring.meeting_id for one in given}
        meetings = self._visible(Meeting).filter(pk__in=keys).select_related("body__organisation")
        found = {meeting.pk: meeting for meeting in meetings}
        for one in given:
            one.meeting = found.get(one.scoring.meeting_id)

    def _scores(self) -> Any:
        scores = self._visible(Score).filter(scoring__programme=self.programme, value__isnull=False)
        return (
            scores.given_by(self.as_at.date)
            .order_by()
            .values_list("scoring_id", "workstream_id", "criterion_id", "value")
        )

    @staticmethod
    def _mark(given: list[Given], day: datetime.date) -> None:
        """Say of each whether its owner has given later ones, or others of the same day."""
        for one in given:
            one.unsure = one.scoring.date_latest > day
        latest = {one.scoring.by_id: one.scoring.date_latest for one in given if not one.unsure}
        newest: dict[int, int] = defaultdict(int)
        for one in given:
            one.superseded = one.scoring.date_latest < latest.get(one.scoring.by_id, EARLIEST)
            newest[one.scoring.by_id] += not (one.superseded or one.unsure)
        for one in given:
            one.rivals = 0 if one.superseded or one.unsure else newest[one.scoring.by_id] - 1

    @cached_property
    def criteria(self) -> list[Any]:
        """Those in force on the day, in order."""
        criteria = self._visible(Criterion).as_at(self.as_at.date)
        return list(criteria.filter(programme=self.programme).order_by("order", "number", "pk"))

    @cached_property
    def scored_criteria(self) -> list[Any]:
        """Those against which something can be scored."""
        return [criterion for criterion in self.criteria if criterion.has_scale]

    @cached_property
    def workstreams(self) -> list[Any]:
        """What is there to be scored on the day, and what was scored, in the programme's order."""
        scored = {workstream for one in self.given for workstream, _ in one.values}
        visible = self._visible(Workstream).filter(programme=self.programme)
        standing = visible.as_at(self.as_at.date).filter(parent__isnull=True)
        keys = {*standing.not_merged(self.as_at.date, self.user).values_list("pk", flat=True)}
        found = visible.filter(pk__in=keys | scored).select_related("programme")
        return list(found.order_by("order", "ref"))

    @cached_property
    def current(self) -> list[Given]:
        """The latest scores of each organisation."""
        return [one for one in self.given if not one.superseded]

    @cached_property
    def not_answered(self) -> list[tuple[Any, Any]]:
        """Members that have scored nothing, each with its next meeting, or None."""
        answered = {one.scoring.by_id for one in self.given if one.values and not one.unsure}
        return not_answered(self.programme, self.user, self.as_at.date, answered)

    @cached_property
    def adopted(self) -> dict[int, int]:
        """The ranks of the partnership's latest ranking by the day: shown beside, never counted."""
        entries = self._visible(RankingEntry).filter(
            ranking__programme=self.programme,
            ranking__by__in=run_by(self.programme),
            ranking__kind=RankingKind.RANKED,
        )
        rows = list(
            entries.filter(ranking__date_latest__lte=self.as_at.date)
            .order_by("ranking__date_latest", "ranking__code", "pk")
            .values_list("ranking", "workstream", "rank")
        )
        return {pk: rank for ranking, pk, rank in rows if ranking == rows[-1][0]}
