"""What the register keeps for its own working, without history."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format


class SearchEntry(models.Model):
    """What search knows of one record; written by `core.search.indexing` alone, kept no history.

    The words are those of the title and of the rest, as the index holds them; a title and other
    names stand each on a line. Derived from records, it can be written anew at any time.
    """

    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    title = models.TextField()
    title_words = models.TextField()
    text_words = models.TextField()
    audience = models.BigIntegerField(
        default=0, help_text="Who may see it: as the record's own says."
    )

    class Meta:
        verbose_name_plural = "search entries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_type", "record_id"], name="search_entry_once_a_record"
            )
        ]

    def __str__(self) -> str:
        return self.title


class WrittenUpload(models.Model):
    """That an uploaded workbook was written, so that it is written once; kept no history.

    Written in the transaction of what the workbook changed, and kept as long as uploads wait.
    """

    token = models.CharField(max_length=100, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    left = models.PositiveIntegerField()

    def __str__(self) -> str:
        when = date_format(timezone.localtime(self.at), "j F Y, H:i")
        return f"{when}: {self.added} added, {self.changed} changed, {self.left} left as they were"


class SentForm(models.Model):
    """A form that was sent, by its token, and what was answered; written by `core.sending` alone.

    Kept some days, no history. `answer` is blank only until the transaction ends.
    """

    token = models.CharField(max_length=32, primary_key=True)
    sender = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"form sent at {self.at}"
