from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0003_how_a_heading_is_printed")]

    operations = [
        migrations.AlterField(
            model_name="historicalhousestyle",
            name="ask_numbering",
            field=models.CharField(
                choices=[
                    ("a.", "a. b. c."),
                    ("a)", "a) b) c)"),
                    ("(a)", "(a) (b) (c)"),
                    ("(1)", "(1) (2) (3)"),
                    ("(i)", "(i) (ii) (iii)"),
                    ("1.", "1. 2. 3."),
                    ("none", "No numbers"),
                ],
                default="(a)",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="historicalhousestyle",
            name="numbering",
            field=models.CharField(
                choices=[
                    ("1.0", "1.0, 2.0 and paragraphs 1.1, 1.2"),
                    ("1.", "1., 2. and paragraphs 1.1, 1.2"),
                    ("I.", "I., II. and paragraphs I.1, I.2"),
                    ("A", "A, B and paragraphs A1, A2"),
                    ("running", "Sections without numbers, paragraphs in one run: 1., 2., 3."),
                    ("none", "No numbers"),
                ],
                default="1.0",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="housestyle",
            name="ask_numbering",
            field=models.CharField(
                choices=[
                    ("a.", "a. b. c."),
                    ("a)", "a) b) c)"),
                    ("(a)", "(a) (b) (c)"),
                    ("(1)", "(1) (2) (3)"),
                    ("(i)", "(i) (ii) (iii)"),
                    ("1.", "1. 2. 3."),
                    ("none", "No numbers"),
                ],
                default="(a)",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="housestyle",
            name="numbering",
            field=models.CharField(
                choices=[
                    ("1.0", "1.0, 2.0 and paragraphs 1.1, 1.2"),
                    ("1.", "1., 2. and paragraphs 1.1, 1.2"),
                    ("I.", "I., II. and paragraphs I.1, I.2"),
                    ("A", "A, B and paragraphs A1, A2"),
                    ("running", "Sections without numbers, paragraphs in one run: 1., 2., 3."),
                    ("none", "No numbers"),
                ],
                default="1.0",
                max_length=10,
            ),
        ),
    ]
