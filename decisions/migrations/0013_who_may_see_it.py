"""Who may see a record, worked out when it is written: the column; filled in decisions 0014."""

from django.db import migrations, models

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
WHO = models.BigIntegerField(default=0, editable=False, help_text="Who may see it, worked out.")


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0012_what_published_reports_say"),
    ]

    operations = [
        AddToEach(TABLES, "audience", WHO),
    ]
