from django.db import migrations, models

from decisions.choices import HeadingStyle

UNPRINTED = "sign-off"
UNNUMBERED = "appendix"


def keep_headings_as_they_were(apps, schema_editor):
    """Until now the key of a section told that it has no heading, or no number."""
    sections = apps.get_model("decisions", "HouseSection").objects.filter(part="section")
    sections.filter(key=UNPRINTED).update(heading="not printed")
    sections.filter(key__startswith=UNNUMBERED).update(heading="plain")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_lead_in_may_be_blank")]

    operations = [
        migrations.AddField(
            model_name="historicalhousesection",
            name="heading",
            field=models.CharField(
                choices=HeadingStyle.offered,
                default="usual",
                help_text="How its title or label is printed.",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="housesection",
            name="heading",
            field=models.CharField(
                choices=HeadingStyle.offered,
                default="usual",
                help_text="How its title or label is printed.",
                max_length=20,
            ),
        ),
        migrations.RunPython(keep_headings_as_they_were, migrations.RunPython.noop),
    ]
