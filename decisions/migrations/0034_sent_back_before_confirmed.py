"""A second person who finds a mistake sends a decision back, with the reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0033_votes_on_whole_decisions")]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='sent_back',
            field=models.TextField(blank=True, editable=False, help_text='Why a second person did not confirm it. Blank: it was not sent back.', verbose_name='why it was sent back'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='sent_back',
            field=models.TextField(blank=True, editable=False, help_text='Why a second person did not confirm it. Blank: it was not sent back.', verbose_name='why it was sent back'),
        ),
    ]
