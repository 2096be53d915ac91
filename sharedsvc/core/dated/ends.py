"""Ends, which are shown as they were told on the day of a page."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.expressions import Col

from sharedsvc.core.dated.fields import ReadOnADay
from sharedsvc.core.dated.rows import ENDS_TO_COME, day_in_sql, documents_of, later_rows
from sharedsvc.core.reading_day import reading
from sharedsvc.core.reference import label_of


class ToldCol(Col):
    """A column of an end: what is read of it is what was known on the day of the page.

    Filters and orders ask for the end as recorded: what is in force comes to the same, by index.
    """

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        page = reading()
        if page is None or self.alias is None or not self._may_be_untold(page):
            return super().select_format(compiler, sql, params)
        quote = compiler.quote_name_unless_alias
        field: Any = self.target
        column = partial(_column, quote(self.alias), quote)
        return field.as_told(page.day, column, sql), params

    def _may_be_untold(self, page: Any) -> bool:
        """Whether the page is of a past day, and some record of the model ends after it."""
        if page.day >= datetime.date.today():
            return False
        later_rows()
        return label_of(self.target.model) in page.known[ENDS_TO_COME]


def _column(alias: str, quote: Callable[[str], str], name: str) -> str:
    return f"{alias}.{quote(name)}"


class EndAsTold(F):
    """An end among the parts of a larger expression, read as it was known on the page's day."""

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        return _InFull(super().resolve_expression(query, *args, **kwargs))


class _InFull(ExpressionWrapper):
    def __init__(self, column: Any) -> None:
        super().__init__(column, output_field=column.output_field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        return self.expression.select_format(compiler, sql, params)


class _ToldEnd(ReadOnADay):
    """A column of an end, blank on each day before it on which no source had told it yet.

    Of the documents of a record those after the first tell it: on the days before such a document
    nobody knew of an end that was still to come. Nor is one that is not its own shown before it.
    """

    col_class = ToldCol
    is_an_end = True

    def __init__(self, *args: Any, empty: str = "''", **kwargs: Any) -> None:
        self.empty = empty
        super().__init__(*args, **kwargs)

    def as_told(self, day: datetime.date, column: Callable[[str], str], sql: str) -> str:
        """The SQL that gives what was known on a page's day."""
        label, pk = label_of(self.model), column(self.model._meta.pk.column)
        told = (
            f"SELECT MAX(d.date_latest) > {day_in_sql(day)} "
            "AND MAX(d.date_latest) > MIN(d.date_latest) "
            f"{documents_of(label, pk)}"
        )
        not_its_own = f"{column('end')} = '' AND {column('end_words')} = ''"
        told_later = f"{column('end')} <> '' AND ({told})"  # words alone tell of a plan
        to_come = f"{column('end_earliest')} > {day_in_sql(day)}"
        to_come = f"{to_come} AND ({not_its_own} OR {told_later})"
        return f"CASE WHEN {to_come} THEN {self.empty} ELSE {sql} END"


class EndCharField(_ToldEnd, models.CharField):
    """The text of an end, its wording, or how it came about."""


class EndDateField(_ToldEnd, models.DateField):
    """The first, or the last, day of an end."""
