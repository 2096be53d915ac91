"""Committee reports, and the asks they make."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from decisions.choices import Block, ImplicationAnswer, StylePart, Verb
from decisions.models.house_styles import HouseSection, HouseStyle
from decisions.models.places import NEEDED, each_need_in_words, what_it_lacks
from decisions.models.publishing import PUBLISHED, Publishable
from decisions.querysets import OfReportQuerySet, RecommendationQuerySet, ReportQuerySet
from programmes.models import HappeningRecord, Record
from sharedsvc.core.addresses import address_of
from sharedsvc.core.history import current_recording
from sharedsvc.core.models import POINT, date_as_known, unique
from workstreams.choices import DurationClass

NO_DATE = "Give the report its date first: its tables stand as at that day."
NOTHING_TO_PRINT = "Its house style has no sections: nothing would be printed. Add them first."


class Report(Publishable, HappeningRecord):
    """A report to one or more bodies; its tables are computed as at its date."""

    seen_through = ("programme", "style", "organisation")
    partnership_path = "programme__partnership"
    kept_by = "organisation"
    is_fixed_by_itself = True
    is_never_struck_out = True
    known_dates: ClassVar = {**HappeningRecord.known_dates, "published": POINT}

    date, date_words, date_earliest, date_latest = date_as_known(
        "date", "The day whose position it gives."
    )
    code = models.SlugField(max_length=80)
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="reports"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name="council",
        help_text="The council whose report it is.",
    )
    style = models.ForeignKey(
        HouseStyle,
        on_delete=models.PROTECT,
        related_name="reports",
        help_text="The council's house style, by which it is set out.",
    )
    title = models.CharField(
        "subject", max_length=300, help_text="What it is about, as its header says."
    )
    number = models.CharField(max_length=100, blank=True)
    document = models.ForeignKey(
        "programmes.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        help_text="The report as it was published.",
    )
    by = models.ForeignKey(
        "programmes.Post",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        help_text="The post that reports.",
    )
    contact = models.ForeignKey(
        "programmes.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom readers may ask. Blank: the post alone, or nobody.",
    )
    contact_post = models.ForeignKey(
        "programmes.Post",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The post of the person to ask.",
    )
    contact_number = models.CharField(max_length=60, blank=True)
    section_order = models.TextField(
        "order of sections",
        blank=True,
        help_text="The keys of its sections in this report's own order, with blanks between them. "
        "Blank: as its house style has them.",
    )

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["-date_latest", "pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            *Publishable.Meta.constraints,
            unique(
                "code", name="report_code_once", message="There is another report with this code."
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """Its number, or failing that its subject."""
        return self.number or self.title

    @property
    def is_fixed(self) -> bool:
        """Whether it was published."""
        return self.is_published

    def why_not_publish(self) -> str:
        """Why it cannot be published, and what to do; "" where it can."""
        if self.is_published:
            return f"This report was published already: {self.published_in_english}."
        if not self.date:
            return NO_DATE
        sections = self.style.sections.not_struck_out().filter(part=StylePart.SECTION)
        return "" if sections.exists() else NOTHING_TO_PRINT

    def place_of_section(self, section: HouseSection) -> int:
        """Where a section of its style stands: in its own order, what that does not name after."""
        own = self.section_order.split()
        return own.index(section.key) if section.key in own else len(own)

    def get_absolute_url(self) -> str:
        """The address of the report as it is read."""
        return address_of("decisions:report", self.code)


class OfReport(Record):
    """What belongs to a report is fixed with it."""

    report: Any
    report_id: Any

    objects: ClassVar[Any] = OfReportQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError where a person changes what was published, or adds to it.

        The report is locked, so that it is not published in between.
        """
        if current_recording().user is not None:
            report = Report.objects.select_for_update().get(pk=self.report_id)
            if report.is_published:
                raise ValidationError(PUBLISHED)
        super().save(*args, **kwargs)

    @property
    def why_fixed(self) -> str:
        """As of its report."""
        return self.report.why_fixed if self.report_id else ""


