import decisions.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0005_fields_and_risks_in_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalhousesection',
            name='part',
            field=models.CharField(choices=decisions.choices.StylePart.offered, max_length=20),
        ),
        migrations.AlterField(
            model_name='housesection',
            name='part',
            field=models.CharField(choices=decisions.choices.StylePart.offered, max_length=20),
        ),
    ]
