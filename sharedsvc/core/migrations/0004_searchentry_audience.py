"""Who may see what a search entry speaks of: the column; filled in decisions 0014."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_sent_forms")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="audience",
            field=models.BigIntegerField(
                default=0, help_text="Who may see it: as the record's own says."
            ),
        ),
    ]
