"""Where a workstream stands: the one reading of its stages. No database.

A stage is anything with the fields of `Stage` that a function reads; its `certainty` says how sure
it is to be in force. A stage with an owner is that council's own route.
"""

from collections.abc import Iterable
from typing import Any

from sharedsvc.core.certainty import SURELY
from workstreams.choices import LifecycleStage

RUNS = (LifecycleStage.RUNNING, LifecycleStage.LIVE)
_ORDER = {stage: place for place, stage in enumerate(LifecycleStage.values)}


def stage_order(since: Any, stage: str) -> tuple[Any, int]:
    """What stages are compared by: the one that began last counts, of several the furthest."""
    return (since, _ORDER[stage])


def shared_stage(stages: Iterable[Any]) -> Any:
    """The stage that all councils share, or None: of those surely in force the one that counts."""
    shared = [s for s in stages if s.owner_id is None and s.certainty == SURELY]
    return max(shared, key=lambda s: stage_order(s.start_latest, s.stage), default=None)


def own_routes(stages: Iterable[Any]) -> tuple[Any, ...]:
    """Where single councils stand by themselves, surely or possibly."""
    return tuple(stage for stage in stages if stage.owner_id is not None)


def place_in_phase(stages: Iterable[Any]) -> Any:
    """The stage that surely gives it a priority in a phase, the latest of several, or None."""
    placed = [s for s in stages if s.priority is not None and s.certainty == SURELY]
    return max(reversed(placed), key=lambda s: s.start_latest, default=None)


def phase_of(rows: Iterable[Any]) -> str:
    """The title of the phase in which rows of workstreams have priorities; "" for none."""
    return next((row.phase.phase_title for row in rows if row.phase), "")


def title_in_use(row: Any) -> str:
    """What the workstream of a row is called: by its place in a phase, if that has a title."""
    return (row.phase and row.phase.title) or row.workstream.title


def already_running(stages: Iterable[Any]) -> frozenset[int]:
    """The workstreams that ran when they were recorded, surely or possibly."""
    return frozenset(
        stage.workstream_id
        for stage in stages
        if stage.owner_id is None and stage.stage == LifecycleStage.RUNNING
    )
