"""A database of its own for a test of a migration: as it was before, on either kind of server.

Not for tests that use `db`: those may not open another connection.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

ALIAS = "migrating"


class Database:
    """Migrated by steps; `apps` are the models as they are after the last one."""

    def __init__(self) -> None:
        self.apps: Any = None

    def migrate(self, app: str, name: str) -> Any:
        """Go to a migration; returns the models of then."""
        executor = MigrationExecutor(connections[ALIAS])
        self.apps = executor.migrate([(app, name)]).apps
        return self.apps

    def objects(self, label: str) -> Any:
        """The records of a model as it is now."""
        return self.apps.get_model(label)._base_manager.using(ALIAS)


@contextmanager
def empty_database(settings: Any, folder: Path) -> Iterator[Database]:
    """An empty database beside that of the tests, dropped at the end."""
    settings.MIGRATION_MODULES = {}
    values = copy.deepcopy(connection.settings_dict)
    if connection.vendor == "sqlite":
        values["NAME"] = str(folder / "migrating.sqlite3")
    else:
        values["NAME"] = f"{values['NAME']}_{ALIAS}"
    connections.settings[ALIAS] = values
    try:
        _on_the_server("DROP DATABASE IF EXISTS {}", values["NAME"])
        _on_the_server("CREATE DATABASE {}", values["NAME"])
        yield Database()
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.settings[ALIAS]
        _on_the_server("DROP DATABASE IF EXISTS {}", values["NAME"])


def _on_the_server(statement: str, name: str) -> None:
    if connection.vendor == "sqlite":
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement.format(connection.ops.quote_name(name)))
