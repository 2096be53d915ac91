"""Words are stemmed by other rules: all entries of search are written anew after the migrations."""

from django.db import migrations


def take_away(apps, schema_editor):
    """Leave no entry: `core.search.indexing.index_after_migrating` writes them by the new stems."""
    apps.get_model("core", "SearchEntry").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0004_searchentry_audience")]

    operations = [migrations.RunPython(take_away, take_away)]
