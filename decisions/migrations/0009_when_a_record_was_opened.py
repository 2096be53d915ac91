"""When a record's present visibility and owner were set: filled from its history."""

from functools import partial

from django.db import migrations, models

import sharedsvc.core.history
from programmes.openings import fill_opened

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
WHEN = {
    "default": sharedsvc.core.history.moment_of_writing,
    "editable": False,
    "help_text": "When its present visibility and owner were set.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0008_verb_review_and_being_agreed"),
    ]

    operations = [
        *(
            migrations.AddField(f"{prefix}{model}", "opened", models.DateTimeField(**WHEN))
            for model in MODELS
            for prefix in ("", "historical")
        ),
        migrations.RunPython(partial(fill_opened, app="decisions"), migrations.RunPython.noop),
    ]
