from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0006_columns_and_words_of_the_house")]

    operations = [
        migrations.AlterField(
            model_name="historicalreportitem",
            name="block",
            field=models.CharField(
                choices=[
                    ("text", "Text"),
                    ("ranked list", "Entries of a ranking, in order"),
                    ("comparison", "How a ranking compares with another"),
                    ("leads table", "Priorities, workstreams and leads of a phase"),
                    ("hosts table", "Workstreams of a duration class, with hosts and remarks"),
                    ("options", "Options of a proposal side by side"),
                    ("findings", "Findings of a review"),
                    ("principles", "Principles of the programme"),
                    ("risk grid", "Risk categories, ticked or not"),
                    ("bullet", "A point of a list"),
                    ("heading", "A heading within a section"),
                    ("asks", "What is asked"),
                    ("implication", "An implication"),
                    ("consultation", "Who was consulted"),
                    ("background paper", "A background paper"),
                    ("appendix", "An appendix"),
                    ("sign-off", "Who signs"),
                    ("header", "The value of a header or footer field"),
                    ("footer", "The footer fields of the house style"),
                ],
                default="text",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="historicalreportitem",
            name="heading",
            field=models.CharField(
                blank=True,
                help_text="For an implication, risk or field: its key. For findings: only this group.",
                max_length=60,
            ),
        ),
        migrations.AlterField(
            model_name="reportitem",
            name="block",
            field=models.CharField(
                choices=[
                    ("text", "Text"),
                    ("ranked list", "Entries of a ranking, in order"),
                    ("comparison", "How a ranking compares with another"),
                    ("leads table", "Priorities, workstreams and leads of a phase"),
                    ("hosts table", "Workstreams of a duration class, with hosts and remarks"),
                    ("options", "Options of a proposal side by side"),
                    ("findings", "Findings of a review"),
                    ("principles", "Principles of the programme"),
                    ("risk grid", "Risk categories, ticked or not"),
                    ("bullet", "A point of a list"),
                    ("heading", "A heading within a section"),
                    ("asks", "What is asked"),
                    ("implication", "An implication"),
                    ("consultation", "Who was consulted"),
                    ("background paper", "A background paper"),
                    ("appendix", "An appendix"),
                    ("sign-off", "Who signs"),
                    ("header", "The value of a header or footer field"),
                    ("footer", "The footer fields of the house style"),
                ],
                default="text",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reportitem",
            name="heading",
            field=models.CharField(
                blank=True,
                help_text="For an implication, risk or field: its key. For findings: only this group.",
                max_length=60,
            ),
        ),
    ]
