"""One import at a time: the next one waits, and is told so plainly if that takes too long."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

IMPORT_LOCK = 5_218_001
PATIENCE = 30  # seconds
LOCKED = {"55P03", "40P01"}  # PostgreSQL: not in time, deadlock


class Busy(Exception):
    """Somebody else is writing to the register; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was written: somebody else is writing to the register. Try again in a minute."
        )


@contextmanager
def one_import_at_a_time() -> Iterator[None]:
    """A transaction that no other import runs beside. Raises Busy after PATIENCE.

    PostgreSQL has a lock for it; SQLite's own lock for writing is taken as the transaction begins.
    """
    try:
        with _patience(), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = %s", [f"{PATIENCE}s"])
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
            yield
    except OperationalError as error:
        if _is_locked(error):
            raise Busy from error
        raise


@contextmanager
def _patience() -> Iterator[None]:
    """Have SQLite wait longer for its lock than a page would."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _is_locked(error: OperationalError) -> bool:
    return "is locked" in str(error) or getattr(error.__cause__, "pgcode", None) in LOCKED
