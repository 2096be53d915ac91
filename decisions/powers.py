"""What bodies may do, and so whether what they said at a gate counts."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from decisions.choices import Outcome
from programmes.choices import PowerKind
from programmes.models import Power
from programmes.viewers import AskedByReaders

POWERS = AskedByReaders(
    lambda viewer, bodies: (
        Power.objects.visible_to(viewer)
        .filter(body__among=bodies)
        .values_list("body_id", "kind", "start_earliest", "end_latest")
    )
)
NO_CLAUSE = "no clause of a decision waives it"
NOT_KNOWN_TO_DECIDE = "that its body may decide is not recorded"
MAY_NOT_DECIDE = "its body may not decide this"


def powers_of(bodies: Collection[int], user: Any) -> Mapping[int, list[tuple[Any, ...]]]:
    """The powers of bodies, each with its kind, and the first and last day it may have had it."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    if bodies:
        for body, *power in POWERS(user, bodies=bodies):
            found[body].append(tuple(power))
    return found


def may_do(
    powers: Mapping[int, list[tuple[Any, ...]]],
    body: int | None,
    earliest: datetime.date,
    latest: datetime.date,
) -> frozenset[str]:
    """What a body may do on a day, or may have been able to; nothing where none is recorded."""
    return frozenset(
        kind
        for kind, begins, ends in powers.get(body or 0, ())
        if begins <= latest and earliest <= ends
    )


def why_void(outcome: str, clause: int | None, may: frozenset[str]) -> str:
    """Why an outcome counts for nothing: a waiver needs more than an approval (`Rule`)."""
    decides = PowerKind.DECIDES in may
    if outcome == Outcome.WAIVED:
        return NO_CLAUSE if clause is None else "" if decides else NOT_KNOWN_TO_DECIDE
    return MAY_NOT_DECIDE if may and not decides else ""
