"""The rows that say from when values held, asked once for a page; and SQL of ours."""

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from sharedsvc.core.dates import LATEST, bounds
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.reading_day import by_what_pages_differ, reading
from sharedsvc.core.reference import label_of

POSSIBLE = "values that may hold already"
END = "end"
ENDS_TO_COME = "models of which some record ends after the day"
LATER_ROWS = "fields with values from a later day on"


class Rows:
    """The tables that say from when values held, and on what records rest; named by their app.

    `others` give, for a day, what else says of a model and field that it was or will be otherwise.
    """

    values: Any = None
    citations: Any = None
    documents: Any = None
    others: ClassVar[list[Callable[[datetime.date], Any]]] = []


@cache
def _that_end() -> tuple[Any, ...]:
    """Every model whose records have an end, without proxies and versions."""
    return tuple(
        model
        for model in apps.get_models()
        if not model._meta.proxy
        and hasattr(model, "reads_on_days")
        and any(getattr(field, "is_an_end", False) for field in model._meta.concrete_fields)
    )


def newest_value(record: Any, field: str) -> Any:
    """The newest dated value of a record's field; None where none is dated."""
    label, pk = record.reference
    rows = Rows.values.objects.that_hold().filter(record_type=label, record_id=pk, field=field)
    return rows.order_by("start_latest", "pk").last()


def stands_in_the_way(newest: Any, since: str) -> bool:
    """Whether a field's newest dated value (or None) keeps it from being changed `since` a date.

    A change follows what stands last: nothing goes in before what is known. Raises NotADate.
    """
    return newest is not None and bounds(since).latest <= newest.start_latest


def newest_values() -> dict[tuple[str, int, str], str]:
    """The newest value of each field of which some are dated, by model label, id and field."""
    rows = Rows.values.objects.that_hold().order_by("start_latest", "pk")
    return {
        (label, pk, field): value
        for label, pk, field, value in rows.values_list(
            "record_type", "record_id", "field", "value"
        )
    }


def later_rows() -> set[tuple[str, str]]:
    """Of which models and fields something else is known than of the page's day; asked once."""
    page = reading()
    assert page is not None
    page.differed += 1
    if LATER_ROWS not in page.known:
        found = set((LATER if page.day >= datetime.date.today() else LATER_AND_ENDS)(day=page.day))
        page.known[ENDS_TO_COME] = {label for label, field in found if field == END}
        page.known[LATER_ROWS] = {row for row in found if row[1] != END}
    return page.known[LATER_ROWS]


def _later(day: Any) -> Any:
    rows = Rows.values.objects.that_hold().filter(start_latest__gt=day)
    known = rows.order_by().values_list("record_type", "field").distinct()
    return known.union(*(other(day) for other in Rows.others))


def _later_and_ends(day: Any) -> Any:
    """The same, and of which models some record ends after the day, by index."""
    return _later(day).union(*(_ends_after(model, day) for model in _that_end()))


def _ends_after(model: Any, day: Any) -> Any:
    rows = model._base_manager.filter(end_earliest__gt=day, end_earliest__lt=LATEST).order_by()
    said = [models.Value(text, models.CharField()) for text in (label_of(model), END)]
    return rows.values_list(*said).distinct()


LATER, LATER_AND_ENDS = Prepared(_later), Prepared(_later_and_ends)


def _what_differs() -> Any:
    later, page = frozenset(later_rows()), reading()
    return later, frozenset(page.known[ENDS_TO_COME]) if page is not None else frozenset()


by_what_pages_differ.append(_what_differs)


def possible_values(model: Any) -> dict[str, dict[int, list[str]]]:
    """What a model's fields may say already on the page's day, by field and id: a year, say, is all
    that is known of the start. Asked once for a page, and only where something is known of later.
    """
    page, label = reading(), label_of(model)
    if page is None or all(label != other for other, _ in page.known.get(LATER_ROWS, ())):
        return {}
    if POSSIBLE not in page.known:
        rows = Rows.values.objects.that_hold().order_by("start_latest", "pk")
        doubtful = rows.filter(start_earliest__lte=page.day, start_latest__gt=page.day)
        found: dict[str, dict[str, dict[int, list[str]]]] = {}
        page.known[POSSIBLE] = found
        for row in doubtful.values_list("record_type", "field", "record_id", "value"):
            of_field = found.setdefault(row[0], {}).setdefault(row[1], {})
            of_field.setdefault(row[2], []).append(row[3])
    return page.known[POSSIBLE].get(label, {})


def documents_of(label: str, pk: str) -> str:
    """The documents with a date that are cited for a record, as a FROM clause: `d`."""
    return (
        f"FROM {table_of(Rows.citations)} c "
        f"JOIN {table_of(Rows.documents)} d ON d.id = c.document_id "
        f"WHERE c.record_type = {in_sql(label)} AND c.record_id = {pk} AND c.struck_out = '' "
        f"AND d.struck_out = '' AND d.date_latest < {day_in_sql(LATEST)}"
    )


def table_of(model: Any) -> str:
    """The table of a model, within SQL."""
    return f'"{model._meta.db_table}"'


def in_sql(value: str) -> str:
    """A text of ours (a label, a word of a vocabulary) within SQL that takes parameters."""
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


def day_in_sql(day: datetime.date) -> str:
    """A day within SQL."""
    return f"'{day.isoformat()}'"
