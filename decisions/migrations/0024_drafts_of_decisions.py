"""What a clerk typed of a decision and has not recorded yet."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0023_what_became_of_asks_and_who_acts"),
        ('programmes', '0016_since_when_a_name_is_agreed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=300)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('typed', models.JSONField(default=dict)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.programme'),
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='decisiondraft',
            constraint=models.UniqueConstraint(fields=('user', 'place'), name='one_draft_of_a_decision', violation_error_message='A draft of this decision is kept already.'),
        ),
    ]
