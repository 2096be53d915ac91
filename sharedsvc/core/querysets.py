"""As-at: one way to ask any record whether it is in force on a date."""

import datetime
from typing import Any, ClassVar, Self

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    Func,
    JSONField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.history import GuardedQuerySet


class DatedQuerySet(GuardedQuerySet):
    """Records in force from one date to another, or (without `until`) from a date on."""

    in_force_from: ClassVar[str] = "start"
    in_force_until: ClassVar[str | None] = "end"

    def _within(self, day: datetime.date, from_bound: str, until_bound: str) -> Q:
        within = Q(**{f"{self.in_force_from}_{from_bound}__lte": day})
        if self.in_force_until:
            within &= Q(**{f"{self.in_force_until}_{until_bound}__gte": day})
        return within

    def surely(self, day: datetime.date) -> Self:
        """Those in force on that day whatever their dates turn out to be."""
        return self.filter(self._within(day, "latest", "earliest"))

    def as_at(self, day: datetime.date) -> Self:
        """Those surely or possibly in force on that day, annotated with `certainty`."""
        surely = self._within(day, "latest", "earliest")
        certainty = Case(
            When(surely, then=Value(SURELY)), default=Value(POSSIBLY), output_field=CharField()
        )
        return self.filter(self._within(day, "earliest", "latest")).annotate(certainty=certainty)


class HappeningQuerySet(DatedQuerySet):
    """Records that happened on a date, and stay so from then on."""

    in_force_from = "date"
    in_force_until = None


class AllBut(Subquery):
    """The keys of a kind but for these records, and of all that are parts at whatever depth.

    `whole` names the foreign key by which a record of the kind says what it is a part of.
    """

    template = (
        "(WITH RECURSIVE whole(id) AS (SELECT id FROM %(table)s EXCEPT %(subquery)s UNION "
        "SELECT part.id FROM %(table)s part JOIN whole ON part.%(column)s = whole.id) "
        "SELECT id FROM whole)"
    )

    def __init__(self, queryset: QuerySet, whole: str) -> None:
        meta = queryset.model._meta
        column = meta.get_field(whole).column
        super().__init__(queryset.order_by().values("pk"), table=meta.db_table, column=column)


class PartOfNone(Func):
    """Whether a record is no part, at whatever depth, of any but these records of its kind.

    Written flat, by one NOT IN: such conditions are nested in others, and SQLite reads no deep
    statements.
    """

    arity = 2
    arg_joiner = " NOT IN "
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, queryset: QuerySet, whole: str) -> None:
        super().__init__(Coalesce(F(f"{whole}_id"), 0), AllBut(queryset, whole))


class JSONRows(Subquery):
    """The rows of a child queryset as one JSON list, so that a page reads them in one statement."""

    template = "JSON((SELECT JSON_GROUP_ARRAY(JSON(rows.item)) FROM (%(subquery)s) rows))"
    output_field = JSONField()

    def __init__(self, queryset: QuerySet, **fields: Any) -> None:
        rows = queryset.annotate(item=JSONObject(**fields)).values("item")
        super().__init__(rows)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT COALESCE(JSONB_AGG(rows.item), '[]') FROM (%(subquery)s) rows)"
        return self.as_sql(compiler, connection, template=template, **extra)  # type: ignore[call-arg]
