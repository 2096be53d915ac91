"""What a published report says is kept; `manage.py migrate` keeps that of those published before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0011_what_was_published_by_the_old_rule'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('place', models.PositiveSmallIntegerField()),
                ('content', models.TextField()),
                ('checksum', models.CharField(max_length=64)),
                ('reason', models.TextField()),
                ('kept_at', models.DateTimeField()),
                ('kept_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='decisions.report')),
            ],
            options={
                'ordering': ['report', 'number', 'place'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('report', 'number', 'place'), name='edition_once_a_reader', violation_error_message='This edition of the report is kept already.'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='editions_begin_at_one', violation_error_message='Editions begin at 1.')],
            },
        ),
    ]
