"""Versions of sources and subjects are found by the record that they hang on, as these are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0008_following_a_body"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historicalcitation",
            index=models.Index(fields=["record_type", "record_id"], name="versions_of_citation"),
        ),
        migrations.AddIndex(
            model_name="historicalsubject",
            index=models.Index(fields=["record_type", "record_id"], name="versions_of_subject"),
        ),
    ]
