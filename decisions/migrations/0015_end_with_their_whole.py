"""What has no end of its own ends with what it belongs to, in rows that are there already."""

from typing import Any

from django.db import migrations

from sharedsvc.core.migrating import end_with

PARTS = (
    ('decisions.gate', 'programme', 'by'),
    ('decisions.proposal', 'programme'),
)


def end_with_their_wholes(apps: Any, schema_editor: Any) -> None:
    for part in PARTS:
        end_with(apps, schema_editor, *part)


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0014_fill_who_may_see_it'),
        ('programmes', '0014_end_with_their_whole'),
    ]

    operations = [migrations.RunPython(end_with_their_wholes, migrations.RunPython.noop)]
