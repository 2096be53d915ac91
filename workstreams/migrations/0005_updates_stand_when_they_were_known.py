"""Updates whose date leaves a side open stand from the day on which they became known.

That is the day that their date gives, else that of the earliest document cited for them, else the
day on which they were recorded. Their dates, and the history, stay as they are.
"""

import datetime

from django.db import migrations
from django.db.models import Min, Q

OPEN = (datetime.date.min, datetime.date.max)


def close_open_sides(apps, schema_editor):
    """Give each such update the day from which it stands."""
    alias = schema_editor.connection.alias
    updates = apps.get_model("workstreams", "StatusUpdate")._base_manager.using(alias)
    is_open = Q(date_earliest=OPEN[0]) | Q(date_latest=OPEN[1])
    for update in list(updates.filter(is_open)):
        given = [day for day in (update.date_latest, update.date_earliest) if day not in OPEN]
        day = given[0] if given else _known(apps, alias, update)
        updates.filter(pk=update.pk).update(date_earliest=day, date_latest=day)


def _known(apps, alias, update):
    citations = apps.get_model("programmes", "Citation")._base_manager.using(alias)
    cited = citations.filter(
        record_type="workstreams.statusupdate", record_id=update.pk, struck_out=""
    ).exclude(document__date="")
    stated = cited.aggregate(first=Min("document__date_latest"))["first"]
    if stated and stated not in OPEN:
        return stated
    versions = apps.get_model("workstreams", "HistoricalStatusUpdate")._base_manager.using(alias)
    recorded = versions.filter(id=update.pk).aggregate(first=Min("history_date"))["first"]
    return recorded.date() if recorded else datetime.date.today()


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_tenures_recorded_with_their_people"),
        ("workstreams", "0004_from_when_a_forecast_is_known"),
    ]

    operations = [
        migrations.RunPython(close_open_sides, migrations.RunPython.noop),
    ]
