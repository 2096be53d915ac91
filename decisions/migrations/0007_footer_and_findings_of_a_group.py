import decisions.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0006_columns_and_words_of_the_house'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalreportitem',
            name='block',
            field=models.CharField(choices=decisions.choices.Block.offered, default='text', max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalreportitem',
            name='heading',
            field=models.CharField(blank=True, help_text='For an implication, risk or field: its key. For findings: only this group.', max_length=60),
        ),
        migrations.AlterField(
            model_name='reportitem',
            name='block',
            field=models.CharField(choices=decisions.choices.Block.offered, default='text', max_length=20),
        ),
        migrations.AlterField(
            model_name='reportitem',
            name='heading',
            field=models.CharField(blank=True, help_text='For an implication, risk or field: its key. For findings: only this group.', max_length=60),
        ),
    ]
