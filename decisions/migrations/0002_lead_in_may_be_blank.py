from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalhousestyle',
            name='asks_lead_in',
            field=models.CharField(blank=True, help_text='Blank where none is printed.', max_length=300),
        ),
        migrations.AlterField(
            model_name='housestyle',
            name='asks_lead_in',
            field=models.CharField(blank=True, help_text='Blank where none is printed.', max_length=300),
        ),
    ]
