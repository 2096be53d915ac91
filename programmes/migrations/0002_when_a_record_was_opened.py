"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial

from django.db import migrations, models

from programmes.openings import fill_opened
from sharedsvc.core.history import moment_of_writing
from sharedsvc.core.migrating import AddToEach

MODELS = (
    "body",
    "citation",
    "conflict",
    "criterion",
    "document",
    "meeting",
    "membership",
    "organisation",
    "organisationname",
    "person",
    "phase",
    "post",
    "postorganisation",
    "principle",
    "programme",
    "reading",
    "subject",
    "succession",
    "tenure",
)
TABLES = [f"{prefix}{model}" for model in MODELS for prefix in ("", "historical")]
WHEN = models.DateTimeField(
    default=moment_of_writing,
    editable=False,
    help_text="When its present visibility and owner were set.",
)


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0001_initial"),
    ]

    operations = [
        AddToEach(TABLES, "opened", WHEN),
        migrations.RunPython(partial(fill_opened, app="programmes"), migrations.RunPython.noop),
    ]
