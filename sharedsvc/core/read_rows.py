"""What makes records or values of the rows of a statement that was built once.

Django works out anew for each asking which columns make which record: as much work as the database
has with a row that it finds by its key. Here it is worked out with the statement.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models.query import (  # type: ignore[attr-defined]
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesIterable,
    ValuesListIterable,
    create_namedtuple_class,
    get_related_populators,
    prefetch_related_objects,
)

FetchedRow = Sequence[Any]
RowReader = Callable[[list[FetchedRow]], list[Any]]


def reader_of(queryset: Any, made: Any) -> RowReader:
    """What a queryset gives for rows of its statement, as Django would; `made` is its compiler.

    Raises TypeError where it gives something else than records, values or mappings of them.
    """
    what = queryset._iterable_class
    if what not in _READERS or queryset._known_related_objects:
        raise TypeError(f"What {queryset.model.__name__} is read as is not built once.")
    return _READERS[what](queryset, made)


class _Records:
    """Makes records, with those that they are joined to and what is worked out beside them."""

    def __init__(self, queryset: Any, made: Any) -> None:
        columns: Sequence[int] = made.klass_info["select_fields"]
        self.model, self.db = made.klass_info["model"], queryset.db
        self.first, self.end = columns[0], columns[-1] + 1
        self.names = [one.target.attname for one, *_ in made.select[self.first : self.end]]
        self.joined = get_related_populators(made.klass_info, made.select, queryset.db)
        self.beside = list((made.annotation_col_map or {}).items())
        self.further = queryset._prefetch_related_lookups

    def __call__(self, rows: list[FetchedRow]) -> list[Any]:
        records = [self._record(row) for row in rows]
        if self.further:
            prefetch_related_objects(records, *self.further)
        return records

    def _record(self, row: FetchedRow) -> Any:
        record = self.model.from_db(self.db, self.names, row[self.first : self.end])
        for other in self.joined:
            other.populate(row, record)
        for name, column in self.beside:
            setattr(record, name, row[column])
        return record


def _tuples(queryset: Any, made: Any) -> RowReader:
    """Without the columns that only sort the rows."""
    width = made.col_count if made.has_extra_select else None
    return lambda rows: [tuple(row[:width]) for row in rows]


def _named_tuples(queryset: Any, made: Any) -> RowReader:
    made_of: Any = create_namedtuple_class(*queryset._fields)
    read = _tuples(queryset, made)
    return lambda rows: [made_of(*row) for row in read(rows)]


def _mappings(queryset: Any, made: Any) -> RowReader:
    names = [*queryset.query.selected]
    return lambda rows: [dict(zip(names, row, strict=False)) for row in rows]


_READERS: dict[Any, Callable[[Any, Any], RowReader]] = {
    ModelIterable: _Records,
    NamedValuesListIterable: _named_tuples,
    ValuesListIterable: _tuples,
    FlatValuesListIterable: lambda queryset, made: lambda rows: [row[0] for row in rows],
    ValuesIterable: _mappings,
}


def converted(
    rows: Iterable[FetchedRow], converters: Mapping[int, tuple[Any, Any]], connection: Any
) -> Iterator[FetchedRow]:
    """Rows whose columns were turned into values, as Django's compiler does."""
    for row in map(list, rows):
        for place, (steps, expression) in converters.items():
            for step in steps:
                row[place] = step(row[place], expression, connection)
        yield row
