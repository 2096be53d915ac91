"""As-at: one way to ask any record whether it is in force on a date."""

import datetime
from typing import Any, ClassVar, Self

from django.db.models import (
    Case,
    CharField,
    F,
    Field,
    ForeignKey,
    Func,
    IntegerField,
    JSONField,
    Lookup,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.prepared import Slot, sent


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`…__among=values`: one of these, however many, sent to the database as one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """As `= ANY(array)`."""
        lhs, parameters = self.process_lhs(compiler, connection)
        as_type = self.lhs.output_field.cast_db_type(connection)
        return f"{lhs} = ANY(%s::{as_type}[])", [*parameters, self._values(connection)]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """As `IN` the elements of a JSON array."""
        lhs, parameters = self.process_lhs(compiler, connection)
        return (
            f"{lhs} IN (SELECT value FROM JSON_EACH(%s))",
            [*parameters, self._values(connection)],
        )

    def _values(self, connection: Any) -> Any:
        return self.rhs if isinstance(self.rhs, Slot) else sent(self.rhs, connection)


class PlaceAmong(Func):
    """Which place a column's value has in a list, sent as one parameter; for an order."""

    output_field = IntegerField()

    def __init__(self, column: str, values: Any) -> None:
        super().__init__(F(column))
        self.values = values

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """As ARRAY_POSITION."""
        column, parameters = compiler.compile(self.source_expressions[0])
        field: Any = self.source_expressions[0].output_field
        as_type = field.cast_db_type(connection)
        return f"ARRAY_POSITION(%s::{as_type}[], {column})", [self._sent(connection), *parameters]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """As the key in a JSON array."""
        column, parameters = compiler.compile(self.source_expressions[0])
        place = f"(SELECT MIN(key) FROM JSON_EACH(%s) WHERE value = {column})"
        return place, [self._sent(connection), *parameters]

    def _sent(self, connection: Any) -> Any:
        return self.values if isinstance(self.values, Slot) else sent(self.values, connection)


def certainty_on(day: datetime.date, start: str, end: str | None = None) -> Case:
    """SURELY, POSSIBLY or "": how sure it is that what starts and ends there is in force that day.

    The names are those of dates as known; without an end what has begun stays so.
    """
    surely, possibly = Q(**{f"{start}_latest__lte": day}), Q(**{f"{start}_earliest__lte": day})
    if end:
        surely &= Q(**{f"{end}_earliest__gte": day})
        possibly &= Q(**{f"{end}_latest__gte": day})
    return Case(
        When(surely, then=Value(SURELY)),
        When(possibly, then=Value(POSSIBLY)),
        default=Value(""),
        output_field=CharField(),
    )


class DatedQuerySet(GuardedQuerySet):
    """Records in force from one date to another, or (without `until`) from a date on."""

    in_force_from: ClassVar[str] = "start"
    in_force_until: ClassVar[str | None] = "end"

    def _within(self, day: datetime.date, from_bound: str, until_bound: str) -> Q:
        within = Q(**{f"{self.in_force_from}_{from_bound}__lte": day})
        if self.in_force_until:
            within &= Q(**{f"{self.in_force_until}_{until_bound}__gte": day})
        return within

    def begun_by(self, day: datetime.date) -> Self:
        """Those that had begun, or may have, by that day."""
        return self.filter(**{f"{self.in_force_from}_earliest__lte": day})

    def surely(self, day: datetime.date) -> Self:
        """Those in force on that day whatever their dates turn out to be."""
        return self.filter(self._within(day, "latest", "earliest"))

    def as_at(self, day: datetime.date) -> Self:
        """Those surely or possibly in force on that day, annotated with `certainty`."""
        certainty = certainty_on(day, self.in_force_from, self.in_force_until)
        begun = self.begun_by(day)
        if self.in_force_until:
            begun = begun.filter(**{f"{self.in_force_until}_latest__gte": day})
        return begun.annotate(certainty=certainty)


class HappeningQuerySet(DatedQuerySet):
    """Records that happened on a date, and stay so from then on."""

    in_force_from = "date"
    in_force_until = None


class JSONRows(Subquery):
    """The rows of a child queryset as one JSON list, so that a page reads them in one statement."""

    template = "JSON((SELECT JSON_GROUP_ARRAY(JSON(rows.item)) FROM (%(subquery)s) rows))"
    output_field = JSONField()

    def __init__(self, queryset: QuerySet, **fields: Any) -> None:
        rows = queryset.annotate(item=JSONObject(**fields)).values("item")
        super().__init__(rows)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As PostgreSQL's JSONB_AGG; an empty list for no rows."""
        template = "(SELECT COALESCE(JSONB_AGG(rows.item), '[]') FROM (%(subquery)s) rows)"
        return self.as_sql(compiler, connection, template=template, **extra)  # type: ignore[call-arg]
