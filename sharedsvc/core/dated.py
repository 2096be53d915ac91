"""Fields whose value is known from a day on: each page reads what held on its day.

A field's column holds the newest value known; rows of a table of their own
(`programmes.DatedValue`) say from when which value held. While a page is made as at a day
(`core.reading_day`), the column is read as SQL that works out the value of that day: so records,
filters, orders, counts and files agree, with no statement for each record. Without a day the
column is read as it is.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.expressions import Col

from sharedsvc.core.dates import LATEST
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.reading_day import by_what_pages_differ, reading

POSSIBLE = "values that may hold already"
END = "end"
ENDS_TO_COME = "models of which some record ends after the day"
LATER_ROWS = "fields with values from a later day on"


@dataclass(frozen=True)
class Final:
    """Values that end something, and so never held before the day on which they came about.

    That day is the last that the date `since` allows (the next one, where it is a last day in
    force: `after`); without a date, or where none is named, it is the day of the latest document
    cited for the record: a meeting can be cancelled before its day.
    No values stand for every text: all but a blank one.
    """

    values: tuple[str, ...] = ()
    since: str = "end"
    after: bool = False


class Rows:
    """The tables that say from when values held, and on what records rest; named by their app.

    `others` give, for a day, what else says of a model and field that it was or will be otherwise.
    """

    values: Any = None
    citations: Any = None
    documents: Any = None
    others: ClassVar[list[Callable[[datetime.date], Any]]] = []


class DatedCol(Col):
    """A column of a dated field: as recorded, or as of the day of the page."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        page = reading()
        if page is None or self.alias is None:
            return sql, params
        quote = compiler.quote_name_unless_alias
        field: Any = self.target
        return field.on_day(page.day, lambda name: f"{quote(self.alias)}.{quote(name)}", sql), ()


def _as_djangos_own(field: models.Field, deconstructed: Any) -> Any:
    name, _, args, kwargs = deconstructed
    own = next(base for base in type(field).__mro__ if base.__module__.startswith("django."))
    return name, f"django.db.models.{own.__name__}", args, kwargs


