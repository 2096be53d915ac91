"""Who may see a record, worked out when it is written: the column; filled in decisions 0014."""

from django.db import migrations, models

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
    "sharing",
    "subject",
    "succession",
    "tenure",
)
TABLES = [f"{prefix}{model}" for model in MODELS for prefix in ("", "historical")]
WHO = models.BigIntegerField(default=0, editable=False, help_text="Who may see it, worked out.")


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_tenures_recorded_with_their_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                (
                    "clauses",
                    models.PositiveSmallIntegerField(
                        help_text="How many of them a reader must meet."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AudienceTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clause", models.PositiveSmallIntegerField()),
                ("term", models.CharField(max_length=24)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="terms", to="programmes.audience"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("term", "audience", "clause"),
                        name="audience_term_once",
                        violation_error_message="A clause names each term once.",
                    )
                ],
            },
        ),
        AddToEach(TABLES, "audience", WHO),
    ]
