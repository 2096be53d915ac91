"""The house styles that councils' reports keep."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from decisions.choices import AskStyle, FieldLayout, HeadingStyle, NumberStyle, StylePart
from decisions.models.places import KEYS, keys_in_words
from programmes.models import Record
from sharedsvc.core.models import unique


class HouseStyle(Record):
    """How one council lays out its reports: data that a clerk can change."""

    seen_through = ("organisation",)

    code = models.SlugField(max_length=60, help_text="What the workbook knows the style by.")
    title = models.CharField(max_length=200, help_text="The style's name, where clerks choose it.")
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="house_styles",
        verbose_name="council",
        help_text="The council whose reports keep this style.",
    )
    numbering = models.CharField(
        max_length=10,
        choices=NumberStyle.offered,
        default=NumberStyle.DECIMAL,
        help_text=("How sections and paragraphs are numbered in every report of this style."),
    )
    ask_numbering = models.CharField(
        "numbering of recommendations",
        max_length=10,
        choices=AskStyle.offered,
        default=AskStyle.LETTER_BRACKETS,
        help_text="How recommendations are numbered.",
    )
    asks_lead_in = models.CharField(
        "words before the recommendations",
        max_length=300,
        blank=True,
        help_text="The words before the recommendations. Blank where none is printed.",
    )
    field_layout = models.CharField(
        "layout of header and footer fields",
        max_length=10,
        choices=FieldLayout.offered,
        default=FieldLayout.LINES,
        help_text="How header and footer fields are set out.",
    )
    risks_in_a_row = models.PositiveSmallIntegerField(
        "risk categories in a row",
        default=1,
        help_text="How many risk categories stand side by side in the table of risks.",
    )

    class Meta(Record.Meta):
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "code",
                name="style_code_once",
                message="There is another house style with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HouseSection(Record):
    """One header field, section, implication heading, column or word of a house style."""

    seen_through = ("style",)

    style = models.ForeignKey(
        HouseStyle,
        on_delete=models.PROTECT,
        related_name="sections",
        help_text="The house style that it is part of.",
    )
    part = models.CharField(
        max_length=20,
        choices=StylePart.offered,
        help_text=(
            "Where it stands: a field of the header, a section, a heading for an implication "
            "or a category of risk."
        ),
    )
    order = models.PositiveSmallIntegerField(
        default=1, help_text="Its place within that part: 1 comes first."
    )
    key = models.SlugField(
        max_length=60,
        help_text="What goes there, in the register's own word, so that texts find their place. "
        f"Free, but of {keys_in_words()}.",
    )
    title = models.CharField(max_length=200, help_text="What the council prints over it.")
    heading = models.CharField(
        max_length=20,
        choices=HeadingStyle.offered,
        default=HeadingStyle.USUAL,
        help_text="How the title or label is printed.",
    )

    class Meta(Record.Meta):
        ordering: ClassVar = ["style", "part", "order", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "style",
                "part",
                "key",
                name="section_key_once_in_a_style",
                message="The house style already has this section.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a key that a part takes not, where it takes no others. Raises ValidationError."""
        super().clean()
        known = KEYS.get(self.part)
        if known and self.key not in known.values:
            raise ValidationError({"key": f"One of: {', '.join(known.values)}."})
