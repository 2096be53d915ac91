"""Lists are read in the order of titles: one index serves both directions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_who_may_see_it"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="programme",
            index=models.Index(fields=["title", "id"], name="programme_by_title"),
        ),
    ]
