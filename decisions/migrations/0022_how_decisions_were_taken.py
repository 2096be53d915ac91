"""How a decision was taken, by which officer under which delegation, and whether it is open to call-in."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


import decisions.choices
import sharedsvc.core.models.dates


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0021_documents_of_business_cases"),
        ('programmes', '0016_since_when_a_name_is_agreed'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='announced',
            field=models.CharField(blank=True, help_text='When the body published what it decided. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='made known'),
        ),
        migrations.AddField(
            model_name='decision',
            name='announced_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decision',
            name='announced_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decision',
            name='announced_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='made known, as stated'),
        ),
        migrations.AddField(
            model_name='decision',
            name='call_in',
            field=models.CharField(blank=True, choices=decisions.choices.CallInRule.offered, help_text='Whether it is open to call-in. Blank: not stated.', max_length=20, verbose_name='call-in'),
        ),
        migrations.AddField(
            model_name='decision',
            name='call_in_until',
            field=models.CharField(blank=True, help_text='The last day on which it may be called in.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='open to call-in until'),
        ),
        migrations.AddField(
            model_name='decision',
            name='call_in_until_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decision',
            name='call_in_until_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decision',
            name='call_in_until_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='open to call-in until, as stated'),
        ),
        migrations.AddField(
            model_name='decision',
            name='call_in_why',
            field=models.TextField(blank=True, help_text='Urgent and by whom waived, called in before, or a kind that never is.', verbose_name='why it is not open to call-in'),
        ),
        migrations.AddField(
            model_name='decision',
            name='officer',
            field=models.ForeignKey(blank=True, help_text='The post that decided, where no body did. Blank: a body, or not stated.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='programmes.post', verbose_name='taken by the post'),
        ),
        migrations.AddField(
            model_name='decision',
            name='under',
            field=models.ForeignKey(blank=True, help_text='The delegation that an officer’s decision rests on.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='used_by', to='decisions.delegation', verbose_name='under the delegation'),
        ),
        migrations.AddField(
            model_name='decision',
            name='without_delegation',
            field=models.TextField(blank=True, help_text='Why an officer’s decision is recorded though no delegation allows it.', verbose_name='why without a delegation in force'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='announced',
            field=models.CharField(blank=True, help_text='When the body published what it decided. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='made known'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='announced_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='announced_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='announced_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='made known, as stated'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='call_in',
            field=models.CharField(blank=True, choices=decisions.choices.CallInRule.offered, help_text='Whether it is open to call-in. Blank: not stated.', max_length=20, verbose_name='call-in'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='call_in_until',
            field=models.CharField(blank=True, help_text='The last day on which it may be called in.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='open to call-in until'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='call_in_until_earliest',
            field=models.DateField(db_index=True, default=datetime.date.min, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='call_in_until_latest',
            field=models.DateField(db_index=True, default=datetime.date.max, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='call_in_until_words',
            field=models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='open to call-in until, as stated'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='call_in_why',
            field=models.TextField(blank=True, help_text='Urgent and by whom waived, called in before, or a kind that never is.', verbose_name='why it is not open to call-in'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='officer',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The post that decided, where no body did. Blank: a body, or not stated.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.post', verbose_name='taken by the post'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='under',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The delegation that an officer’s decision rests on.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='decisions.delegation', verbose_name='under the delegation'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='without_delegation',
            field=models.TextField(blank=True, help_text='Why an officer’s decision is recorded though no delegation allows it.', verbose_name='why without a delegation in force'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('announced_earliest__lte', models.F('announced_latest'))), name='decisions_decision_announced_bounds', violation_error_message='The date “announced” ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('call_in_until_earliest__lte', models.F('call_in_until_latest'))), name='decisions_decision_call_in_until_bounds', violation_error_message='The date “call_in_until” ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('under__isnull', True), ('officer__isnull', False), _connector='OR'), name='delegation_used_by_a_post', violation_error_message='Name the post that decided under the delegation.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('without_delegation', ''), ('officer__isnull', False), _connector='OR'), name='without_delegation_only_a_post', violation_error_message='Only a post decides without a delegation: name it.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call_in', 'not open'), _negated=True), models.Q(('call_in_why', ''), _negated=True), _connector='OR'), name='not_open_to_call_in_says_why', violation_error_message='Say why the decision is not open to call-in.'),
        ),
    ]
