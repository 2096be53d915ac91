"""Milestones are listed by the day they are due, however many are due on one day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0009_workstreams_in_force"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(struck_out=""),
                fields=["due_latest", "programme", "id"],
                include=["audience", "start_earliest", "end_latest"],
                name="milestone_by_due_day",
            ),
        ),
    ]
