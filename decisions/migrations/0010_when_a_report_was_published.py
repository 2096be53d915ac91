"""When a report was published: four columns of a date as known. Until they are filled, none was."""

import datetime

from django.db import migrations, models

import sharedsvc.core.models

BLANK = {
    "published_earliest": datetime.date.min,
    "published_latest": datetime.date.max,
}


def columns(model_name):
    known = sharedsvc.core.models.validate_edtf
    texts = {
        "published": models.CharField(
            "published", blank=True, max_length=60, validators=[known], default=""
        ),
        "published_words": models.CharField(
            "published, as stated", blank=True, max_length=200, default=""
        ),
    }
    days = {
        name: models.DateField(db_index=True, default=blank, editable=False)
        for name, blank in BLANK.items()
    }
    return [
        migrations.AddField(model_name, name, field, preserve_default=False)
        for name, field in {**texts, **days}.items()
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0009_when_a_record_was_opened"),
    ]

    operations = [
        *columns("report"),
        *columns("historicalreport"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(published_earliest__lte=models.F("published_latest")),
                name="decisions_report_published_bounds",
                violation_error_message="The date “published” ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("published", ""), _negated=True) | models.Q(published_words=""),
                name="decisions_report_published_on_a_day",
                violation_error_message="Give the day of publication, as far as it is known, not "
                "its wording alone.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(published="") | models.Q(published_latest__lt=datetime.date.max),
                name="decisions_report_published_has_a_last_day",
                violation_error_message="Say by which day it was published: this date has no last "
                "day.",
            ),
        ),
    ]
