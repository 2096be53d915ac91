"""What the public register of councils said of an organisation, and of which day it was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0016_since_when_a_name_is_agreed")]

    operations = [
        migrations.CreateModel(
            name="RegisterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(help_text="The register's own.", max_length=60, unique=True)),
                ("edition", models.DateField(help_text="The day of which the register is.")),
                ("said", models.JSONField(help_text="What stood there, by field.")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_row",
                        to="programmes.organisation",
                    ),
                ),
            ],
        ),
    ]
