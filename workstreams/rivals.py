"""When two rankings are readings of the same list: the one rule of it. No database."""

from collections.abc import Collection, Iterable
from typing import Any


def are_rivals(one: Any, other: Any, disputed: Iterable[Collection[int]]) -> bool:
    """Whether two rankings of one owner are readings of the same, and never counted together.

    They are where both are of the same day, or where an open conflict is about both: `disputed`
    has the keys of the rankings that each is about.
    """
    if one.pk == other.pk or one.by_id != other.by_id:
        return False
    return one.date == other.date or any({one.pk, other.pk} <= {*keys} for keys in disputed)
