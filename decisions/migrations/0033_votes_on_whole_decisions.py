"""A vote may be on a decision as a whole, beside those on its clauses."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0032_agreed_in_principle_and_votes_on_amendments")]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='majority',
            field=models.CharField(blank=True, help_text='Blank: not stated.', max_length=100, verbose_name='majority needed'),
        ),
        migrations.AddField(
            model_name='decision',
            name='vote_words',
            field=models.CharField(blank=True, help_text='As the minute says: unanimous.', max_length=200, verbose_name='vote in words'),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_abstained',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='abstained'),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_against',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes against'),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_cast',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes cast'),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_for',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes for'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='majority',
            field=models.CharField(blank=True, help_text='Blank: not stated.', max_length=100, verbose_name='majority needed'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='vote_words',
            field=models.CharField(blank=True, help_text='As the minute says: unanimous.', max_length=200, verbose_name='vote in words'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='votes_abstained',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='abstained'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='votes_against',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes against'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='votes_cast',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes cast'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='votes_for',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes for'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('votes_cast__isnull', True), ('votes_for__isnull', True), ('votes_against__isnull', True), ('votes_cast__gte', django.db.models.expressions.CombinedExpression(models.F('votes_for'), '+', models.F('votes_against'))), _connector='OR'), name='votes_cast_on_a_decision_hold_those_for_and_against', violation_error_message='Fewer votes were cast than are for and against together: look at them again.'),
        ),
    ]
