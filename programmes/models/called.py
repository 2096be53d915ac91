"""What organisations are called on a day: by dated values, and by the former names on record.

A former name (`OrganisationName`) counts on the days on which it surely was the name: from its
start, of which blank means always, to its end, which must be given. A dated value without a start
stands back behind it, since it only says what was so until the next one.
"""

import datetime
from typing import Any

from django.db.models import QuerySet, Value

from programmes.choices import NameKind, Visibility
from sharedsvc.core.by_name import model_named, objects_named
from sharedsvc.core.dated.rows import Rows, day_in_sql, in_sql, later_rows
from sharedsvc.core.dates import EARLIEST
from sharedsvc.core.names import NameField

ORGANISATION = "programmes.organisation"


def former_names() -> Any:
    """The former names whose end is known, as far as everybody who sees the organisation may."""
    names: Any = objects_named("programmes", "OrganisationName").not_struck_out()
    return names.filter(kind=NameKind.FORMER, visibility=Visibility.PUBLIC).exclude(end="")


def former_after(day: datetime.date) -> QuerySet:
    """That some organisation had a former name on the day, or may have one later."""
    rows = former_names().filter(end_earliest__gte=day).order_by()
    return rows.values_list(Value(ORGANISATION), Value("name")).distinct()


def _of_former(day: datetime.date, column: Any) -> str:
    """The SQL of the rows of former names that an organisation surely had on a day."""
    table = model_named("programmes", "OrganisationName")._meta.db_table
    return (
        f'FROM "{table}" f WHERE f.organisation_id = {column("id")} '
        f"AND f.kind = {in_sql(NameKind.FORMER)} AND f.struck_out = '' "
        f"AND f.visibility = {in_sql(Visibility.PUBLIC)} AND f.end <> '' "
        f"AND f.start_latest <= {day_in_sql(day)} AND f.end_earliest >= {day_in_sql(day)}"
    )


class OrganisationsName(NameField):
    """The name of an organisation."""

    def on_day(self, day: datetime.date, column: Any, sql: str) -> str:
        found = super().on_day(day, column, sql)
        if (ORGANISATION, self.name) not in later_rows():
            return found
        held = (
            f"SELECT dv.value {self.kept(column)} AND dv.start_latest > {day_in_sql(EARLIEST)} "
            f"AND dv.start_latest <= {day_in_sql(day)} ORDER BY dv.start_latest DESC LIMIT 1"
        )
        former = f"SELECT f.name {_of_former(day, column)} ORDER BY f.start_latest DESC LIMIT 1"
        return f"COALESCE(({held}), ({former}), {found})"


class OrganisationsShortName(NameField):
    """The short name of an organisation: blank while it had another name, unless that is known."""

    def on_day(self, day: datetime.date, column: Any, sql: str) -> str:
        found = super().on_day(day, column, sql)
        if (ORGANISATION, "name") not in later_rows():
            return found
        is_known = f"EXISTS (SELECT 1 {self.kept(column)})"
        had_another = f"EXISTS (SELECT 1 {_of_former(day, column)})"
        return f"CASE WHEN {had_another} AND NOT {is_known} THEN '' ELSE {found} END"


Rows.others.append(former_after)
