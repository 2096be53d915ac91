"""What a later source says of an earlier time, case by case: the only changes there may be.

Each case of `later.json` names the programme, the days, a pattern of the address and a pattern of
the line, and the reason. A case that no longer occurs is told too, so that the list stays true.
"""

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.known_by.pages import Difference

LIST = Path(__file__).with_name("later.json")


@dataclass(frozen=True)
class Case:
    """Lines that may differ, and why."""

    programme: str
    days: tuple[str, ...]
    address: str
    line: str
    reason: str

    def is_of(self, code: str, day: datetime.date) -> bool:
        return self.programme == code and day.isoformat() in self.days

    def holds(self, found: Difference) -> bool:
        return bool(re.search(self.address, found.address) and re.search(self.line, found.line))


@cache
def cases() -> list[Case]:
    """The whole list."""
    rows = json.loads(LIST.read_text(encoding="utf-8"))
    return [Case(**{**row, "days": tuple(row["days"])}) for row in rows]


def excused(code: str, day: datetime.date, found: Difference) -> bool:
    """Whether the list says why this line differs."""
    return any(case.is_of(code, day) and case.holds(found) for case in cases())


def unused(code: str, day: datetime.date, found: Iterable[Difference]) -> list[Case]:
    """The cases of a programme's day that do not occur."""
    found = list(found)
    return [one for one in cases() if one.is_of(code, day) and not any(map(one.holds, found))]
