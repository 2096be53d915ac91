"""A clause may agree in principle only, or be the vote on an amendment of another."""

import decisions.choices
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0031_files_of_published_reports")]

    operations = [
        migrations.AddField(
            model_name='clause',
            name='amendment',
            field=models.CharField(blank=True, choices=decisions.choices.AmendmentOutcome.offered, help_text='What the vote on an amendment came to. Blank: it is no amendment.', max_length=10, verbose_name='vote on an amendment'),
        ),
        migrations.AddField(
            model_name='clause',
            name='in_principle',
            field=models.BooleanField(default=False, help_text='It agrees in principle: what it settles is agreed in principle, not confirmed.', verbose_name='in principle only'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='amendment',
            field=models.CharField(blank=True, choices=decisions.choices.AmendmentOutcome.offered, help_text='What the vote on an amendment came to. Blank: it is no amendment.', max_length=10, verbose_name='vote on an amendment'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='in_principle',
            field=models.BooleanField(default=False, help_text='It agrees in principle: what it settles is agreed in principle, not confirmed.', verbose_name='in principle only'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('amendment', ''), ('under__isnull', False), _connector='OR'), name='amendment_of_a_clause', violation_error_message='Say of which clause that was an amendment.'),
        ),
    ]
