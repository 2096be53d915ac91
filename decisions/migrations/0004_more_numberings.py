import decisions.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0003_how_a_heading_is_printed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalhousestyle',
            name='ask_numbering',
            field=models.CharField(choices=decisions.choices.AskStyle.offered, default='(a)', max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalhousestyle',
            name='numbering',
            field=models.CharField(choices=decisions.choices.NumberStyle.offered, default='1.0', max_length=10),
        ),
        migrations.AlterField(
            model_name='housestyle',
            name='ask_numbering',
            field=models.CharField(choices=decisions.choices.AskStyle.offered, default='(a)', max_length=10),
        ),
        migrations.AlterField(
            model_name='housestyle',
            name='numbering',
            field=models.CharField(choices=decisions.choices.NumberStyle.offered, default='1.0', max_length=10),
        ),
    ]
