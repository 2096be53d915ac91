"""Whether the database itself refuses to change what was confirmed."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from decisions.sealing.triggers import missing_triggers

HINT = "Run manage.py migrate, which makes them again, then manage.py verify_decisions."


@register(Tags.database)
def what_was_confirmed_is_guarded(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The triggers on confirmed decisions are there, and switched on."""
    return [
        Warning(
            f"{len(missing)} triggers on confirmed decisions are missing or differ: {missing[0]}…",
            hint=HINT,
            id="decisions.W001",
        )
        for alias in databases or ()
        if connections[alias].vendor in ("sqlite", "postgresql")
        and (missing := missing_triggers(alias))
    ]
