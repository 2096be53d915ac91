"""Every write of "what". Each is keyword-only and atomic, and runs inside `recording(...)`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from programmes.models import Criterion, Programme, refuse_wrong_parent, refuse_wrong_whole
from programmes.operations import keep, keep_many, strike_out
from sharedsvc.core.history import step
from sharedsvc.core.rights import that_may_be_told
from sharedsvc.core.saving import OneByOne, lock_all, many_by, save_each
from sharedsvc.core.versions import lock
from workstreams.choices import FIRM, LEAD_KINDS, RoleKind
from workstreams.forecasts import DONE, FORECAST, is_another_date, versions_with
from workstreams.models import (
    Lineage,
    Milestone,
    Ranking,
    RankingEntry,
    Score,
    Scoring,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

WHY_MOVED = "Say why the date moves."
NO_SUCH_WORKSTREAM = (
    "There is no such workstream for you to name: write programme/reference where it is of another "
    "programme."
)
KNOWN_LATER = "A newer forecast is recorded, known from {}: leave this one as it is."


@transaction.atomic
def keep_workstreams(*, records: Sequence[Workstream]) -> None:
    """The same for many. Raises as soon as one is refused, or has to be looked at by itself."""
    _lock_programmes(record.programme_id for record in records if record.parent_id or record.pk)
    for record in records:
        refuse_wrong_parent(record)
    whole = {record.pk: record.programme_id for record in records if record.pk}
    parts = Workstream.objects.not_struck_out().filter(parent__in=whole)
    for parent, programme in parts.order_by().values_list("parent", "programme"):
        if whole[parent] != programme:
            raise OneByOne
    keep_many(records=records)


@many_by(keep_workstreams)
def keep_workstream(*, record: Workstream) -> Workstream:
    """Save a workstream. Raises ValidationError for a whole that cannot be.

    The programme is locked meanwhile, so that no two writes close a circle together.
    """
    with step():
        if _may_be_wrong_as_part(record):
            _lock_programmes([record.programme_id])
            refuse_wrong_whole(record, "components")
        return keep(record=record)


def _may_be_wrong_as_part(record: Workstream) -> bool:
    """Whether it is to hang elsewhere; that is not known of one that was not read from there."""
    if record.pk and record.as_read():
        return bool(record.set_since_read() & {"parent_id", "programme_id", "struck_out"})
    return bool(record.parent_id or record.pk)


def _lock_programmes(pks: Iterable[int]) -> None:
    list(Programme.objects.select_for_update().filter(pk__in=set(pks)).order_by("pk"))


@transaction.atomic
def keep_lineages(*, records: Sequence[Lineage]) -> None:
    """The same for many. Raises as soon as one is refused."""
    for record in records:
        _refuse_from_nothing(record)
    keep_many(records=records)


@many_by(keep_lineages)
@transaction.atomic
def keep_lineage(*, record: Lineage) -> Lineage:
    """Save a lineage, within a programme or from another. Raises ValidationError from nothing."""
    _refuse_from_nothing(record)
    return keep(record=record)


def _refuse_from_nothing(record: Lineage) -> None:
    """A workbook names what came from another programme by codes that may lead nowhere."""
    if record.predecessor_id is None:
        raise ValidationError({"predecessor": NO_SUCH_WORKSTREAM})


@transaction.atomic
def assign_roles(*, records: Sequence[WorkstreamRole]) -> None:
    """The same for many, in their order. Raises as soon as one is refused."""
    keys = {record.workstream_id for record in records}
    list(Workstream.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    firm = WorkstreamRole.objects.not_struck_out().filter(
        workstream__in=keys, standing__in=FIRM, kind__in=LEAD_KINDS
    )
    leads: dict[int, list[WorkstreamRole]] = defaultdict(list)
    for lead in firm:
        leads[lead.workstream_id].append(lead)
    for record in records:
        if _leads_firmly(record):
            record.set_bounds()
            if any(_cannot_stand_beside(record, lead) for lead in leads[record.workstream_id]):
                raise OneByOne
            leads[record.workstream_id].append(record)
    keep_many(records=records)


def _leads_firmly(role: WorkstreamRole) -> bool:
    return role.kind in LEAD_KINDS and role.standing in FIRM


def _cannot_stand_beside(role: WorkstreamRole, lead: WorkstreamRole) -> bool:
    """Whether two leads of a workstream surely overlap, and are not both joint leads."""
    if role.pk is not None and role.pk == lead.pk:
        return False
    overlap = lead.start_latest <= role.end_earliest and lead.end_earliest >= role.start_latest
    return overlap and RoleKind.LEAD in (role.kind, lead.kind)


@many_by(assign_roles)
@transaction.atomic
def assign_role(*, record: WorkstreamRole) -> WorkstreamRole:
    """Save a role on a workstream.

    Raises ValidationError when it would make two confirmed sole leads surely at once, or a sole
    lead beside joint leads (domain.md, "Role on a workstream"). The workstream is locked meanwhile.
    """
    Workstream.objects.select_for_update().get(pk=record.workstream_id)
    if _leads_firmly(record):
        record.set_bounds()
        rival = _rival_leads(record).first()
        if rival is not None:
            raise ValidationError({"kind": _says_who_leads(rival)})
    return keep(record=record)


def _says_who_leads(rival: WorkstreamRole) -> str:
    """Names only a role that whoever reads the message may see."""
    told = that_may_be_told(WorkstreamRole.objects.filter(pk=rival.pk)).exists()
    who = rival.holder if told else "Somebody withheld from you"
    return (
        f"{who} is {rival.get_kind_display().lower()} of “{rival.workstream}” at the same time: "
        "end that role, or make both joint leads."
    )


def _rival_leads(role: WorkstreamRole) -> Any:
    """Firm leads of the same workstream that surely overlap and cannot stand beside this one."""
    others = WorkstreamRole.objects.not_struck_out().filter(
        workstream=role.workstream, standing__in=FIRM, kind=RoleKind.LEAD
    )
    if role.kind == RoleKind.LEAD:
        others = WorkstreamRole.objects.not_struck_out().filter(
            workstream=role.workstream,
            standing__in=FIRM,
            kind__in=LEAD_KINDS,
        )
    overlap = Q(start_latest__lte=role.end_earliest, end_earliest__gte=role.start_latest)
    return others.filter(overlap).exclude(pk=role.pk).select_related("organisation", "person")


@transaction.atomic
def enter_ranks(*, records: Sequence[RankingEntry]) -> None:
    """The same for many. Raises as soon as one is refused."""
    _lock_programmes(record.ranking.programme_id for record in records)
    keep_many(records=records)


@many_by(enter_ranks)
@transaction.atomic
def enter_rank(*, record: RankingEntry) -> RankingEntry:
    """Save a place in a ranking.

    Raises ValidationError for another programme's workstream, and for a rank in a selection. The
    programme is locked meanwhile, so that a workstream cannot change hands in between.
    """
    _lock_programmes([record.ranking.programme_id])
    return keep(record=record)


@transaction.atomic
def post_update(*, record: StatusUpdate, milestones: Sequence[Milestone] = ()) -> StatusUpdate:
    """Record how a workstream stands, and in the same step what that says of its milestones.

    The workstream is locked meanwhile, and the update gets the number after the last. A forecast
    that was set counts as known from the update's date. Raises ValidationError, of a milestone
    keyed by its field: where a date moves and nobody says why, or a newer forecast is recorded.
    """
    lock(Workstream, pk=record.workstream_id)
    lock_all(Milestone, [milestone.pk for milestone in milestones])
    record.number = StatusUpdate.next_number(record.workstream_id)
    keep(record=record)
    for milestone in milestones:
        _note_forecast(milestone, record)
        keep(record=milestone)
    return record


def _note_forecast(milestone: Milestone, update: StatusUpdate) -> None:
    """Keep from which day on a forecast that was changed is known. Raises ValidationError."""
    stored = Milestone._base_manager.get(pk=milestone.pk)
    if milestone.forecast == stored.forecast:
        return
    if stored.forecast_known and stored.forecast_known_latest > update.date_latest:
        since = stored.date_in_words("forecast_known")
        raise ValidationError({"forecast": KNOWN_LATER.format(since)})
    if is_another_date(stored, milestone.forecast) and not milestone.forecast_why.strip():
        raise ValidationError({"forecast_why": WHY_MOVED})
    milestone.forecast_words, milestone.forecast_known_words = "", ""
    milestone.forecast_known = update.date


@transaction.atomic
def undo_update(*, record: StatusUpdate, reason: str) -> list[Milestone]:
    """Take an update back: it is struck out, and the milestones it changed stand as before.

    Returns the milestones that were changed again since, which stay as they are. Raises
    ValidationError where something that was published rests on the update.
    """
    lock(Workstream, pk=record.workstream_id)
    versions = list(versions_with(record, Milestone.history.order_by("id")))
    strike_out(record=record, reason=reason)
    lock_all(Milestone, [version.id for version in versions])
    return [one for version in versions if (one := _put_back(version)) is not None]


def _put_back(version: Any) -> Milestone | None:
    """Let a milestone stand as before a version, unless it was changed since: then return it."""
    milestone: Milestone = Milestone._base_manager.get(pk=version.id)
    versions = Milestone.history.filter(id=version.id).order_by("-history_id")
    before = versions.filter(history_id__lt=version.history_id).first()
    if before is None or versions[0].history_id != version.history_id:
        return milestone
    for name in (*FORECAST, *DONE):
        setattr(milestone, name, getattr(before, name))
    keep(record=milestone)
    return None


@transaction.atomic
def adopt_ranking(*, ranking: Ranking, places: Iterable[tuple[Workstream, int | None]]) -> Ranking:
    """Save a new list with its places, each a workstream with its rank (None in a selection).

    Places are open to whom the list is, and are titled as their workstreams are today. Raises
    ValidationError for a list without places, and as `enter_rank` does.
    """
    given = list(places)
    if not given:
        raise ValidationError("A ranking names at least one workstream.")
    keep(record=ranking)
    for order, (workstream, rank) in enumerate(given, start=1):
        entry = RankingEntry(
            ranking=ranking,
            workstream=workstream,
            rank=rank,
            order=order,
            title=workstream.title,
            owner=ranking.owner,
            visibility=ranking.visibility,
        )
        enter_rank(record=entry)
    return ranking


@transaction.atomic
def enter_scores(*, records: Sequence[Score]) -> None:
    """The same for many. Raises as soon as one is refused."""
    _lock_programmes(record.scoring.programme_id for record in records)
    _read_scales(records)
    keep_many(records=records)


def _read_scales(records: Sequence[Score]) -> None:
    """Let scores know their criteria as these stand now that the programme is locked."""
    stored = Criterion._base_manager.in_bulk({record.criterion_id for record in records})
    for record in records:
        record.criterion = stored[record.criterion_id]


@many_by(enter_scores)
@transaction.atomic
def enter_score(*, record: Score) -> Score:
    """Save a score.

    Raises ValidationError for one that is off its criterion's scale, and for a workstream or
    criterion of another programme. The programme is locked meanwhile, so that neither a scale nor a
    workstream's programme changes in between.
    """
    _lock_programmes([record.scoring.programme_id])
    _read_scales([record])
    return keep(record=record)


@transaction.atomic
def score_workstreams(
    *, scoring: Scoring, values: Mapping[tuple[Criterion, Workstream], Decimal | None]
) -> Scoring:
    """Save what one organisation scores: new, or what changed of it.

    Nothing is made of a blank where nothing was scored; a score that is made blank stays in the
    history. Scores are open to whom the scoring is. Raises ValidationError where nothing is scored,
    and as `enter_score` does.
    """
    _lock_programmes([scoring.programme_id])
    if scoring._state.adding:
        keep(record=scoring)
    held = {
        (score.criterion_id, score.workstream_id): score
        for score in scoring.scores.not_struck_out().select_related("criterion", "workstream")
    }
    changed = []
    for (criterion, workstream), value in values.items():
        score = held.get((criterion.pk, workstream.pk))
        if score is None and value is not None:
            score = Score(scoring=scoring, owner=scoring.owner, visibility=scoring.visibility)
            held[criterion.pk, workstream.pk] = score
        if score is not None and score.value != value:
            score.criterion, score.workstream, score.value = criterion, workstream, value
            changed.append(score)
    if all(score.value is None for score in held.values()):
        raise ValidationError("Score at least one workstream against one criterion.")
    for _, error in save_each(changed, enter_score):
        if error is not None:
            raise error
    return scoring
