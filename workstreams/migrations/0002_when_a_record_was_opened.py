"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial

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
    "default": sharedsvc.core.history.moment_of_writing,
    "editable": False,
    "help_text": "When its present visibility and owner were set.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AddField(f"{prefix}{model}", "opened", models.DateTimeField(**WHEN))
            for model in MODELS
            for prefix in ("", "historical")
        ),
        migrations.RunPython(partial(fill_opened, app="workstreams"), migrations.RunPython.noop),
    ]
