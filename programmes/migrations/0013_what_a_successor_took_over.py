"""How an organisation was succeeded, and which functions went."""

import programmes.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0012_how_it_ended'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsuccession',
            name='functions',
            field=models.TextField(blank=True, help_text='Which functions went; blank: not stated.'),
        ),
        migrations.AddField(
            model_name='historicalsuccession',
            name='kind',
            field=models.CharField(choices=programmes.choices.SuccessionKind.offered, default='succeeded by', max_length=20, verbose_name='how'),
        ),
        migrations.AddField(
            model_name='succession',
            name='functions',
            field=models.TextField(blank=True, help_text='Which functions went; blank: not stated.'),
        ),
        migrations.AddField(
            model_name='succession',
            name='kind',
            field=models.CharField(choices=programmes.choices.SuccessionKind.offered, default='succeeded by', max_length=20, verbose_name='how'),
        ),
    ]
