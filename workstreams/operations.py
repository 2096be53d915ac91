"""Every write of "what". Each is keyword-only and atomic, and runs inside `recording(...)`."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from programmes.models import Programme, refuse_wrong_whole
from programmes.operations import keep
from sharedsvc.core.rights import that_may_be_told
from workstreams.choices import FIRM, RoleKind
from workstreams.models import Lineage, Ranking, RankingEntry, Workstream, WorkstreamRole


@transaction.atomic
def keep_workstream(*, record: Workstream) -> Workstream:
    """Save a workstream. Raises ValidationError for a whole that cannot be.

    The programme is locked meanwhile, so that no two writes close a circle together.
    """
    if record.parent_id or record.pk:
        Programme.objects.select_for_update().filter(pk=record.programme_id).first()
        refuse_wrong_whole(record, "components")
    return keep(record=record)


@transaction.atomic
def keep_lineage(*, record: Lineage) -> Lineage:
    """Save a lineage. Raises ValidationError across programmes."""
    if record.predecessor.programme_id != record.successor.programme_id:
        raise ValidationError({"successor": "The two workstreams belong to different programmes."})
    return keep(record=record)


@transaction.atomic
def assign_role(*, record: WorkstreamRole) -> WorkstreamRole:
    """Save a role on a workstream.

    Raises ValidationError when it would make two confirmed sole leads surely at once, or a sole
    lead beside joint leads (domain.md, "Role on a workstream"). The workstream is locked meanwhile.
    """
    Workstream.objects.select_for_update().get(pk=record.workstream_id)
    if record.kind in (RoleKind.LEAD, RoleKind.JOINT_LEAD) and record.standing in FIRM:
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
            kind__in=(RoleKind.LEAD, RoleKind.JOINT_LEAD),
        )
    overlap = Q(start_latest__lte=role.end_earliest, end_earliest__gte=role.start_latest)
    return others.filter(overlap).exclude(pk=role.pk).select_related("organisation", "person")


@transaction.atomic
def enter_rank(*, record: RankingEntry) -> RankingEntry:
    """Save a place in a ranking.

    Raises ValidationError for another programme's workstream, and for a rank in a selection. The
    programme is locked meanwhile, so that a workstream cannot change hands in between.
    """
    Programme.objects.select_for_update().get(pk=record.ranking.programme_id)
    return keep(record=record)


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
