"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial
from typing import Any

from django.db import migrations, models

import sharedsvc.core.history
from programmes.openings import fill_opened

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
WHEN = {
    "null": True,
    "editable": False,
    "help_text": "When its present visibility and owner were set.",
}
MOMENT = {"default": sharedsvc.core.history.moment_of_writing}


def added(**options: Any) -> list[migrations.AddField]:
    """The column for each record and its versions."""
    return [
        migrations.AddField(f"{prefix}{model}", "opened", models.DateTimeField(**WHEN, **options))
        for model in MODELS
        for prefix in ("", "historical")
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0001_initial"),
    ]

    operations = [
        # With a default, which the database does not keep, SQLite would write each table anew.
        migrations.SeparateDatabaseAndState(added(), added(**MOMENT)),
        migrations.RunPython(partial(fill_opened, app="workstreams"), migrations.RunPython.noop),
    ]
