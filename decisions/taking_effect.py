"""Nothing takes effect before its gates: asked of all that is written, before it may stand.

A live stage, a delivery model in force, a proposal in force: each took effect on a day, and stood
behind every gate in front of it then. Asked whenever anything was saved on which that hangs, by
whatever way it came: what would let something take effect too early is refused, and so is what
would take from under it what it rests on. The only ways round are *already running when recorded*,
a recorded decision to waive, and a reason beside what took effect all the same (domain.md,
"Never"); all three show for good.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from decisions.gate_policy import unmet
from decisions.gate_table import GateCell
from decisions.gates_ahead import gates_before, gates_before_a_whole
from decisions.models import Proposal
from decisions.programmes_touched import programmes_touched
from programmes.models import DatedValue, Programme, Subject
from programmes.operations import keep
from programmes.viewers import Viewer
from sharedsvc.core.dates import LATEST, day_in_words
from sharedsvc.core.history import Saved, current_recording
from sharedsvc.core.rights import name_to_tell
from workstreams.choices import LifecycleStage, Standing
from workstreams.lifecycle import already_running
from workstreams.models import Arrangement, Stage, Workstream

EVERYBODY = Viewer(sees_all=True)
NOT_YET = "“{}” cannot take effect: what is in front of it is not met."
NO_LONGER = "“{}” took effect on {}, and would be left without what was in front of it."
HIDDEN = "Something that is not open to you is not met."
ADVICE = (
    "If a source says that it took effect all the same, say so under “why before its gates”: that "
    "is shown with it."
)
NOT_ASKED_THEN = "Not known: it was recorded before the register asked for its gates."
PROPOSALS = Proposal._meta.label_lower
WORKSTREAMS = Workstream._meta.label_lower


class TooEarly(ValidationError):
    """Something would be in effect before its gates; `record` is what."""

    def __init__(self, record: Any, messages: list[str]) -> None:
        super().__init__(messages)
        self.record = record


@dataclass(frozen=True)
class Effect:
    """What took effect on a day: for which workstreams, by which proposal, for whom alone."""

    record: Any
    workstreams: tuple[Any, ...]
    day: datetime.date
    proposal: Any = None
    owner: int | None = None


def refuse_before_gates(saved: Saved) -> None:
    """Refuse what was saved where it leaves something in effect before its gates.

    Whoever writes what the same gates hang on waits meanwhile. Raises TooEarly.
    """
    programmes = programmes_touched(saved)
    if not programmes:
        return
    _wait_for_one_another(programmes)
    effects = [*_effects(programmes)]
    told = _unmet_of(effects, EVERYBODY)
    for effect in effects:
        if told[id(effect)]:
            raise TooEarly(effect.record, _messages(effect, told[id(effect)], saved))


def _wait_for_one_another(programmes: Collection[int]) -> None:
    """Have two acts that bear on one programme's gates end one after the other.

    Taken last of all locks, and in one order, so that nobody waits in a circle. SQLite lets only
    one transaction write in any case.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for pk in sorted(programmes):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [GATES_OF, pk])


GATES_OF = 14_001  # any number that nothing else locks by


def _messages(effect: Effect, words: tuple[str, ...], saved: Saved) -> list[str]:
    record, user = effect.record, current_recording().user
    if record.reference in saved:
        head = NOT_YET.format(name_to_tell(record))
    else:
        # A proposal starts before it is in force.
        since = day_in_words(effect.day) if effect.proposal else record.start_in_words
        head = NO_LONGER.format(name_to_tell(record), since)
    shown = [*words]
    if user is not None:
        seen = _unmet_of([effect], user)[id(effect)]
        shown = [one for one in words if one in seen]
    return [head, *shown, *([HIDDEN] if len(shown) < len(words) else []), ADVICE]


def note_what_was_early() -> int:
    """Say of all that is in effect before its gates that nobody asked then; returns of how many.

    For registers that are older than the rule: their other records could not be written otherwise.
    Needs a recording.
    """
    effects = [*_effects(list(Programme.objects.values_list("pk", flat=True)))]
    told = _unmet_of(effects, EVERYBODY)
    early = [effect.record for effect in effects if told[id(effect)]]
    for record in early:
        record.before_gates = NOT_ASKED_THEN
        keep(record=record)
    return len(early)


# What is in effect


