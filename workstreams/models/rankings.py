"""In what order: rankings of one owner, adopted on a date."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from programmes.models import HappeningRecord, Record, once_in_a_programme
from sharedsvc.core.models import WHEN, date_as_known, unique
from workstreams.choices import RankingKind, Support
from workstreams.models.workstreams import Workstream
from workstreams.querysets import RankingEntryQuerySet

NEEDS_RANK = (
    "it needs a rank. If the figures only number a list, the ranking’s kind is unranked selection."
)
NO_PLACE_FOR_RANK = "it has no place for a rank. If the figures are ranks, its kind is ranked."


class Ranking(HappeningRecord):
    """One organisation's list of a programme's workstreams: ranked, or an unranked selection."""

    seen_through = ("programme", "by")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="rankings"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    by = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="rankings",
        verbose_name="whose",
        help_text="Whose ranking it is.",
    )
    kind = models.CharField(
        max_length=10,
        choices=RankingKind.offered,
        help_text="Ranked: the figures are ranks. Selection: a list without ranks.",
    )
    date, date_words, date_earliest, date_latest = date_as_known("adopted", WHEN)
    meeting = models.ForeignKey(
        "programmes.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rankings",
        verbose_name="adopted at",
    )
    supporters = models.CharField(
        "who supports it", max_length=200, blank=True, help_text="All of it, as stated."
    )
    support = models.CharField(
        "how far it is supported", max_length=30, choices=Support.offered, blank=True
    )

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["programme", "date_latest", "code"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            once_in_a_programme("a ranking"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ranked(self) -> bool:
        """Whether its entries have ranks; a selection's have none."""
        return self.kind == RankingKind.RANKED


class RankingEntry(Record):
    """One workstream's place in a ranking, with its title then in use. Ties are equal ranks."""

    seen_through = ("ranking", "workstream")
    partnership_path = "ranking__programme__partnership"
    same_programme = ("workstream",)

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="entries")
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="ranking_entries"
    )
    rank = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=(
            "Blank in a selection. Ties: equal ranks, and the next left out (1, 2, 2, 4); "
            "where the source does not leave it out, say so in the remarks."
        ),
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Place on the page, not a rank.")
    title = models.CharField("as ranked", max_length=200, blank=True)

    objects: ClassVar[Any] = RankingEntryQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["ranking", "rank", "order", "pk"]
        verbose_name_plural = "ranking entries"
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "ranking",
                "workstream",
                name="workstream_ranked_once",
                message="The workstream already stands in this ranking.",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gte=1),
                name="ranks_begin_at_one",
                violation_error_message="Ranks begin at 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank or 'selected'}: {self.label}"

    @property
    def label(self) -> str:
        """The title as ranked, or failing that the workstream's."""
        return self.title or self.workstream.title

    def clean(self) -> None:
        """Refuse a rank in a selection, and none in a ranking. Raises ValidationError."""
        super().clean()
        if not (self.workstream_id and self.ranking_id):
            return  # said of the fields
        if self.ranking.is_ranked != (self.rank is not None):
            kind = self.ranking.get_kind_display().lower()
            asks = NEEDS_RANK if self.ranking.is_ranked else NO_PLACE_FOR_RANK
            raise ValidationError({"rank": f"“{self.ranking}” is {kind}: {asks}"})
