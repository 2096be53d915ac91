"""From a record's form to where one says from when something of it was so."""

from typing import Any
from urllib.parse import urlencode

from programmes.models import DatedValue
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.rights import permission


def since_when(record: Any, user: Any) -> list[tuple[str, str]]:
    """Links from a record's form to those of what changed on a day, one for each dated field."""
    model = type(record)._meta.concrete_model
    fields = dated_fields_of(model)
    if not fields or not user.has_perm(permission("change", record), record):
        return []
    label, pk = record.reference
    address = admin_address(DatedValue, "add")
    return [
        (
            f"{str(model._meta.get_field(field).verbose_name).capitalize()}: say from when",
            f"{address}?{urlencode({'of': f'{label}:{pk}', 'field': field})}",
        )
        for field in fields
    ]
