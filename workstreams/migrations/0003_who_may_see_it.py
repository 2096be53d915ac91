"""Who may see a record, worked out when it is written: the column; filled in decisions 0014."""

from django.db import migrations, models

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
WHO = models.BigIntegerField(default=0, editable=False, help_text="Who may see it, worked out.")


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0002_when_a_record_was_opened"),
    ]

    operations = [
        AddToEach(TABLES, "audience", WHO),
    ]
