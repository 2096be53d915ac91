"""Records put into a state that the rules refuse, to see what others make of it."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from decisions.choices import Outcome
from programmes.audiences.moving import follow_audiences, worked_out_anew, write_audiences
from programmes.audiences.working_out import shape_of
from sharedsvc.core.reference import label_of

# What the database lets a link stand with only.
ONLY_WITH = {("decisions.approval", "until"): {"outcome": Outcome.DEFERRED.value}}


def only_with(record: Any, *links: str) -> dict[str, Any]:
    """What a record must say where these links of it lead to something."""
    found: dict[str, Any] = {}
    for link in links:
        found |= ONLY_WITH.get((label_of(type(record)), link), {})
    return found


def set_right(model: Any, pks: Collection[int]) -> None:
    """Work out anew the audiences of these records, and of all that is seen through them."""
    model = model._meta.concrete_model
    write_audiences(model, worked_out_anew(QuerySet(model).filter(pk__among=pks), shape_of(model)))
    follow_audiences(model, pks, elsewhere=True)


def rewrite(record: Any, **columns: Any) -> None:
    """Write columns of a record straight into the database, without history.

    Who may see it, and what is seen through it, follows all the same.
    """
    table = type(record)._meta.concrete_model._meta.db_table
    becomes = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET {becomes} WHERE id = %s', [*columns.values(), record.pk]
        )
    set_right(type(record), [record.pk])
    record.refresh_from_db()


def hide(record: Any, owner: Any, visibility: str = "owner") -> None:
    """Close a record, though something published or recorded rests on it."""
    rewrite(record, visibility=visibility, owner_id=owner.pk)


def strike(record: Any) -> None:
    """Strike a record out, though something published or recorded rests on it."""
    rewrite(record, struck_out="A mistake.")
