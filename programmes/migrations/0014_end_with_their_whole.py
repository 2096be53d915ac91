"""What has no end of its own ends with what it belongs to, in rows that are there already."""

from typing import Any

from django.db import migrations

from sharedsvc.core.migrating import end_with

PARTS = (
    ('programmes.membership', 'partnership', 'organisation'),
    ('programmes.programme', 'partnership'),
    ('programmes.phase', 'programme'),
    ('programmes.principle', 'programme'),
    ('programmes.criterion', 'programme'),
    ('programmes.body', 'organisation'),
)


def end_with_their_wholes(apps: Any, schema_editor: Any) -> None:
    for part in PARTS:
        end_with(apps, schema_editor, *part)


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0013_what_a_successor_took_over'),
    ]

    operations = [migrations.RunPython(end_with_their_wholes, migrations.RunPython.noop)]
