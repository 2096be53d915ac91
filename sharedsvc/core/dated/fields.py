"""Fields whose column is read otherwise on the page of a day."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models.expressions import Col

from sharedsvc.core.dated.rows import Rows, day_in_sql, documents_of, in_sql, later_rows, table_of
from sharedsvc.core.dates import LATEST
from sharedsvc.core.reading_day import reading
from sharedsvc.core.reference import label_of


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
        label = label_of(self.model)
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
            f"FROM {table_of(Rows.values)} dv "
            f"WHERE dv.record_type = {in_sql(label_of(self.model))} "
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
        cited = f"SELECT MAX(d.date_latest) {documents_of(label_of(self.model), pk)}"
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


@cache
def dated_fields_of(model: Any) -> tuple[str, ...]:
    """The names of the fields of a model whose values are known from days on."""
    return tuple(f.name for f in model._meta.concrete_fields if isinstance(f, DatedField))


@cache
def reads_as_at(model: Any) -> bool:
    """Whether some column of a model's records is read as of a day."""
    return any(isinstance(field, ReadOnADay) for field in model._meta.concrete_fields)
