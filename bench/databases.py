"""The databases of a run: on one throw-away PostgreSQL, or files of SQLite."""

import io
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg2

from tests.postgres import throwaway_postgres

WITHOUT_JIT, AS_INSTALLED = "without_jit", "postgres"  # roles of the server
PATIENCE = 120  # seconds for a statement


class Databases(Protocol):
    """Where the builds keep their rows."""

    said: str

    def address(self, name: str, *, jit: bool = False) -> str:
        """The DATABASE_URL of a database."""

    def make(self, name: str, like: str | None = None) -> None:
        """Make an empty one, or a copy of another that nobody uses just now."""

    def drop(self, name: str) -> None:
        """Remove one."""

    def settle(self, name: str) -> None:
        """Let the database put in order what was written in bulk."""


class PostgreSQL:
    """One server; JIT as installed, or off by the role that asks."""

    def __init__(self, url: str) -> None:
        self.folder = url.removeprefix("postgres://postgres@/").removesuffix("/postgres")
        self._do(f"CREATE ROLE {WITHOUT_JIT} SUPERUSER LOGIN")
        self._do(f"ALTER ROLE {WITHOUT_JIT} SET jit = off")
        for role in (WITHOUT_JIT, AS_INSTALLED):
            self._do(f"ALTER ROLE {role} SET statement_timeout = '{PATIENCE}s'")
        self.said = "PostgreSQL " + self._one("SHOW server_version").split()[0]

    def address(self, name: str, *, jit: bool = False) -> str:
        role = AS_INSTALLED if jit else WITHOUT_JIT
        return f"postgres://{role}@/{self.folder}/{name}"

    def make(self, name: str, like: str | None = None) -> None:
        self._do(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))

    def drop(self, name: str) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def settle(self, name: str) -> None:
        self._do("VACUUM ANALYZE", name)

    def connect(self, name: str) -> Any:
        """A connection of the bench's own."""
        options = "-c statement_timeout=0"
        return psycopg2.connect(host=self.folder, user=AS_INSTALLED, dbname=name, options=options)

    def copying(self, name: str, statement: str) -> Callable[[], float]:
        """Writing what a statement finds as CSV by COPY, which says how long it took."""

        def copy() -> float:
            began = time.perf_counter()
            with closing(self.connect(name)) as connection, connection.cursor() as cursor:
                cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH CSV", io.BytesIO())
            return (time.perf_counter() - began) * 1000

        return copy

    def _do(self, statement: str, name: str = "postgres") -> None:
        with closing(self.connect(name)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def _one(self, statement: str) -> str:
        with closing(self.connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return str(cursor.fetchone()[0])


class SQLite:
    """A file for each database."""

    said = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def address(self, name: str, *, jit: bool = False) -> str:
        return f"sqlite:///{self.folder / name}.sqlite3"

    def make(self, name: str, like: str | None = None) -> None:
        if like:
            shutil.copy(self.folder / f"{like}.sqlite3", self.folder / f"{name}.sqlite3")

    def drop(self, name: str) -> None:
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"{name}.sqlite3{ending}").unlink(missing_ok=True)

    def settle(self, name: str) -> None:
        pass


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Yield a throw-away server of PostgreSQL."""
    with throwaway_postgres() as url:
        yield PostgreSQL(url)
