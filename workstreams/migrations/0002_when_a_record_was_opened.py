"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial

from django.db import migrations, models

from programmes.openings import fill_opened
from sharedsvc.core.history import moment_of_writing
from sharedsvc.core.migrating import AddToEach

MODELS = (
    "arrangement",
    "consultation",
    "contribution",
    "finding",
    "lineage",
    "milestone",
    "ranking",
    "rankingentry",
    "review",
    "risk",
    "stage",
    "statusupdate",
    "workstream",
    "workstreamrole",
)
TABLES = [f"{prefix}{model}" for model in MODELS for prefix in ("", "historical")]
WHEN = models.DateTimeField(
    default=moment_of_writing,
    editable=False,
    help_text="When its present visibility and owner were set.",
)


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0001_initial"),
    ]

    operations = [
        AddToEach(TABLES, "opened", WHEN),
        migrations.RunPython(partial(fill_opened, app="workstreams"), migrations.RunPython.noop),
    ]
