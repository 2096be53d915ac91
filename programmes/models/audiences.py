"""The audiences there are: what `programmes.audiences` makes of who may see what."""

from typing import Any, ClassVar

from django.db import models


class Audience(models.Model):
    """Who may see a record, under the key by which records know it. Derived; kept no history."""

    key = models.BigIntegerField(primary_key=True)
    text = models.TextField()
    clauses = models.PositiveSmallIntegerField(help_text="How many of them a reader must meet.")

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return self.text


class AudienceTerm(models.Model):
    """One of the terms by which a reader meets a clause of an audience."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="terms")
    clause = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=24)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "audience", "clause"],
                name="audience_term_once",
                violation_error_message="A clause names each term once.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}: {self.clause}, {self.term}"
