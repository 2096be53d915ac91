import decisions.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0004_more_numberings'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalhousestyle',
            name='field_layout',
            field=models.CharField(choices=decisions.choices.FieldLayout.offered, default='lines', help_text='How header and footer fields are set out.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalhousestyle',
            name='risks_in_a_row',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='housestyle',
            name='field_layout',
            field=models.CharField(choices=decisions.choices.FieldLayout.offered, default='lines', help_text='How header and footer fields are set out.', max_length=10),
        ),
        migrations.AddField(
            model_name='housestyle',
            name='risks_in_a_row',
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
