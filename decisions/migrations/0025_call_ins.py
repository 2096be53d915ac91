"""Call-in: an act of its own that holds what was decided."""

import decisions.choices
import django.db.models.deletion
import programmes.choices
import sharedsvc.core.history
import sharedsvc.core.models.dates
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0024_drafts_of_decisions'),
        ('programmes', '0016_since_when_a_name_is_agreed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCallIn',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('date', models.CharField(blank=True, help_text='When it happened, or is to happen. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='date')),
                ('date_words', models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='date, as stated')),
                ('date_earliest', models.DateField(db_index=True, editable=False)),
                ('date_latest', models.DateField(db_index=True, editable=False)),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('history_change_reason', models.TextField()),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', help_text="Everyone, the members that share in the partnership, or the owner's own people alone.", max_length=10, verbose_name='who may see it')),
                ('remarks', models.TextField(blank=True, help_text='What must be said beside the record; it is shown with it.')),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('audience', models.BigIntegerField(default=0, editable=False, help_text='Who may see it, worked out.')),
                ('number', models.PositiveSmallIntegerField(default=1, help_text='2 for a second call-in.')),
                ('called_by', models.CharField(help_text='Members, a committee, as the notice names them.', max_length=300, verbose_name='who called it in')),
                ('grounds', models.TextField(help_text='On what grounds, as the notice puts them.')),
                ('heard', models.CharField(blank=True, help_text='When it was heard, or withdrawn. Blank: not yet.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='heard or withdrawn on')),
                ('heard_words', models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='heard or withdrawn on, as stated')),
                ('heard_earliest', models.DateField(db_index=True, editable=False)),
                ('heard_latest', models.DateField(db_index=True, editable=False)),
                ('outcome', models.CharField(choices=decisions.choices.CallInOutcome.offered, default='pending', help_text='What came of it: “upheld” is said of both, so say which.', max_length=30)),
                ('findings', models.TextField(blank=True, help_text='What the body that heard it concluded.', verbose_name='what was said')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('clause', models.ForeignKey(blank=True, db_constraint=False, help_text='The one clause that was called in. Blank: the whole decision.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='decisions.clause')),
                ('decision', models.ForeignKey(blank=True, db_constraint=False, help_text='The decision that was called in.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='decisions.decision')),
                ('heard_by', models.ForeignKey(blank=True, db_constraint=False, help_text='The body that hears it, or heard it. Blank: not stated.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.body')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.organisation')),
            ],
            options={
                'verbose_name': 'historical call-in',
                'verbose_name_plural': 'historical call-ins',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CallIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.CharField(blank=True, help_text='When it happened, or is to happen. Blank: not stated.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='date')),
                ('date_words', models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='date, as stated')),
                ('date_earliest', models.DateField(db_index=True, editable=False)),
                ('date_latest', models.DateField(db_index=True, editable=False)),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', help_text="Everyone, the members that share in the partnership, or the owner's own people alone.", max_length=10, verbose_name='who may see it')),
                ('remarks', models.TextField(blank=True, help_text='What must be said beside the record; it is shown with it.')),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('audience', models.BigIntegerField(default=0, editable=False, help_text='Who may see it, worked out.')),
                ('number', models.PositiveSmallIntegerField(default=1, help_text='2 for a second call-in.')),
                ('called_by', models.CharField(help_text='Members, a committee, as the notice names them.', max_length=300, verbose_name='who called it in')),
                ('grounds', models.TextField(help_text='On what grounds, as the notice puts them.')),
                ('heard', models.CharField(blank=True, help_text='When it was heard, or withdrawn. Blank: not yet.', max_length=60, validators=[sharedsvc.core.models.dates.validate_edtf], verbose_name='heard or withdrawn on')),
                ('heard_words', models.CharField(blank=True, help_text="The source's own wording, where the date alone would say too much or too little.", max_length=200, verbose_name='heard or withdrawn on, as stated')),
                ('heard_earliest', models.DateField(db_index=True, editable=False)),
                ('heard_latest', models.DateField(db_index=True, editable=False)),
                ('outcome', models.CharField(choices=decisions.choices.CallInOutcome.offered, default='pending', help_text='What came of it: “upheld” is said of both, so say which.', max_length=30)),
                ('findings', models.TextField(blank=True, help_text='What the body that heard it concluded.', verbose_name='what was said')),
                ('clause', models.ForeignKey(blank=True, help_text='The one clause that was called in. Blank: the whole decision.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='call_ins', to='decisions.clause')),
                ('decision', models.ForeignKey(help_text='The decision that was called in.', on_delete=django.db.models.deletion.PROTECT, related_name='call_ins', to='decisions.decision')),
                ('heard_by', models.ForeignKey(blank=True, help_text='The body that hears it, or heard it. Blank: not stated.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='call_ins_heard', to='programmes.body')),
                ('owner', models.ForeignKey(blank=True, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.organisation')),
            ],
            options={
                'verbose_name': 'call-in',
                'ordering': ['decision', 'number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('visibility', 'public'), ('visibility', 'partners'), ('owner__isnull', False), _connector='OR'), name='decisions_callin_owner_alone_has_owner', violation_error_message='A record for its owner alone needs an owner.'), models.CheckConstraint(condition=models.Q(('date_earliest__lte', models.F('date_latest'))), name='decisions_callin_date_bounds', violation_error_message='The date “date” ends before it begins.'), models.CheckConstraint(condition=models.Q(('heard_earliest__lte', models.F('heard_latest'))), name='decisions_callin_heard_bounds', violation_error_message='The date “heard” ends before it begins.'), models.UniqueConstraint(models.F('decision'), models.F('number'), condition=models.Q(('struck_out', '')), name='call_in_number_once_in_a_decision', violation_error_message='The decision already has a call-in with this number.'), models.CheckConstraint(condition=models.Q(('outcome', 'pending'), models.Q(('heard', ''), _negated=True), _connector='OR'), name='call_in_settled_on_a_day', violation_error_message='Say when it was heard, or withdrawn.')],
            },
            bases=(sharedsvc.core.models.dates.WithKnownDates, models.Model),
        ),
    ]
