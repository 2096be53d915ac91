"""What the columns of councils' own project lists mean."""

from typing import ClassVar

from django.db import models

from workstreams.choices import ListMeaning


class ListColumn(models.Model):
    """What a heading means in the project lists of an organisation: asked once, kept no history.

    `heading` is kept in plain words (`core.search.words`), so that case and signs make no other.
    """

    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    heading = models.CharField(max_length=300)
    meaning = models.CharField(max_length=20, choices=ListMeaning.offered)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "heading"],
                name="list_heading_once_in_an_organisation",
                violation_error_message="What this heading means is kept already.",
            )
        ]

    def __str__(self) -> str:
        return self.heading
