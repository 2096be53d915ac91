"""How programmes and organisations ended; of those there are it is not stated."""

import programmes.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0011_values_of_a_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalorganisation',
            name='ending',
            field=models.CharField(choices=programmes.choices.Ending.offered, default='not stated', max_length=20, verbose_name='how it ended'),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='ending',
            field=models.CharField(choices=programmes.choices.Ending.offered, default='not stated', max_length=20, verbose_name='how it ended'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='ending',
            field=models.CharField(choices=programmes.choices.Ending.offered, default='not stated', max_length=20, verbose_name='how it ended'),
        ),
        migrations.AddField(
            model_name='programme',
            name='ending',
            field=models.CharField(choices=programmes.choices.Ending.offered, default='not stated', max_length=20, verbose_name='how it ended'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('ending', 'not stated'), models.Q(('end', ''), _negated=True), models.Q(('end_words', ''), _negated=True), _connector='OR'), name='organisation_that_ended_somehow_has_an_end', violation_error_message='Say when it ended, too.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('ending', 'not stated'), models.Q(('end', ''), _negated=True), models.Q(('end_words', ''), _negated=True), _connector='OR'), name='programme_that_ended_somehow_has_an_end', violation_error_message='Say when it ended, too.'),
        ),
    ]
