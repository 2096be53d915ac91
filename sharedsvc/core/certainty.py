"""How sure it is that something is so on a day, told by the bounds of its dates. No database."""

import datetime
from typing import Any

SURELY = "surely"
POSSIBLY = "possibly"


def in_force_on(record: Any, day: datetime.date) -> str:
    """Whether a record with a start and an end is SURELY or POSSIBLY in force; otherwise "".

    The bounds of its dates decide (domain.md, "Dates as they are known"). The database asks the
    same by `DatedQuerySet.as_at`.
    """
    if record.start_latest <= day <= record.end_earliest:
        return SURELY
    return POSSIBLY if record.start_earliest <= day <= record.end_latest else ""