class ReadOnADay(models.Field):
    """A field whose column is read otherwise on the page of a day, by `col_class`."""

    col_class: ClassVar[type[Col]]

    def get_col(self, alias: str, output_field: Any = None) -> Col:
        of_records = hasattr(self.model, "reads_on_days")  # not of a table of versions
        return (self.col_class if of_records else Col)(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Col:
        return self.get_col(self.model._meta.db_table)

    def deconstruct(self) -> Any:
        """Migrations know it as Django's own."""
        return _as_djangos_own(self, super().deconstruct())


class OnItsDay(ReadOnADay):
    """A field that is read as of the day of the page."""

    col_class = DatedCol

    def on_day(self, day: datetime.date, column: Any, sql: str) -> str:
        """The SQL that gives the value of a page's day. `column(name)` gives that of a column."""
        raise NotImplementedError


class DatedField(OnItsDay):
    """A text or choice whose values are known from days on.

    `unknown` is what it says of a day of which nothing is known, while something is of later ones
    (None: the newest value stands for it). `finals` are the values that hold on no earlier day.
    """

    def __init__(
        self, *args: Any, unknown: str | None = None, finals: Sequence[Final] = (), **kwargs: Any
    ) -> None:
        self.unknown, self.finals = unknown, (*finals,)
        super().__init__(*args, **kwargs)

    @property
    def flatchoices(self) -> list[tuple[str, str]]:
        """The choices, and what is said where nothing is known, though nobody can choose it."""
        known = super().flatchoices
        if not known or self.unknown is None or any(self.unknown == one for one, _ in known):
            return known
        return [*known, (self.unknown, self.unknown.capitalize())]

    def value_from_words(self, words: str) -> str:
        """The stored value of a word or its label, however it is written; the words otherwise."""
        by_word = {
            str(w).lower(): value for value, label in self.flatchoices for w in (label, value)
        }
        return by_word.get(words.strip().lower(), words.strip())

    def comes_after(self, value: str, earlier: str) -> bool:
        """Whether a value can only have followed another: choices are listed in their order."""
        order = [value for value, _ in self.flatchoices]
        if value in order and earlier in order:
            return order.index(value) > order.index(earlier)
        return value != earlier

    def on_day(self, day: datetime.date, column: Any, sql: str) -> str:
        label = self.model._meta.label_lower
        kept = self.kept(column)
        found = self._not_too_early(day, column, sql, kept)
        if (label, self.name) not in later_rows():
            return found
        if self.unknown is not None:
            any_row = f"EXISTS (SELECT 1 {kept})"
            found = f"CASE WHEN {any_row} THEN {in_sql(self.unknown)} ELSE {found} END"
        held = (
            f"SELECT dv.value {kept} AND dv.start_latest <= {day_in_sql(day)} "
            "ORDER BY dv.start_latest DESC LIMIT 1"
        )
        return f"COALESCE(({held}), {found})"

    def kept(self, column: Any) -> str:
        """The SQL of the rows that are kept of a record's field."""
        return (
            f"FROM {_table(Rows.values)} dv "
            f"WHERE dv.record_type = {in_sql(self.model._meta.label_lower)} "
            f"AND dv.record_id = {column(self.model._meta.pk.column)} "
            f"AND dv.field = {in_sql(self.name)} AND dv.struck_out = '' "
            "AND dv.visibility = 'public'"
        )

    def _not_too_early(self, day: Any, column: Any, sql: str, kept: str) -> str:
        """The newest value, unless it is a final one that came about after the day."""
        if self.unknown is None:
            return sql
        found = sql
        for final in self.finals:
            values = ", ".join(in_sql(value) for value in final.values)
            is_final = f"{sql} IN ({values})" if values else f"{sql} <> ''"
            early = self._is_early(final, day, column)
            found = (
                f"CASE WHEN {is_final} AND NOT EXISTS (SELECT 1 {kept}) AND {early} "
                f"THEN {in_sql(self.unknown)} ELSE {found} END"
            )
        return found

    def _is_early(self, final: Final, day: Any, column: Any) -> str:
        """Whether the day is before that on which a final value came about."""
        pk = column(self.model._meta.pk.column)
        cited = f"SELECT MAX(d.date_latest) {_documents_of(self.model._meta.label_lower, pk)}"
        not_told = f"COALESCE(({cited}) > {day_in_sql(day)}, FALSE)"
        if not final.since:
            return not_told
        bound = column(f"{final.since}_latest")
        early = f"{bound} {'>=' if final.after else '>'} {day_in_sql(day)}"
        return f"CASE WHEN {bound} < {day_in_sql(LATEST)} THEN {early} ELSE {not_told} END"


class DatedCharField(DatedField, models.CharField):
    """Words, often of a vocabulary, that are known from days on."""


class DatedTextField(DatedField, models.TextField):
    """A text that is known from days on."""


class _NotBefore(OnItsDay):
    """A column of a date on which something came about: blank while that is still to come."""

    def __init__(self, *args: Any, told_from: str = "", empty: str = "", **kwargs: Any) -> None:
        self.told_from, self.empty = told_from, empty
        super().__init__(*args, **kwargs)

    def on_day(self, day: datetime.date, column: Any, sql: str) -> str:
        to_come = f"{column(self.told_from)} > {day_in_sql(day)}"
        return f"CASE WHEN {to_come} THEN {self.empty} ELSE {sql} END"


class PointCharField(_NotBefore, models.CharField):
    """The text, or the wording, of such a date."""


class PointDateField(_NotBefore, models.DateField):
    """The first, or the last, day of such a date."""


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
        return self.target.model._meta.label_lower in page.known[ENDS_TO_COME]


@cache
def _that_end() -> tuple[Any, ...]:
    """Every model whose records have an end, without proxies and versions."""
    return tuple(
        model
        for model in apps.get_models()
        if not model._meta.proxy
        and hasattr(model, "reads_on_days")
        and any(isinstance(field, _ToldEnd) for field in model._meta.concrete_fields)
    )


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

    def __init__(self, *args: Any, empty: str = "''", **kwargs: Any) -> None:
        self.empty = empty
        super().__init__(*args, **kwargs)

    def as_told(self, day: datetime.date, column: Callable[[str], str], sql: str) -> str:
        """The SQL that gives what was known on a page's day."""
        label, pk = self.model._meta.label_lower, column(self.model._meta.pk.column)
        told = (
            f"SELECT MAX(d.date_latest) > {day_in_sql(day)} "
            "AND MAX(d.date_latest) > MIN(d.date_latest) "
            f"{_documents_of(label, pk)}"
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


@cache
def dated_fields_of(model: Any) -> tuple[str, ...]:
    """The names of the fields of a model whose values are known from days on."""
    return tuple(f.name for f in model._meta.concrete_fields if isinstance(f, DatedField))


@cache
def reads_as_at(model: Any) -> bool:
    """Whether some column of a model's records is read as of a day."""
    return any(isinstance(field, ReadOnADay) for field in model._meta.concrete_fields)


def newest_value(record: Any, field: str) -> Any:
    """The newest dated value of a record's field; None where none is dated."""
    label, pk = record.reference
    rows = Rows.values.objects.that_hold().filter(record_type=label, record_id=pk, field=field)
    return rows.order_by("start_latest", "pk").last()


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
    said = [models.Value(text, models.CharField()) for text in (model._meta.label_lower, END)]
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
    page, label = reading(), model._meta.concrete_model._meta.label_lower
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


def _documents_of(label: str, pk: str) -> str:
    """The documents with a date that are cited for a record, as a FROM clause: `d`."""
    return (
        f"FROM {_table(Rows.citations)} c JOIN {_table(Rows.documents)} d ON d.id = c.document_id "
        f"WHERE c.record_type = {in_sql(label)} AND c.record_id = {pk} AND c.struck_out = '' "
        f"AND d.struck_out = '' AND d.date_latest < {day_in_sql(LATEST)}"
    )


def _table(model: Any) -> str:
    return f'"{model._meta.db_table}"'


def in_sql(value: str) -> str:
    """A text of ours (a label, a word of a vocabulary) within SQL that takes parameters."""
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


def day_in_sql(day: datetime.date) -> str:
    """A day within SQL."""
    return f"'{day.isoformat()}'"
