"""Addresses of pages, made quickly: `reverse` tries every pattern anew for each of them.

And those of the forms in the admin, by the model whose records they are about.
"""

import re
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse

PLAIN = re.compile(r"[A-Za-z0-9_-]+")
MARK = "01234567890"  # may stand wherever a code or a number may


def address_of(view: str, *names: str) -> str:
    """The address of a view with these codes and numbers: the same that `reverse` gives."""
    *first, last = names
    if not PLAIN.fullmatch(last):
        return reverse(view, args=names)
    resolver = get_resolver(get_urlconf())  # another one where there are other addresses
    before, after = _around_last(resolver, get_script_prefix(), view, *first)
    return f"{before}{last}{after}"


def name_in_admin(model: type[Model], page: str) -> str:
    """What a page of the admin about a model's records is named: programmes_body_change."""
    return f"{model._meta.app_label}_{model._meta.model_name}_{page}"


def admin_address(model: type[Model], page: str, *args: Any) -> str:
    """The address of a page of the admin about a model's records."""
    return reverse(f"admin:{name_in_admin(model, page)}", args=args)


@lru_cache(maxsize=1024)
def _around_last(resolver: Any, prefix: str, view: str, *first: str) -> tuple[str, str]:
    """What stands before and after the last name in such addresses."""
    before, _, after = reverse(view, args=[*first, MARK]).rpartition(MARK)
    return before, after
