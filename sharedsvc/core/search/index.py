"""The index of each database: PostgreSQL's full text, SQLite's FTS5.

Both are kept in step with the table of entries by the database itself (a generated column;
triggers), so that no way of writing entries can forget them. They are made after every `migrate`
rather than in a migration, because a test database may be made without migrations, and because
SQLite drops a table's triggers when Django rebuilds the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from sharedsvc.core.models import SearchEntry
from sharedsvc.core.search.query import Query

ENTRIES = "core_searchentry"
# How many of each kind are put in order and shown; beyond that it is only said that there are more.
SCORED = 500
REST = "CASE WHEN %s THEN text_words ELSE '' END"


@dataclass(frozen=True)
class Match:
    """An entry that has what is looked for: of which record, its titles, how well it fits (0–1).

    The rest of its words is there only where it is enough to have some of the terms.
    """

    label: str
    record_id: int
    titles: str
    rest: str
    relevance: float


class PostgreSQL:
    """A weighted tsvector as a generated column, with a GIN index."""

    MAKE = (
        f"""ALTER TABLE {ENTRIES} ADD COLUMN IF NOT EXISTS vector tsvector
        GENERATED ALWAYS AS (setweight(to_tsvector('simple', title_words), 'A')
        || setweight(to_tsvector('simple', text_words), 'B')) STORED""",
        f"CREATE INDEX IF NOT EXISTS core_search_vector ON {ENTRIES} USING GIN (vector)",
    )
    REBUILD: tuple[str, ...] = ()
    IDS = f"SELECT id FROM {ENTRIES} WHERE vector @@ %s::tsquery"
    BEST = f"""
        SELECT record_type, record_id, title_words, {REST}, relevance FROM (
            SELECT *, ROW_NUMBER() OVER (
                PARTITION BY record_type ORDER BY relevance DESC, record_id) AS place
            FROM (
                SELECT record_type, record_id, title_words, text_words,
                ts_rank('{{0.1, 0.2, 0.25, 1.0}}', vector, wanted, 1) AS relevance
                FROM {ENTRIES}, CAST(%s AS tsquery) AS wanted WHERE vector @@ wanted
            ) AS found
        ) AS placed WHERE place <= {SCORED} + 1"""

    @staticmethod
    def words(query: Query, *, in_titles: bool = False) -> str:
        return query.for_postgresql(in_titles=in_titles)


class SQLite:
    """An FTS5 table over the entries, kept in step by triggers."""

    OLD = (
        "INSERT INTO core_search(core_search, rowid, title_words, text_words) "
        "VALUES ('delete', old.id, old.title_words, old.text_words);"
    )
    NEW = (
        "INSERT INTO core_search(rowid, title_words, text_words) "
        "VALUES (new.id, new.title_words, new.text_words);"
    )
    MAKE = (
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS core_search USING fts5(title_words, text_words,
        content='{ENTRIES}', content_rowid='id', tokenize='ascii')""",
        "INSERT INTO core_search(core_search, rank) VALUES ('rank', 'bm25(10.0, 1.0)')",
        f"CREATE TRIGGER IF NOT EXISTS core_search_new AFTER INSERT ON {ENTRIES} BEGIN {NEW} END",
        f"CREATE TRIGGER IF NOT EXISTS core_search_old AFTER DELETE ON {ENTRIES} BEGIN {OLD} END",
        f"""CREATE TRIGGER IF NOT EXISTS core_search_changed AFTER UPDATE ON {ENTRIES}
        BEGIN {OLD} {NEW} END""",
    )
    REBUILD = ("INSERT INTO core_search(core_search) VALUES ('rebuild')",)
    IDS = "SELECT rowid FROM core_search WHERE core_search MATCH %s"
    BEST = f"""
        SELECT record_type, record_id, title_words, {REST}, relevance FROM (
            SELECT entry.record_type, entry.record_id, entry.title_words, entry.text_words,
            -found.rank / (5 - found.rank) AS relevance,
            ROW_NUMBER() OVER (
                PARTITION BY entry.record_type ORDER BY found.rank, entry.record_id) AS place
            FROM (SELECT rowid, rank FROM core_search WHERE core_search MATCH %s) AS found
            JOIN {ENTRIES} AS entry ON entry.id = found.rowid
        ) WHERE place <= {SCORED} + 1"""

    @staticmethod
    def words(query: Query, *, in_titles: bool = False) -> str:
        wanted = query.for_sqlite()
        return f"{{title_words}} : ({wanted})" if in_titles else wanted


INDEXES: dict[str, Any] = {"postgresql": PostgreSQL, "sqlite": SQLite}


def index_of(using: str = "default") -> Any:
    return INDEXES[connections[using].vendor]


def make_index(using: str = "default", **kwargs: Any) -> None:
    """Make what the database finds entries by, where it is not there yet."""
    connection = connections[using]
    if ENTRIES in connection.introspection.table_names():
        _run(index_of(using).MAKE, using)


def rebuild_index(using: str = "default") -> None:
    """Read the entries anew, where the index might be out of step with them."""
    _run(index_of(using).REBUILD, using)


def _run(statements: Sequence[str], using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def matching_ids(query: Query, *, in_titles: bool = False) -> RawSQL:
    """The ids of the entries that have what is looked for; with `in_titles`, in a title or name."""
    index = index_of()
    return RawSQL(index.IDS, [index.words(query, in_titles=in_titles)])


def ids_with(label: str, query: Query, *, in_titles: bool = False) -> QuerySet:
    """The ids of a model's records that have what is looked for, whoever may see them."""
    entries = SearchEntry.objects.filter(record_type=label)
    return entries.filter(pk__in=matching_ids(query, in_titles=in_titles)).values("record_id")


def best_matches(query: Query) -> list[Match]:
    """The best of each kind, in one statement, whoever may see them."""
    index = index_of()
    with connections["default"].cursor() as cursor:
        cursor.execute(index.BEST, [query.some, index.words(query)])
        return [Match(*row) for row in cursor.fetchall()]
