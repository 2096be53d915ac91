from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_fields_and_risks_in_rows")]

    operations = [
        migrations.AlterField(
            model_name="historicalhousesection",
            name="part",
            field=models.CharField(
                choices=[
                    ("header", "Header field"),
                    ("section", "Section"),
                    ("implication", "Implication heading"),
                    ("risk", "Risk category"),
                    ("point", "Kind of point shown of an option"),
                    ("sign-off", "Column of the sign-off, which is a table then"),
                    ("footer", "Footer field"),
                    ("word", "Word of the house for something computed"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="housesection",
            name="part",
            field=models.CharField(
                choices=[
                    ("header", "Header field"),
                    ("section", "Section"),
                    ("implication", "Implication heading"),
                    ("risk", "Risk category"),
                    ("point", "Kind of point shown of an option"),
                    ("sign-off", "Column of the sign-off, which is a table then"),
                    ("footer", "Footer field"),
                    ("word", "Word of the house for something computed"),
                ],
                max_length=20,
            ),
        ),
    ]
