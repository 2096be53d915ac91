"""Whether the database still answers, without asking it: for each request that is a statement.

Django asks one of a connection that it kept (`CONN_HEALTH_CHECKS`), so that nobody's page fails
because PostgreSQL was started anew. But who goes away says so: there is then something to be read
from the connection, where nothing was asked. Only then is it asked whether it is still of use.
"""

import select
from typing import Any

from django.db import connections


def trust_silent_connections(**kwargs: Any) -> None:
    """Take each connection from which nothing is to be read for one that still answers."""
    connection: Any
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql" and is_silent(connection):
            connection.health_check_done = True


def is_silent(connection: Any) -> bool:
    """Whether there is a connection of which the other end has neither said nor closed anything."""
    server = connection.connection
    if server is None or server.closed:
        return False
    readable, _, broken = select.select([server], [], [server], 0)
    return not (readable or broken)
