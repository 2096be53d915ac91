"""To which programme and partnership a record belongs, by the way that its model tells.

`partnership_path` leads to the partnership; the step before it is the programme, if there is one.
"""

from typing import Any

from sharedsvc.core.kinds.columns import follow


def programme_path(model: Any) -> str:
    """The lookup from a model's records to their programme; "" where there is none."""
    path: str = getattr(model, "partnership_path", "")
    return path.rpartition("__")[0]


def programme_of(record: Any) -> Any:
    """The programme that a record belongs to; None where that is not known (yet)."""
    return _at(programme_path(record), record)


def programme_id_of(record: Any) -> int | None:
    """The key of the programme that a record belongs to; None where that is not known (yet)."""
    return _at(programme_path(record), record, "_id")


def partnership_id_of(record: Any) -> int | None:
    """The key of the partnership between whose members a record may be open; None without one."""
    return _at(getattr(record, "partnership_path", ""), record, "_id")


def _at(path: str, record: Any, end: str = "") -> Any:
    return follow(record, f"{path.replace('__', '.')}{end}") if path else None
