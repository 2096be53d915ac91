"""What the computed places of a draft said when its clerks last took them from the records."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0028_what_the_desk_keeps'),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenPlaces',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(default=dict)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='taken_places', to='decisions.report')),
            ],
        ),
    ]
