"""What PostgreSQL's planner is told after a bulk load."""

from django.db import connection

MANY = 100


def tell_planner(written: int) -> None:
    """Gather the statistics of our tables anew after many rows were written.

    Until PostgreSQL's own background job has done so, it takes new tables for empty, and the nested
    queries for what somebody may see can run for minutes. `written` is a number of rows; few change
    nothing. Other databases need nothing. Source: PostgreSQL manual, “Populating a Database”.
    """
    if written < MANY or connection.vendor != "postgresql":
        return
    tables = connection.introspection.django_table_names(only_existing=True)
    names = ", ".join(connection.ops.quote_name(table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
