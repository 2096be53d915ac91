"""What has no end of its own ends with what it belongs to, in rows that are there already."""

from typing import Any

from django.db import migrations

from sharedsvc.core.migrating import end_with

PARTS = (
    ('workstreams.workstream', 'programme', 'parent'),
    ('workstreams.workstream', 'parent'),
    ('workstreams.stage', 'workstream', 'owner'),
    ('workstreams.workstreamrole', 'workstream', 'organisation'),
    ('workstreams.arrangement', 'workstream'),
    ('workstreams.milestone', 'programme', 'workstream'),
    ('workstreams.risk', 'programme', 'workstream'),
)


def end_with_their_wholes(apps: Any, schema_editor: Any) -> None:
    for part in PARTS:
        end_with(apps, schema_editor, *part)


class Migration(migrations.Migration):

    dependencies = [
        ('workstreams', '0012_in_order_of_duration_class'),
        ('programmes', '0014_end_with_their_whole'),
    ]

    operations = [migrations.RunPython(end_with_their_wholes, migrations.RunPython.noop)]
