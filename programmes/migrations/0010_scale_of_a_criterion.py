"""A criterion has a scale on which workstreams are scored; those there are stay without one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0009_versions_of_links_by_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='criterion',
            name='highest',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The best there is.', null=True, verbose_name='highest score'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='lowest',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Blank: nothing is scored against it.', null=True, verbose_name='lowest score'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='highest',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The best there is.', null=True, verbose_name='highest score'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='lowest',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Blank: nothing is scored against it.', null=True, verbose_name='lowest score'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('highest__isnull', True), ('lowest__isnull', True)), models.Q(('highest__isnull', False), ('lowest__isnull', False), ('lowest__lt', models.F('highest'))), _connector='OR'), name='a_scale_goes_from_lowest_to_highest', violation_error_message='A scale has a lowest and a highest score: give both, the lowest first, or neither.'),
        ),
    ]