def _effects(programmes: Collection[int]) -> Iterator[Effect]:
    """All that is in effect in these programmes without a word on why before its gates."""
    named: dict[str, Any] = {"workstream__programme__in": programmes}
    stages = _seen(Stage, **named).select_related("workstream__programme")
    found = list(stages.filter(stage__in=[LifecycleStage.LIVE, LifecycleStage.RUNNING]))
    running = already_running(found)
    for stage in found:
        ran = stage.workstream_id in running and stage.owner_id is None
        if stage.stage == LifecycleStage.LIVE and not stage.before_gates and not ran:
            day = _day_of(stage, stage=LifecycleStage.LIVE)
            yield Effect(stage, (stage.workstream,), day, owner=stage.owner_id)
    models = _seen(Arrangement, **named).filter(_is_or_was_in_force(Arrangement))
    for model in models.select_related("workstream__programme"):
        if not (model.workstream_id in running and _is_as_it_ran(model)):
            day = _day_of(model, standing=Standing.IN_FORCE)
            yield Effect(model, (model.workstream,), day)
    proposals = _seen(Proposal, programme__in=programmes).filter(_is_or_was_in_force(Proposal))
    for proposal in proposals.select_related("programme"):
        for day in _days_in_force(proposal):
            yield Effect(proposal, _workstreams_of(proposal), day, proposal)


def _is_or_was_in_force(model: Any) -> Q:
    """What is in force, or is recorded as in force from a day on though it ended since."""
    said = _said_in_force(model).values("record_id")
    return Q(before_gates="") & (Q(standing=Standing.IN_FORCE) | Q(pk__in=said))


def _said_in_force(model: Any) -> Any:
    return DatedValue.objects.not_struck_out().filter(
        record_type=model._meta.label_lower, field="standing", value=Standing.IN_FORCE
    )


def _seen(model: Any, **which: Any) -> Any:
    return model.objects.visible_to(EVERYBODY).filter(**which)


def _is_as_it_ran(model: Arrangement) -> bool:
    """Whether a delivery model is the one first recorded of a service that ran already.

    By the history, so that neither another row nor a correction passes another one off as it.
    """
    in_force = Arrangement.history.filter(
        workstream=model.workstream_id, standing__in=[Standing.IN_FORCE, Standing.ENDED]
    )
    first = in_force.order_by("history_id").values_list("id", "model").first()
    return bool(first == (model.pk, model.model))


def _workstreams_of(proposal: Proposal) -> tuple[Any, ...]:
    links = Subject.objects.not_struck_out().filter(
        record_type=PROPOSALS, record_id=proposal.pk, subject_type=WORKSTREAMS
    )
    found = _seen(Workstream, pk__in=links.values("subject_id"), programme=proposal.programme_id)
    return tuple(found.select_related("programme").order_by("pk"))


def _day_of(record: Any, **state: str) -> datetime.date:
    """The day by which it surely had taken effect; of one that nobody knows, when it was recorded.

    Not a day to come: what is agreed by then nobody knows.
    """
    if record.start_latest < LATEST:
        return min(record.start_latest, datetime.date.today())
    return _day_recorded(record, **state)


def _day_recorded(record: Any, **state: str) -> datetime.date:
    versions = type(record).history.filter(id=record.pk, **state).order_by("history_id")
    first: datetime.datetime | None = versions.values_list("history_date", flat=True).first()
    return first.date() if first else datetime.date.today()


def _days_in_force(proposal: Proposal) -> list[datetime.date]:
    """Each day from which a proposal is said to be in force, else when that was recorded."""
    values = _said_in_force(Proposal).filter(record_id=proposal.pk, start_latest__lt=LATEST)
    since = sorted(set(values.values_list("start_latest", flat=True)))
    if not since:
        return [_day_recorded(proposal, standing=Standing.IN_FORCE)]
    return [min(one, datetime.date.today()) for one in since]


# What is unmet


def _unmet_of(effects: Iterable[Effect], reader: Any) -> dict[int, tuple[str, ...]]:
    """What is unmet of each, in words, as a reader may see it; of one day at once."""
    found: dict[int, tuple[str, ...]] = {}
    together: dict[datetime.date, list[Effect]] = defaultdict(list)
    for effect in effects:
        if effect.proposal is None:
            together[effect.day].append(effect)
        else:
            found[id(effect)] = _words(_before_proposal(effect, reader))
    for day, some in together.items():
        cells: dict[int, list[GateCell]] = defaultdict(list)
        workstreams = {one.pk: one for effect in some for one in effect.workstreams}
        for cell in gates_before(workstreams.values(), reader, day):
            cells[cell.workstream.pk].append(cell)
        for effect in some:
            is_its_own = partial(_stands_before, owner=effect.owner)
            own = (one for work in effect.workstreams for one in cells[work.pk])
            found[id(effect)] = _words(filter(is_its_own, own))
    return found


def _before_proposal(effect: Effect, reader: Any) -> list[GateCell]:
    if not effect.workstreams:
        return gates_before_a_whole(effect.proposal, reader, effect.day)
    return gates_before(effect.workstreams, reader, effect.day, proposal=effect.proposal.pk)


def _stands_before(cell: GateCell, owner: int | None) -> bool:
    """A council's own route stands behind its own gates alone."""
    return owner is None or cell.gate.by_id == owner


def _words(cells: Iterable[GateCell]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unmet(cell.before for cell in cells)))
