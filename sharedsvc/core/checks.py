"""Whether what the database acknowledges outlives a power failure."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

LASTING = ("fsync", "synchronous_commit")
HINT = (
    "A change that people were told is saved may be gone after a power failure. Set it to “on”: "
    "synchronous_commit by ALTER DATABASE … SET synchronous_commit = on, fsync in postgresql.conf."
)


@register(Tags.database)
def acknowledged_is_kept(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL writes to disk before it says that something is written.

    SQLite is set to by the settings. Replicas may ask for more than "on": that is kept, too.
    """
    return [
        Warning(f"PostgreSQL's {name} is off.", hint=HINT, id="core.W001")
        for alias in databases or ()
        for name in LASTING
        if connections[alias].vendor == "postgresql" and _is_off(connections[alias], name)
    ]


def _is_off(connection: Any, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0] == "off"
