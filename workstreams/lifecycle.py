"""Which of several stages counts."""

from typing import Any

from workstreams.choices import LifecycleStage

_ORDER = LifecycleStage.values


def stage_order(since: Any, stage: str) -> tuple[Any, int]:
    """What stages are compared by: the one that began last counts, of several the furthest."""
    return (since, _ORDER.index(stage))
