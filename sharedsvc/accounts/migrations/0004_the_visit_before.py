"""When somebody signed in the time before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_one_form_of_an_address")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="visited",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When this person signed in the time before: home shows what changed since.",
                null=True,
                verbose_name="visit before this one",
            ),
        ),
    ]
