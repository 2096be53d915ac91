"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial

from django.db import migrations, models

import sharedsvc.core.history
from programmes.openings import fill_opened

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
WHEN = {
    "default": sharedsvc.core.history.moment_of_writing,
    "editable": False,
    "help_text": "When its present visibility and owner were set.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AddField(f"{prefix}{model}", "opened", models.DateTimeField(**WHEN))
            for model in MODELS
            for prefix in ("", "historical")
        ),
        migrations.RunPython(partial(fill_opened, app="programmes"), migrations.RunPython.noop),
    ]
