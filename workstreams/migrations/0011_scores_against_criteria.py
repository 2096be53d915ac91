"""What councils score workstreams against criteria."""

import django.db.models.deletion
import programmes.choices
import sharedsvc.core.history
import sharedsvc.core.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0010_scale_of_a_criterion'),
        ('workstreams', '0010_milestones_by_due_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalScoring',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('history_change_reason', models.TextField()),
                ('date', models.CharField(blank=True, max_length=60, validators=[sharedsvc.core.models.validate_edtf], verbose_name='date')),
                ('date_words', models.CharField(blank=True, max_length=200, verbose_name='date, as stated')),
                ('date_earliest', models.DateField(db_index=True, editable=False)),
                ('date_latest', models.DateField(db_index=True, editable=False)),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', max_length=10)),
                ('remarks', models.TextField(blank=True)),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('audience', models.BigIntegerField(default=0, editable=False, help_text='Who may see it, worked out.')),
                ('code', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('scorers', models.CharField(blank=True, help_text='Who scored: names or posts, as stated.', max_length=200)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('by', models.ForeignKey(blank=True, db_constraint=False, help_text='Whose scores they are.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.organisation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, db_constraint=False, help_text='Where they were reported.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.meeting')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.organisation')),
                ('programme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.programme')),
            ],
            options={
                'verbose_name': 'historical scoring',
                'verbose_name_plural': 'historical scorings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Scoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('date', models.CharField(blank=True, max_length=60, validators=[sharedsvc.core.models.validate_edtf], verbose_name='date')),
                ('date_words', models.CharField(blank=True, max_length=200, verbose_name='date, as stated')),
                ('date_earliest', models.DateField(db_index=True, editable=False)),
                ('date_latest', models.DateField(db_index=True, editable=False)),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', max_length=10)),
                ('remarks', models.TextField(blank=True)),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('audience', models.BigIntegerField(default=0, editable=False, help_text='Who may see it, worked out.')),
                ('code', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('scorers', models.CharField(blank=True, help_text='Who scored: names or posts, as stated.', max_length=200)),
                ('by', models.ForeignKey(help_text='Whose scores they are.', on_delete=django.db.models.deletion.PROTECT, related_name='scorings', to='programmes.organisation')),
                ('meeting', models.ForeignKey(blank=True, help_text='Where they were reported.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scorings', to='programmes.meeting')),
                ('owner', models.ForeignKey(blank=True, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scorings', to='programmes.programme')),
            ],
            options={
                'ordering': ['programme', 'date_latest', 'code'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', max_length=10)),
                ('remarks', models.TextField(blank=True)),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('audience', models.BigIntegerField(default=0, editable=False, help_text='Who may see it, worked out.')),
                ('value', models.DecimalField(blank=True, decimal_places=2, help_text="On the criterion's scale. Blank: not scored; that is not nought.", max_digits=7, null=True, verbose_name='score')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='programmes.criterion')),
                ('owner', models.ForeignKey(blank=True, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.organisation')),
                ('workstream', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='workstreams.workstream')),
                ('scoring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='workstreams.scoring')),
            ],
            options={
                'ordering': ['scoring', 'workstream', 'criterion', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='HistoricalScore',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('struck_out', models.TextField(blank=True, help_text='A mistake is struck out with the reason, never deleted.')),
                ('history_change_reason', models.TextField()),
                ('visibility', models.CharField(choices=programmes.choices.Visibility.offered, default='public', max_length=10)),
                ('remarks', models.TextField(blank=True)),
                ('opened', models.DateTimeField(default=sharedsvc.core.history.moment_of_writing, editable=False, help_text='When its present visibility and owner were set.')),
                ('audience', models.BigIntegerField(default=0, editable=False, help_text='Who may see it, worked out.')),
                ('value', models.DecimalField(blank=True, decimal_places=2, help_text="On the criterion's scale. Blank: not scored; that is not nought.", max_digits=7, null=True, verbose_name='score')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('criterion', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.criterion')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='The council whose own this record is; blank when it is shared.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.organisation')),
                ('workstream', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='workstreams.workstream')),
                ('scoring', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='workstreams.scoring')),
            ],
            options={
                'verbose_name': 'historical score',
                'verbose_name_plural': 'historical scores',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name='scoring',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'public'), ('visibility', 'partners'), ('owner__isnull', False), _connector='OR'), name='workstreams_scoring_owner_alone_has_owner', violation_error_message='A record for its owner alone needs an owner.'),
        ),
        migrations.AddConstraint(
            model_name='scoring',
            constraint=models.CheckConstraint(condition=models.Q(('date_earliest__lte', models.F('date_latest'))), name='workstreams_scoring_date_bounds', violation_error_message='The date “date” ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='scoring',
            constraint=models.UniqueConstraint(models.F('programme'), models.F('code'), condition=models.Q(('struck_out', '')), name='scoring_code_once_in_a_programme', violation_error_message='The programme already has scores with this code.'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'public'), ('visibility', 'partners'), ('owner__isnull', False), _connector='OR'), name='workstreams_score_owner_alone_has_owner', violation_error_message='A record for its owner alone needs an owner.'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(models.F('scoring'), models.F('criterion'), models.F('workstream'), condition=models.Q(('struck_out', '')), name='workstream_scored_once_against_a_criterion', violation_error_message='The workstream already has a score against this criterion.'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='scores_begin_at_nought', violation_error_message='A score is not below 0.'),
        ),
    ]
