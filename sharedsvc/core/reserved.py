"""Words that no record may have for its code, since the register's own addresses need them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from sharedsvc.core.kinds import kinds

# Addresses to come: refused today, so that no code stands in their way then.
TO_COME = frozenset({"compare", "history", "new", "summary", "update", "what-if"})
# Of others' libraries: no code of a record stands in their addresses.
APART = ("admin/", "accounts/")
WORD = re.compile(r"[a-z][a-z-]*")


@cache
def reserved_words() -> frozenset[str]:
    """The words that stand in an address where a code may stand: all but the first of each."""
    words = {word for address in _addresses(get_resolver().url_patterns, "") for word in address}
    return TO_COME | words


def _addresses(patterns: Any, before: str) -> Iterator[list[str]]:
    for pattern in patterns:
        here = f"{before}{pattern.pattern}"
        if here.startswith(APART):
            continue
        if isinstance(pattern, URLPattern):
            yield [part for part in here.split("/")[1:] if WORD.fullmatch(part)]
        else:
            yield from _addresses(pattern.url_patterns, here)


def refuse_reserved_code(record: Any) -> None:
    """Refuse a new code that an address needs; one that is stored already stays.

    Addresses mind capitals: New Forest District Council is NEW in the public register, and that is
    no word of ours. Raises ValidationError.
    """
    kind = kinds.of(record)
    name = kind.code if kind is not None else ""
    code = getattr(record, name, "") if name else ""
    if code not in reserved_words() or code == _stored(record, name):
        return
    raise ValidationError(
        {
            name: f"“{code}” cannot be used here: the register's own addresses need the word. "
            f"Choose another, for example {code}-1."
        }
    )


def _stored(record: Any, name: str) -> str | None:
    rows = type(record)._base_manager.filter(pk=record.pk)
    return rows.values_list(name, flat=True).first() if record.pk else None
