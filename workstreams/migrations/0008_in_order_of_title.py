"""Lists are read in the order of titles: one index serves both directions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_in_order_of_title"),
        ("workstreams", "0007_drafts_of_updates"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("struck_out", "")),
                fields=["title", "id"],
                name="milestone_by_title",
            ),
        ),
        migrations.AddIndex(
            model_name="workstream",
            index=models.Index(fields=["title", "id"], name="workstream_by_title"),
        ),
    ]
