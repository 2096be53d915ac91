"""What the desk keeps of a report: its own order of sections, what is hidden, notes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0027_redactions'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalreport',
            name='section_order',
            field=models.TextField(blank=True, help_text="The keys of its sections in this report's own order, with blanks between them. Blank: as its house style has them.", verbose_name='order of sections'),
        ),
        migrations.AddField(
            model_name='historicalreportitem',
            name='hidden',
            field=models.BooleanField(default=False, help_text='It stays in the draft, unprinted.'),
        ),
        migrations.AddField(
            model_name='historicalreportitem',
            name='note',
            field=models.TextField(blank=True, help_text='What is said below something computed, which is not altered.'),
        ),
        migrations.AddField(
            model_name='report',
            name='section_order',
            field=models.TextField(blank=True, help_text="The keys of its sections in this report's own order, with blanks between them. Blank: as its house style has them.", verbose_name='order of sections'),
        ),
        migrations.AddField(
            model_name='reportitem',
            name='hidden',
            field=models.BooleanField(default=False, help_text='It stays in the draft, unprinted.'),
        ),
        migrations.AddField(
            model_name='reportitem',
            name='note',
            field=models.TextField(blank=True, help_text='What is said below something computed, which is not altered.'),
        ),
    ]
