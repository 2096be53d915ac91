"""What a clause makes of an ask, the vote on it, who acts by when; what became of that is not sealed."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


import decisions.choices
import sharedsvc.core.models.dates


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0022_how_decisions_were_taken"),
        ('programmes', '0016_since_when_a_name_is_agreed'),
    ]

    operations = [
        migrations.AddField(
            model_name='clause',
            name='act_by',
            field=models.CharField(blank=True, help_text='By when it is to be done. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='by when'),
        ),
        migrations.AddField(
            model_name='clause',
            name='act_by_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clause',
            name='act_by_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clause',
            name='act_by_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='by when, as stated'),
        ),
        migrations.AddField(
            model_name='clause',
            name='action',
            field=models.CharField(blank=True, choices=decisions.choices.ActionState.offered, help_text='What became of the action. Blank: nothing is reported.', max_length=20, verbose_name='done or not'),
        ),
        migrations.AddField(
            model_name='clause',
            name='deferred_until',
            field=models.CharField(blank=True, help_text='Until when, or until what, it was put off.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='deferred until'),
        ),
        migrations.AddField(
            model_name='clause',
            name='deferred_until_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clause',
            name='deferred_until_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clause',
            name='deferred_until_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='deferred until, as stated'),
        ),
        migrations.AddField(
            model_name='clause',
            name='done',
            field=models.CharField(blank=True, help_text='When it was done, or given up. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='done on'),
        ),
        migrations.AddField(
            model_name='clause',
            name='done_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clause',
            name='done_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clause',
            name='done_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='done on, as stated'),
        ),
        migrations.AddField(
            model_name='clause',
            name='majority',
            field=models.CharField(blank=True, help_text='Blank: not stated.', max_length=100, verbose_name='majority needed'),
        ),
        migrations.AddField(
            model_name='clause',
            name='outcome',
            field=models.CharField(blank=True, choices=decisions.choices.AnswerToAsk.offered, help_text='As recommended, amended, not agreed, deferred or referred. Blank: not stated.', max_length=20, verbose_name='what became of the ask'),
        ),
        migrations.AddField(
            model_name='clause',
            name='referred_to',
            field=models.ForeignKey(blank=True, help_text='The body to which it was referred.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referred_clauses', to='programmes.body'),
        ),
        migrations.AddField(
            model_name='clause',
            name='reported',
            field=models.TextField(blank=True, help_text='What was reported of the action, and where.', verbose_name='reported of it'),
        ),
        migrations.AddField(
            model_name='clause',
            name='under',
            field=models.ForeignKey(blank=True, help_text='The clause of which it is a sub-clause. Blank: none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='decisions.clause', verbose_name='part of the clause'),
        ),
        migrations.AddField(
            model_name='clause',
            name='vote_words',
            field=models.CharField(blank=True, help_text='As the minute says: unanimous.', max_length=200, verbose_name='vote in words'),
        ),
        migrations.AddField(
            model_name='clause',
            name='votes_abstained',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='abstained'),
        ),
        migrations.AddField(
            model_name='clause',
            name='votes_against',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes against'),
        ),
        migrations.AddField(
            model_name='clause',
            name='votes_cast',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes cast'),
        ),
        migrations.AddField(
            model_name='clause',
            name='votes_for',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes for'),
        ),
        migrations.AddField(
            model_name='clause',
            name='who_acts',
            field=models.CharField(blank=True, help_text='The post, body or organisation that is to act.', max_length=200),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='act_by',
            field=models.CharField(blank=True, help_text='By when it is to be done. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='by when'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='act_by_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='act_by_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='act_by_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='by when, as stated'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='action',
            field=models.CharField(blank=True, choices=decisions.choices.ActionState.offered, help_text='What became of the action. Blank: nothing is reported.', max_length=20, verbose_name='done or not'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='deferred_until',
            field=models.CharField(blank=True, help_text='Until when, or until what, it was put off.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='deferred until'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='deferred_until_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='deferred_until_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='deferred_until_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='deferred until, as stated'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='done',
            field=models.CharField(blank=True, help_text='When it was done, or given up. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='done on'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='done_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='done_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='done_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='done on, as stated'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='majority',
            field=models.CharField(blank=True, help_text='Blank: not stated.', max_length=100, verbose_name='majority needed'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='outcome',
            field=models.CharField(blank=True, choices=decisions.choices.AnswerToAsk.offered, help_text='As recommended, amended, not agreed, deferred or referred. Blank: not stated.', max_length=20, verbose_name='what became of the ask'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='referred_to',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The body to which it was referred.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.body'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='reported',
            field=models.TextField(blank=True, help_text='What was reported of the action, and where.', verbose_name='reported of it'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='under',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The clause of which it is a sub-clause. Blank: none.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='decisions.clause', verbose_name='part of the clause'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='vote_words',
            field=models.CharField(blank=True, help_text='As the minute says: unanimous.', max_length=200, verbose_name='vote in words'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='votes_abstained',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='abstained'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='votes_against',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes against'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='votes_cast',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes cast'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='votes_for',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='votes for'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='who_acts',
            field=models.CharField(blank=True, help_text='The post, body or organisation that is to act.', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('deferred_until_earliest__lte', models.F('deferred_until_latest'))), name='decisions_clause_deferred_until_bounds', violation_error_message='The date “deferred_until” ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('answers__isnull', False), _connector='OR'), name='outcome_of_an_ask', violation_error_message='Name the recommendation that was so answered.'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('votes_cast__isnull', True), ('votes_for__isnull', True), ('votes_against__isnull', True), ('votes_cast__gte', django.db.models.expressions.CombinedExpression(models.F('votes_for'), '+', models.F('votes_against'))), _connector='OR'), name='votes_cast_hold_those_for_and_against', violation_error_message='Fewer votes were cast than are for and against together: look at them again.'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('act_by_earliest__lte', models.F('act_by_latest'))), name='decisions_clause_act_by_bounds', violation_error_message='The date “act_by” ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('done_earliest__lte', models.F('done_latest'))), name='decisions_clause_done_bounds', violation_error_message='The date “done” ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('action', ''), models.Q(('who_acts', ''), _negated=True), _connector='OR'), name='action_has_an_owner', violation_error_message='Say who acts before you say what became of it.'),
        ),
    ]
