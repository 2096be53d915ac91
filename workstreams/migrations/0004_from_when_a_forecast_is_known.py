"""From which day a milestone's forecast is known, and why the date moved.

Forecasts that were recorded before count as known for as long as their milestone.
"""

import datetime

from django.db import migrations, models

import sharedsvc.core.models

TABLES = ("milestone", "historicalmilestone")


def _columns(table):
    for name, bound in (
        ("forecast_known_earliest", datetime.date.min),
        ("forecast_known_latest", datetime.date.max),
    ):
        yield migrations.AddField(
            model_name=table,
            name=name,
            field=models.DateField(db_index=True, default=bound, editable=False),
            preserve_default=False,
        )
    yield migrations.AddField(
        model_name=table,
        name="forecast_known",
        field=models.CharField(
            blank=True,
            max_length=60,
            validators=[sharedsvc.core.models.validate_edtf],
            verbose_name="forecast known from",
        ),
    )
    yield migrations.AddField(
        model_name=table,
        name="forecast_known_words",
        field=models.CharField(
            blank=True, max_length=200, verbose_name="forecast known from, as stated"
        ),
    )
    yield migrations.AddField(
        model_name=table,
        name="forecast_why",
        field=models.TextField(blank=True, verbose_name="why the date moved"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("workstreams", "0003_who_may_see_it"),
    ]

    operations = [
        *(column for table in TABLES for column in _columns(table)),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(forecast_known_earliest__lte=models.F("forecast_known_latest")),
                name="workstreams_milestone_forecast_known_bounds",
                violation_error_message="The date “forecast_known” ends before it begins.",
            ),
        ),
    ]
