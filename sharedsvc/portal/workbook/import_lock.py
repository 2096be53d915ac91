"""One import at a time: the next one waits, and is told so plainly if that takes too long."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from sharedsvc.core.busy import Busy, is_busy

IMPORT_LOCK = 5_218_001
PATIENCE = 30  # seconds, of a command; a page passes its own


@contextmanager
def one_import_at_a_time(patience: int | None = None) -> Iterator[None]:
    """A transaction that no other import runs beside. Raises Busy after that many seconds.

    PostgreSQL has a lock for it; SQLite's own lock for writing is taken as the transaction begins.
    """
    seconds = patience or PATIENCE
    try:
        with _patience(seconds), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = %s", [f"{seconds}s"])
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
            yield
    except OperationalError as error:
        if is_busy(error):
            raise Busy from error
        raise


@contextmanager
def _patience(seconds: int) -> Iterator[None]:
    """Have SQLite wait so long for its lock."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {seconds * 1000}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
