"""Risks, contributions, consultations and reviews: what surrounds the work itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from programmes.models import DatedRecord, Record, once_in_a_programme
from sharedsvc.core.models import unique
from workstreams.choices import ContributionKind, RiskCategory, RiskKind
from workstreams.models.workstreams import Workstream


class OfProgramme(models.Model):
    """Columns of a record of a programme or, where one is named, of one of its workstreams."""

    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    code = models.SlugField(max_length=80)

    same_programme: ClassVar[tuple[str, ...]] = ("workstream",)

    class Meta:
        abstract = True


class Risk(OfProgramme, DatedRecord):
    """A risk or an opportunity: at least a category or a text."""

    seen_through = ("programme", "workstream")
    ends_with = ("programme", "workstream")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="risks"
    )
    kind = models.CharField(max_length=20, choices=RiskKind.offered, default=RiskKind.RISK)
    category = models.CharField(max_length=20, choices=RiskCategory.offered, blank=True)
    text = models.TextField("what", blank=True, help_text="A category or a text at least.")
    mitigation = models.TextField(blank=True)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a risk"),
            models.CheckConstraint(
                condition=~Q(category="") | ~Q(text=""),
                name="risk_has_a_category_or_a_text",
                violation_error_message="A risk needs a category or a text.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.get_category_display()


class Contribution(OfProgramme, DatedRecord):
    """Money, or something in kind, that an organisation gives (GC 7.2: the first 20 days)."""

    seen_through = ("programme", "workstream", "organisation")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="contributions"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name="who",
    )
    kind = models.CharField(max_length=20, choices=ContributionKind.offered)
    text = models.TextField("what")
    wording = models.CharField(
        "as stated", max_length=200, blank=True, help_text="Offered, committed, given."
    )

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a contribution"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text}"


class Consultation(OfProgramme, DatedRecord):
    """Of whom, on what, from when to when, and what came back. Evidence, never an approval."""

    seen_through = ("programme", "workstream")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="consultations"
    )
    who = models.CharField("of whom", max_length=300)
    on_what = models.TextField()
    responses = models.TextField("what came back", blank=True)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a consultation"),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.on_what}"


class Review(DatedRecord):
    """An evaluation with findings (Taking Stock: CS appendix 1; readiness: CE)."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="reviews"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a review"),
        ]

    def __str__(self) -> str:
        return self.title


class Finding(Record):
    """One finding of a review, by the group that made it and its theme, as numbered."""

    seen_through = ("review",)
    partnership_path = "review__programme__partnership"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    order = models.PositiveSmallIntegerField(help_text="Place on the page.")
    group = models.CharField("who says so", max_length=200, blank=True)
    theme = models.CharField(max_length=200, blank=True)
    number = models.CharField(
        max_length=20, blank=True, help_text="As numbered; blank where it is not."
    )
    text = models.TextField()

    class Meta(Record.Meta):
        ordering: ClassVar = ["review", "order"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "review",
                "order",
                name="finding_place_once_in_a_review",
                message="This place in the review is already taken.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
