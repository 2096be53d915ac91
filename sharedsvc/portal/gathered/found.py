"""The record that an address names."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from programmes.viewers import note_found


def only(rows: Sequence[Any], user: Any) -> Any:
    """The first of the records that this user was found to see. Raises Http404 without one."""
    if not rows:
        raise Http404("There is no such record.")
    return note_found(user, rows[0])
