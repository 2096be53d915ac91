"""The list of workstreams is read in the order of each of its columns: this was the one left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0011_scores_against_criteria"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workstream",
            index=models.Index(fields=["duration_class", "id"], name="workstream_by_class"),
        ),
    ]
