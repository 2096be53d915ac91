"""No update stands for ever, or since ever: kept by the database too."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0005_updates_stand_when_they_were_known"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="statusupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    date_earliest__gt=datetime.date.min, date_latest__lt=datetime.date.max
                ),
                name="update_stands_on_a_known_day",
                violation_error_message=(
                    "Say on which day this was reported: an update without a date would stand "
                    "above those that have one. For example: 15 January 2010."
                ),
            ),
        ),
    ]
