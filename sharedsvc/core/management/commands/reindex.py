"""manage.py reindex: write all that search knows anew."""

from typing import Any

from django.core.management.base import BaseCommand

from sharedsvc.core.search.index import make_index
from sharedsvc.core.search.indexing import reindex


class Command(BaseCommand):
    """Reads every record again; needed once after an update that changes what search knows."""

    help = "Write every entry of the search index anew from the records."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the index of search anew."""
        make_index()
        self.stdout.write(f"{reindex()} records can be found.")