class ReportMeeting(OfReport):
    """A meeting that a report goes to."""

    seen_through = ("report", "meeting")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="goes_to")
    meeting = models.ForeignKey(
        "programmes.Meeting", on_delete=models.PROTECT, related_name="papers"
    )
    order = models.PositiveSmallIntegerField(default=1)

    class Meta(Record.Meta):
        ordering: ClassVar = ["report", "order", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "report",
                "meeting",
                name="report_goes_to_a_meeting_once",
                message="The report already goes to this meeting.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} to {self.meeting}"


class Recommendation(OfReport):
    """What a report asks of one body at one meeting. It is not a decision."""

    seen_through = ("report",)
    partnership_path = "report__programme__partnership"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="recommendations")
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=1)
    verb = models.CharField(
        max_length=20, choices=Verb.offered, blank=True, help_text="Blank where none is written."
    )
    text = models.TextField("what is asked")
    anticipated = models.BooleanField(
        default=False, help_text="Not asked yet: the report says that it will be."
    )
    meeting = models.ForeignKey(
        "programmes.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
    )
    body = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        help_text="Who is asked.",
    )

    objects: ClassVar[Any] = RecommendationQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["report", "order", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "report",
                "number",
                name="ask_number_once_in_a_report",
                message="The report already has an ask with this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class ReportItem(OfReport):
    """One place in a report: a short text held here, or the name of something computed."""

    seen_through = (
        "report",
        "ranking",
        "against",
        "phase",
        "document",
        "person",
        "post",
        "proposal",
        "review",
    )
    partnership_path = "report__programme__partnership"
    same_programme = ("ranking", "against", "proposal", "review", "phase")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="items")
    section = models.SlugField(max_length=60, help_text="The key of the house style's section.")
    order = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(
        max_length=20, blank=True, help_text="The paragraph's number, if any."
    )
    block = models.CharField(
        max_length=20,
        choices=Block.offered,
        default=Block.TEXT,
        help_text=f"What it shows. What each needs: {each_need_in_words()}.",
    )
    text = models.TextField(blank=True)
    heading = models.CharField(
        max_length=60,
        blank=True,
        help_text="The key of an implication, risk or field; the group of findings.",
    )
    answer = models.CharField(
        max_length=20, choices=ImplicationAnswer.offered, default=ImplicationAnswer.STATED
    )
    ranking = models.ForeignKey(
        "workstreams.Ranking", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    against = models.ForeignKey(
        "workstreams.Ranking",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For a comparison: the ranking compared with.",
    )
    body = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For asks: only those to this body.",
    )
    proposal = models.ForeignKey(
        "decisions.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For options.",
    )
    review = models.ForeignKey(
        "workstreams.Review",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For findings.",
    )
    duration_class = models.CharField(
        max_length=20, choices=DurationClass.offered, blank=True, help_text="For a hosts table."
    )
    first = models.PositiveSmallIntegerField(null=True, blank=True, help_text="First rank shown.")
    last = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Last rank shown.")
    phase = models.ForeignKey(
        "programmes.Phase", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        "programmes.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "programmes.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(
        "programmes.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden = models.BooleanField(default=False, help_text="It stays in the draft, unprinted.")
    note = models.TextField(
        blank=True, help_text="What is said below something computed, which is not altered."
    )

    class Meta(Record.Meta):
        ordering: ClassVar = ["report", "section", "order", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "report",
                "section",
                "order",
                name="place_in_a_report_once",
                message="This place in the report is already taken.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.section} {self.order}"

    def clean(self) -> None:
        """Refuse a block without what it needs (`places.NEEDED`). Raises ValidationError."""
        super().clean()
        for name in NEEDED.get(Block(self.block), ()):
            if not getattr(self, name):
                what = name.replace("_", " ")
                raise ValidationError({name: f"“{self.get_block_display()}” needs a {what}."})
        if self.block == Block.BACKGROUND_PAPER and not (self.document or self.text):
            raise ValidationError({"document": "Name the document, or say in the text: None."})

    def unusual(self) -> dict[str, str]:
        """What its report's house style has no place for."""
        rows = HouseSection.objects.not_struck_out().filter(style=self.report.style_id)
        places: dict[str, set[str]] = {}
        for part, key in rows.values_list("part", "key"):
            places.setdefault(part, set()).add(key)
        column, said = what_it_lacks(self, places)
        return {column: f"{said[0].upper()}{said[1:]}."} if said else {}
