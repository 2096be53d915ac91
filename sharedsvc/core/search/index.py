"""The index of each database: PostgreSQL's full text, SQLite's FTS5.

Both are kept in step with the table of entries by the database itself (a generated column;
triggers), so that no way of writing entries can forget them. They are made after every `migrate`
rather than in a migration, because a test database may be made without migrations, and because
SQLite drops a table's triggers when Django rebuilds the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import BooleanField, Q, QuerySet
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
    """A weighted tsvector as a generated column, with a GIN index over it and the kind of record.

    That kind is one more word, which no text holds: the index meets it with the words of a list's
    filter, where all entries of the kind would have to be read beside it.
    """

    WORDS = "(vector || array_to_tsvector(ARRAY[record_type::text]))"

    MAKE = (
        f"""ALTER TABLE {ENTRIES} ADD COLUMN IF NOT EXISTS vector tsvector
        GENERATED ALWAYS AS (setweight(to_tsvector('simple', title_words), 'A')
        || setweight(to_tsvector('simple', text_words), 'B')) STORED""",
        f"CREATE INDEX IF NOT EXISTS core_search_kind_and_words ON {ENTRIES} USING GIN ({WORDS})",
        "DROP INDEX IF EXISTS core_search_vector",  # whose place it took
    )
    REBUILD: tuple[str, ...] = ()
    HAS = f"{WORDS} @@ %s::tsquery"
    # Put in order by numbers alone, which is twice as quick; the words of the best are read then.
    BEST = f"""
        SELECT record_type, record_id, title_words, {REST}, relevance FROM (
            SELECT id, relevance, ROW_NUMBER() OVER (
                PARTITION BY kind ORDER BY relevance DESC, id) AS place
            FROM (
                SELECT id, HASHTEXT(record_type) AS kind,
                ts_rank('{{{{0.1, 0.2, 0.25, 1.0}}}}', vector, wanted, 1) AS relevance
                FROM {ENTRIES}, CAST(%s AS tsquery) AS wanted WHERE {WORDS} @@ wanted AND {{open}}
            ) AS found
        ) AS placed CROSS JOIN LATERAL (
            SELECT record_type, record_id, title_words, text_words FROM {ENTRIES} AS entry
            WHERE entry.id = placed.id OFFSET 0
        ) AS best WHERE place <= {SCORED} + 1"""

    @staticmethod
    def words(query: Query, *, in_titles: bool = False) -> str:
        """A query in the language of tsquery."""
        return query.for_postgresql(in_titles=in_titles)

    @staticmethod
    def of_kind(label: str, words: str) -> str:
        """Words as they are looked for among the records of one model."""
        return f"'{label}' & ({words})"


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
    HAS = "id IN (SELECT rowid FROM core_search WHERE core_search MATCH %s)"
    BEST = f"""
        SELECT record_type, record_id, title_words, {REST}, relevance FROM (
            SELECT record_type, record_id, {ENTRIES}.title_words, {ENTRIES}.text_words,
            -found.rank / (5 - found.rank) AS relevance,
            ROW_NUMBER() OVER (PARTITION BY record_type ORDER BY found.rank, id) AS place
            FROM (SELECT rowid, rank FROM core_search WHERE core_search MATCH %s) AS found
            JOIN {ENTRIES} ON id = found.rowid WHERE {{open}}
        ) WHERE place <= {SCORED} + 1"""

    @staticmethod
    def words(query: Query, *, in_titles: bool = False) -> str:
        """A query in the language of FTS5."""
        wanted = query.for_sqlite()
        return f"{{title_words}} : ({wanted})" if in_titles else wanted

    @staticmethod
    def of_kind(label: str, words: str) -> str:
        """The same: here entries of one kind are told by their column alone."""
        return words


INDEXES: dict[str, Any] = {"postgresql": PostgreSQL, "sqlite": SQLite}


def index_of(using: str = "default") -> Any:
    """The index of a database, by its vendor."""
    return INDEXES[connections[using].vendor]


def make_index(using: str = "default", **kwargs: Any) -> None:
    """Make what the database finds entries by, where it is not there yet."""
    connection = connections[using]
    if ENTRIES in connection.introspection.table_names():
        _run(index_of(using).MAKE, using)


def rebuild_index() -> None:
    """Read the entries anew, where the index might be out of step with them."""
    _run(index_of().REBUILD, "default")


def _run(statements: Sequence[str], using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def ids_with(label: str, query: Query, *, in_titles: bool = False) -> QuerySet:
    """The ids of a model's records that have what is looked for, whoever may see them.

    With `in_titles`, in a title or name.
    """
    index = index_of()
    words = index.of_kind(label, index.words(query, in_titles=in_titles))
    found = RawSQL(index.HAS, [words], output_field=BooleanField())
    return SearchEntry.objects.filter(found, record_type=label).values("record_id")


def best_matches(query: Query, wanted: Q) -> list[Match]:
    """The best of each kind among the entries that are wanted, in one statement."""
    index = index_of()
    condition, parameters = _written(wanted)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            index.BEST.format(open=condition), [query.some, index.words(query), *parameters]
        )
        return [Match(*row) for row in cursor.fetchall()]


def _written(wanted: Q) -> tuple[str, list[Any]]:
    """A condition on entries as the database reads it, with its parameters."""
    where = SearchEntry.objects.filter(wanted).query
    compiler = where.get_compiler("default")
    try:
        condition, parameters = compiler.compile(where.where)
    except EmptyResultSet:
        return "1 = 0", []
    except FullResultSet:
        return "1 = 1", []
    return condition or "1 = 1", list(parameters)
