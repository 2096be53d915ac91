"""Which tenures count as recorded with their person: those first written by the same hand.

Nothing else is known of what was recorded before: a tenure that somebody else added to a person who
was on the record already is not one of them.
"""

from django.db import migrations


def fill(apps, schema_editor):
    recorded_by = {}
    for name in ("HistoricalPerson", "HistoricalTenure"):
        rows = apps.get_model("programmes", name).objects.order_by("-history_id")
        recorded_by[name] = dict(rows.values_list("id", "history_user").iterator())
    tenures = apps.get_model("programmes", "Tenure").objects.filter(person__isnull=False)
    founding = [
        pk
        for pk, person in tenures.values_list("pk", "person")
        if person in recorded_by["HistoricalPerson"]
        and recorded_by["HistoricalTenure"].get(pk, -1) == recorded_by["HistoricalPerson"][person]
    ]
    for start in range(0, len(founding), 500):
        tenures.filter(pk__in=founding[start : start + 500]).update(founding=True)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_whose_a_name_is")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
