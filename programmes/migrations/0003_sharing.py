"""That a member shares with its partners, from when to when: its own act."""

import django.db.models.deletion
import programmes.choices
import sharedsvc.core.history
import sharedsvc.core.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_when_a_record_was_opened'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSharing',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('history_change_reason', models.TextField()),
                ('start', models.CharField(blank=True, max_length=60, validators=[sharedsvc.core.models.validate_edtf], verbose_name='start')),
                ('start_words', models.CharField(blank=True, max_length=200, verbose_name='start, as stated')),
                ('start_earliest', models.DateField(db_index=True, editable=False)),
                ('start_latest', models.DateField(db_index=True, editable=False)),
                ('end', models.CharField(blank=True, max_length=60, validators=[sharedsvc.core.models.validate_edtf], verbose_name='end')),
                ('end_words', models.CharField(blank=True, max_length=200, verbose_name='end, as stated')),
                ('end_earliest', models.DateField(db_index=True, editable=False)),
                ('end_latest', models.DateField(db_index=True, editable=False)),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', max_length=10)),
                ('remarks', models.TextField(blank=True)),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('earlier_too', models.BooleanField(default=False, help_text='What was recorded before it shared opens too.')),
                ('source', models.CharField(blank=True, help_text='The decision or letter by which it shares.', max_length=300)),
                ('opens_from', models.DateTimeField(editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.organisation')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.organisation')),
                ('partnership', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'historical act of sharing',
                'verbose_name_plural': 'historical acts of sharing',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('start', models.CharField(blank=True, max_length=60, validators=[sharedsvc.core.models.validate_edtf], verbose_name='start')),
                ('start_words', models.CharField(blank=True, max_length=200, verbose_name='start, as stated')),
                ('start_earliest', models.DateField(db_index=True, editable=False)),
                ('start_latest', models.DateField(db_index=True, editable=False)),
                ('end', models.CharField(blank=True, max_length=60, validators=[sharedsvc.core.models.validate_edtf], verbose_name='end')),
                ('end_words', models.CharField(blank=True, max_length=200, verbose_name='end, as stated')),
                ('end_earliest', models.DateField(db_index=True, editable=False)),
                ('end_latest', models.DateField(db_index=True, editable=False)),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', max_length=10)),
                ('remarks', models.TextField(blank=True)),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('earlier_too', models.BooleanField(default=False, help_text='What was recorded before it shared opens too.')),
                ('source', models.CharField(blank=True, help_text='The decision or letter by which it shares.', max_length=300)),
                ('opens_from', models.DateTimeField(editable=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='programmes.organisation')),
                ('owner', models.ForeignKey(blank=True, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.organisation')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sharings', to='programmes.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'act of sharing',
                'verbose_name_plural': 'acts of sharing',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('visibility', 'public'), ('visibility', 'partners'), ('owner__isnull', False), _connector='OR'), name='programmes_sharing_owner_alone_has_owner', violation_error_message='A record for its owner alone needs an owner.'), models.CheckConstraint(condition=models.Q(('start_earliest__lte', models.F('start_latest'))), name='programmes_sharing_start_bounds', violation_error_message='The date “start” ends before it begins.'), models.CheckConstraint(condition=models.Q(('end_earliest__lte', models.F('end_latest'))), name='programmes_sharing_end_bounds', violation_error_message='The date “end” ends before it begins.'), models.CheckConstraint(condition=models.Q(('end_latest__gte', models.F('start_earliest'))), name='programmes_sharing_end_after_start', violation_error_message='The end is before the start.'), models.UniqueConstraint(models.F('partnership'), models.F('organisation'), models.F('end'), condition=models.Q(('struck_out', '')), name='one_open_sharing_at_a_time', violation_error_message='This organisation shares in this partnership already.'), models.CheckConstraint(condition=models.Q(('partnership', models.F('organisation')), _negated=True), name='no_partnership_shares_with_itself', violation_error_message='A partnership sees what is kept in it without sharing.'), models.CheckConstraint(condition=models.Q(('owner', models.F('organisation')), ('owner__isnull', False), ('visibility', 'public')), name='sharing_is_its_organisations_own_act', violation_error_message="Sharing is the organisation's own act, and known."), models.CheckConstraint(condition=models.Q(('start', ''), _negated=True), name='sharing_has_a_start', violation_error_message='Say from when it shares.')],
            },
        ),
    ]
