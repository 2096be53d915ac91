"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial

from django.db import migrations, models

from programmes.openings import fill_opened
from sharedsvc.core.history import moment_of_writing
from sharedsvc.core.migrating import AddToEach

MODELS = (
    "agreement",
    "approval",
    "businesscase",
    "clause",
    "condition",
    "decision",
    "delegation",
    "gate",
    "gatetest",
    "housesection",
    "housestyle",
    "option",
    "optionpoint",
    "party",
    "proposal",
    "recommendation",
    "report",
    "reportitem",
    "reportmeeting",
)
TABLES = [f"{prefix}{model}" for model in MODELS for prefix in ("", "historical")]
WHEN = models.DateTimeField(
    default=moment_of_writing,
    editable=False,
    help_text="When its present visibility and owner were set.",
)


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0008_verb_review_and_being_agreed"),
    ]

    operations = [
        AddToEach(TABLES, "opened", WHEN),
        migrations.RunPython(partial(fill_opened, app="decisions"), migrations.RunPython.noop),
    ]
