"""What was published by the rule until now stays so: its document is held, or its date is past.

On which day is not known. A report was public by its date, when it came to a meeting; one whose
date is not stated, or still to come, by the day of its document, otherwise of this migration.
Versions are filled by the same rule, each by what it said itself: a draft stays a draft.
"""

import datetime

from django.db import migrations

UNKNOWN = datetime.date.max


def fill(apps, schema_editor):
    today = datetime.date.today()
    documents = dict(
        apps.get_model("programmes", "Document").objects.values_list("pk", "date_latest")
    )
    for name in ("Report", "HistoricalReport"):
        model = apps.get_model("decisions", name)
        rows = model.objects.filter(published="").order_by("pk")
        for row in rows.only("pk", "date", "date_latest", "document_id").iterator():
            is_past = bool(row.date) and row.date_latest < today
            if row.document_id is None and not is_past:
                continue
            stated = row.date_latest if row.date else documents.get(row.document_id, UNKNOWN)
            by = min(stated, today)
            model.objects.filter(pk=row.pk).update(
                published=f"../{by.isoformat()}", published_latest=by
            )


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0010_when_a_report_was_published"),
        ("programmes", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
