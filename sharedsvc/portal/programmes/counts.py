"""How many members, workstreams and asks programmes have on a day, and how far each is."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q, Value

from decisions.models import Recommendation
from programmes.models import Membership
from programmes.viewers import AskedByReaders
from sharedsvc.core.certainty import POSSIBLY
from sharedsvc.core.prose import in_figures
from workstreams.lifecycle import RUNS, stage_order
from workstreams.models import Stage, Workstream, WorkstreamRole


class Tally(NamedTuple):
    """How many there are, and how many of these are not certain on the day."""

    number: int
    unsure: int = 0

    def __str__(self) -> str:
        return f"{self.number}{self.doubt}"

    @property
    def doubt(self) -> str:
        return f", {self.unsure} not certain" if self.unsure else ""


NONE = Tally(0)


def count(rows: list[Any], user: Any, day: datetime.date) -> None:
    """Give each programme how many members, workstreams and asks it has, and how far it is.

    A statement for each count, whatever the number of programmes.
    """
    asked = {"day": day, "programmes": [row.pk for row in rows]}
    counted = _tallies(GOING(user, **asked))
    joined = _tallies(MEMBERS(user, day=day, partnerships=[row.partnership_id for row in rows]))
    asks = _tallies(ASKS(user, **asked))
    led = _tallies(LED(user, **asked))
    live = _live(STAGES(user, **asked))
    for row in rows:
        row.workstream_count = counted.get(row.pk, NONE)
        row.member_count = joined.get(row.partnership_id, NONE)
        row.ask_count = asks.get(row.pk, NONE)
        row.how_far = how_far(
            row.workstream_count, led.get(row.pk, NONE).number, live.get(row.pk, 0)
        )


def _tallies(rows: Iterable[Any]) -> dict[int, Tally]:
    return {key: Tally(*both) for key, *both in rows}


def _counted(rows: Any, group: str) -> Any:
    """How many there are of each group, and how many of these are not certain on the day."""
    tells = "certainty" in rows.query.annotations
    unsure = Count("pk", filter=Q(certainty=POSSIBLY)) if tells else Value(0)
    counted = rows.order_by().values(group).annotate(number=Count("pk"), unsure=unsure)
    return counted.values_list(group, "number", "unsure")


def _going(viewer: Any, day: Any, programmes: Any) -> Any:
    """The workstreams that are no parts of others and went into none."""
    found = Workstream.objects.visible_to(viewer).as_at(day).filter(programme__among=programmes)
    return found.filter(parent__isnull=True).not_merged(day, viewer)


def _led(viewer: Any, day: Any, programmes: Any) -> Any:
    """Those of them of which a firm lead or host is known.

    The roles are read in one go (grouped, as PostgreSQL would look for those of each workstream).
    """
    roles = WorkstreamRole.objects.visible_to(viewer).firmly_at_the_head(day).order_by()
    led = roles.values("workstream").annotate(roles=Count("pk")).values("workstream")
    return _going(viewer, day, programmes).filter(pk__in=led)


def _members(viewer: Any, day: Any, partnerships: Any) -> Any:
    members = Membership.objects.visible_to(viewer).as_at(day).filter(role="member")
    return members.filter(partnership__among=partnerships)


def _asks(viewer: Any, day: Any, programmes: Any) -> Any:
    asks = Recommendation.objects.visible_to(viewer).asked_by(day).not_answered(day, viewer)
    return asks.filter(report__programme__among=programmes)


def _stages(viewer: Any, day: Any, programmes: Any) -> Any:
    """The shared stages of those workstreams of which one says that they run."""
    shared = Stage.objects.visible_to(viewer).surely(day).filter(owner__isnull=True).order_by()
    that_may = shared.filter(stage__in=RUNS).values("workstream")
    going = _going(viewer, day, programmes).values("pk")
    rows = shared.filter(workstream__in=that_may).filter(workstream__in=going)
    return rows.values_list("workstream__programme", "workstream", "start_latest", "stage")


GOING = AskedByReaders(lambda *told, **values: _counted(_going(*told, **values), "programme"))
LED = AskedByReaders(lambda *told, **values: _counted(_led(*told, **values), "programme"))
MEMBERS = AskedByReaders(lambda *told, **values: _counted(_members(*told, **values), "partnership"))
ASKS = AskedByReaders(lambda *told, **values: _counted(_asks(*told, **values), "report__programme"))
STAGES = AskedByReaders(_stages)


def _live(rows: Iterable[Any]) -> dict[int, int]:
    """How many workstreams run, by programme: the stage that counts says so."""
    stages: dict[tuple[int, int], list[tuple[Any, str]]] = {}
    for programme, workstream, since, stage in rows:
        stages.setdefault((programme, workstream), []).append((since, stage))
    live: dict[int, int] = {}
    for (programme, _), some in stages.items():
        _, counts = max(some, key=lambda one: stage_order(*one))
        live[programme] = live.get(programme, 0) + (counts in RUNS)
    return live


def how_far(workstreams: Tally, led: int, live: int) -> str:
    """How far a programme is, in a line: "10 workstreams: 7 have a firm lead or host, 2 run"."""
    if not workstreams.number:
        return "No workstream is recorded"
    number = workstreams.number
    count = f"{in_figures(number, 'workstream')}{workstreams.doubt}"
    heads = f"{led or 'none'} {'has' if led == 1 else 'have'} a firm lead or host"
    return f"{count}: {heads}, {live or 'none'} {'runs' if live == 1 else 'run'}"
