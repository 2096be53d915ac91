"""Keeps the entries of search in step with the records, in bulk."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from sharedsvc.core.dated.rows import Rows
from sharedsvc.core.history import Saved
from sharedsvc.core.light import reading_light
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.names import names_in_time, with_names_in_time
from sharedsvc.core.planned import PlannedOnce
from sharedsvc.core.portions import portions
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.reference import Reference, keys_by_label, label_of
from sharedsvc.core.search.declared import Searched, searched_models
from sharedsvc.core.search.index import ENTRIES, rebuild_index
from sharedsvc.core.search.words import composed, indexed

CHANGING = ("title", "title_words", "text_words", "audience")
COLUMNS = ("record_type", "record_id", *CHANGING)
# Django makes such a statement anew each time, for more than the database takes to store an entry.
STORE = f"""
INSERT INTO {ENTRIES} ({", ".join(COLUMNS)}) VALUES {{rows}}
ON CONFLICT (record_type, record_id)
DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in CHANGING)}
"""
STORE_ONE = PlannedOnce(
    STORE.format(rows=f"({', '.join(f'%({name})s' for name in COLUMNS)})"),
    record_type="varchar",
    record_id="bigint",
    title="text",
    title_words="text",
    text_words="text",
    audience="bigint",
)


def refresh_with_recording(sender: Any, saved: Saved, **kwargs: Any) -> None:
    """Index what a recording saved, in its transaction: both are kept, or neither."""
    refresh(saved)


def refresh(saved: Saved) -> None:
    """Make the entries of records that were saved, and of those that name them, true again.

    Records are read anew: one that is gone (rolled back) or struck out loses its entry. Who names a
    record is asked only where a column was changed that is read with the name. Needs a transaction.
    """
    wanted = keys_by_label((*saved, *_whose_values(saved)))
    for searched, link, label in searched_models.that_read(list(wanted)):
        for ids in portions(sorted(_renamed(saved, label, searched.reads(link)))):
            naming = _records(searched).filter(**{f"{link}__in": ids}).order_by()
            wanted[searched.label].update(naming.values_list("pk", flat=True))
    for label in sorted(wanted):
        if searched_models.get(label):
            for ids in portions(sorted(wanted[label])):
                _write(searched_models.get(label), ids)


def _whose_values(saved: Saved) -> Iterator[Reference]:
    """The records of which a dated value was saved: it may be a name."""
    kept = [pk for label, pk in saved if label == label_of(Rows.values)]
    for some in portions(sorted(kept)):
        rows = Rows.values.objects.filter(pk__in=some).order_by()
        yield from rows.values_list("record_type", "record_id").distinct()


def _renamed(saved: Saved, label: str, read: frozenset[str] | None) -> set[int]:
    """The records of a model that were changed in what is read of them."""
    return {
        pk
        for (one, pk), columns in saved.items()
        if one == label and (columns is None or (bool(columns) if read is None else columns & read))
    }


@transaction.atomic
def reindex() -> int:
    """Write every entry anew; returns how many there are."""
    SearchEntry.objects.exclude(record_type__in=[one.label for one in searched_models]).delete()
    for searched in searched_models:
        known = SearchEntry.objects.filter(record_type=searched.label)
        ids = set(known.values_list("record_id", flat=True))
        ids.update(_records(searched).values_list("pk", flat=True))
        for some in portions(sorted(ids)):
            _write(searched, some)
    rebuild_index()
    return SearchEntry.objects.count()


def _records(searched: Searched) -> Any:
    return searched.model.objects.filter(struck_out="")  # type: ignore[attr-defined]


@cache
def _to_index(label: str) -> Prepared:
    """The records of a model with these ids, with all that their entries say."""
    searched: Any = searched_models.get(label)

    def rows(pks: Any) -> Any:
        found = _records(searched).filter(pk__among=pks).order_by("pk")
        return with_names_in_time(found.select_related(*_joined(searched)))

    return Prepared(rows, planned=True)


def _joined(searched: Searched) -> tuple[Any, ...]:
    """What an entry reads beside its record; all that it must name where a function titles it."""
    if callable(searched.title):
        return searched.links
    return (*searched.links, *getattr(searched.model, "ends_with", ())) or (None,)


def _write(searched: Searched | None, ids: list[int]) -> None:
    """Write the entries of some records of one model; those that are gone lose theirs."""
    assert searched is not None
    with reading_light():
        entries = [entry_of(searched, record) for record in _to_index(searched.label)(pks=ids)]
    if entries:
        _store(entries)
    gone = set(ids) - {entry.record_id for entry in entries}
    if gone:
        SearchEntry.objects.filter(record_type=searched.label, record_id__in=gone).delete()


def _store(entries: Sequence[SearchEntry]) -> None:
    if len(entries) == 1:
        STORE_ONE.do(**{name: getattr(entries[0], name) for name in COLUMNS})
        return
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    values = [getattr(entry, name) for entry in entries for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(STORE.format(rows=", ".join([row] * len(entries))), values)


def entry_of(searched: Searched, record: Any) -> SearchEntry:
    """The entry of a record, not saved."""
    called = dict.fromkeys([*searched.names_of(record), *names_in_time(record)])
    names = [composed(name) for name in called]
    return SearchEntry(
        record_type=searched.label,
        record_id=record.pk,
        title="\n".join(names),
        title_words="\n".join(indexed(name) for name in names),
        text_words="\n".join(indexed(line.text) for line in searched.lines_of(record)),
        audience=record.audience,
    )


def index_after_migrating(using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Write all entries where migrations took them away, or search is new, after the last one.

    `plan` are the migrations that just ran: without any, or after a flush, there is nothing to do.
    """
    if not plan or SearchEntry.objects.using(using).exists():
        return
    executor = MigrationExecutor(connections[using])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        reindex()
