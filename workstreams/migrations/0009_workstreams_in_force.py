"""Workstreams in force on a day are counted by an index, without reading the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0008_in_order_of_title"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workstream",
            index=models.Index(
                fields=["audience", "end_latest", "start_earliest"],
                name="workstreams_in_force",
                condition=models.Q(struck_out=""),
            ),
        ),
    ]
