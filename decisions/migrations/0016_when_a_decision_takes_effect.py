"""When a decision takes effect, where that is not when it was taken: of those recorded, not said."""

import datetime

from django.db import migrations, models

import sharedsvc.core.models

BLANK = {
    "effective_earliest": datetime.date.min,
    "effective_latest": datetime.date.max,
}


def columns(model_name):
    known = sharedsvc.core.models.validate_edtf
    texts = {
        "effective": models.CharField("takes effect", blank=True, max_length=60, validators=[known]),
        "effective_words": models.CharField("takes effect, as stated", blank=True, max_length=200),
    }
    days = {
        name: models.DateField(db_index=True, default=blank, editable=False)
        for name, blank in BLANK.items()
    }
    return [
        *(migrations.AddField(model_name, name, field) for name, field in texts.items()),
        *(
            migrations.AddField(model_name, name, field, preserve_default=False)
            for name, field in days.items()
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0015_end_with_their_whole"),
    ]

    operations = [
        *columns("decision"),
        *columns("historicaldecision"),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(effective_earliest__lte=models.F("effective_latest")),
                name="decisions_decision_effective_bounds",
                violation_error_message="The date “effective” ends before it begins.",
            ),
        ),
    ]
