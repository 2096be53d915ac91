"""How what is shown of a record is read, and what narrows its list."""

import datetime
from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet

from decisions.choices import ConditionState, DelegationState, PointKind
from decisions.gates_ahead import gates_before, gates_before_the_whole
from decisions.models import Clause, Decision, OptionPoint, Party, Recommendation, ReportMeeting
from decisions.standing import used_by
from programmes.models import Body, Subject
from sharedsvc.core.kinds.columns import Column
from sharedsvc.core.states import ASKED, GATES, State
from workstreams.models import Workstream, WorkstreamRole

OF_WHAT = Column(
    name="about",
    heading="Of",
    read=lambda record: [found for found in (record.workstream, record.proposal) if found],
)


def vote_in_words(clause: Any) -> str | None:
    """The vote on a clause as it is recorded, in figures and words; None where it is not."""
    counts = (
        (clause.votes_for, "for"),
        (clause.votes_against, "against"),
        (clause.votes_abstained, "abstained"),
        (clause.votes_cast, "cast"),
    )
    said = [f"{count:,} {what}" for count, what in counts if count is not None]
    return "; ".join(filter(None, [", ".join(said), clause.vote_words])) or None


def in_programme(queryset: QuerySet, value: Any, user: Any, day: datetime.date) -> QuerySet:
    """What is of a workstream or a proposal of a programme."""
    return queryset.filter(Q(workstream__programme=value) | Q(proposal__programme=value))


def workstreams_about(proposal: Any, user: Any) -> QuerySet:
    """Ids of the workstreams that the proposal of a key is about, as the user may see."""
    about = Subject.objects.in_visible_documents(user).filter(
        record_type="decisions.proposal",
        record_id=proposal,
        subject_type="workstreams.workstream",
    )
    return about.values("subject_id")


def prepare_delegations(delegations: list[Any], user: Any, day: datetime.date) -> None:
    """Give each delegation the body that gives it, and whose that is unless its name says so.

    One that was granted reads as used once an officer's decision rests on it. Of a body that the
    reader may not see, whose it is would tell.
    """
    named = {d.by_id for d in delegations if d.by_id}
    seen = set(Body.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
    used = used_by(delegations, user, day)
    for one in delegations:
        is_used = one.pk in used and one.state == DelegationState.GRANTED
        one.shown_state = str(DelegationState.USED.label) if is_used else one.get_state_display()
        owner = one.by.organisation if one.by_id in seen else None
        says_whose = owner is None or one.by.is_named_after(owner)
        one.shown_by = [record for record in (one.by, None if says_whose else owner) if record]


def state_of_delegation(delegation: Any) -> Any:
    """What `prepare_delegations` worked out; of an earlier version what it said itself."""
    return getattr(delegation, "shown_state", None) or delegation.get_state_display()


def in_delegation_state(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    """Delegations by their state, as it is shown."""
    resting = Decision.objects.visible_to(user).filter(
        under__isnull=False, date_latest__lte=day, sent_back=""
    )
    used = Q(pk__in=resting.values("under"), state=DelegationState.GRANTED)
    if value == DelegationState.USED:
        return queryset.filter(Q(state=value) | used)
    return queryset.filter(state=value).exclude(used)


def delegated_by(delegation: Any) -> Any:
    """What `prepare_delegations` brought; of an earlier version the body alone."""
    return getattr(delegation, "shown_by", delegation.by)


def verb_of(record: Any) -> Any:
    """The verb of a clause or ask, or that none is written."""
    return record.get_verb_display() if record.verb else State("v-nil", "No verb is written")


def takes_effect(decision: Any) -> str:
    """From when a decision counts."""
    return decision.date_in_words("effective") if has_day_of_its_own(decision) else "When taken"


def has_day_of_its_own(decision: Any) -> bool:
    """Whether it is said when a decision takes effect, apart from when it was taken."""
    return bool(decision.effective or decision.effective_words)


def asked_of(ask: Recommendation) -> Any:
    """The meeting an ask goes to; failing that the body."""
    return ask.meeting or ask.body


def answer_to(ask: Any) -> Any:
    """The decisions that answered an ask, or why there is none. Needs `prepare_asks`."""
    if ask.anticipated:
        return State("v-tbd", "To be asked")
    return ask.shown_answers or ASKED


def prepare_asks(asks: list[Any], user: Any, day: datetime.date) -> None:
    """Give each ask the clauses that had answered it by that day."""
    clauses = Clause.objects.visible_to(user).decided_by(day).filter(answers__in=asks)
    answers: dict[int, list[Any]] = {}
    for clause in clauses.select_related("decision__programme").order_by("pk"):
        answers.setdefault(clause.answers_id, []).append(clause.decision)
    for ask in asks:
        ask.shown_answers = answers.get(ask.pk, [])


def prepare_options(options: list[Any], user: Any, day: datetime.date) -> None:
    """Give each option the number of its points of each kind."""
    points = OptionPoint.objects.visible_to(user).filter(option__in=options)
    found = Counter(points.values_list("option_id", "kind"))
    for option in options:
        option.shown_points = {kind: found[option.pk, kind] for kind in PointKind}


def points_of(name: str, heading: str, kind: PointKind) -> Column:
    """How many points of a kind an option has. Needs `prepare_options`."""
    return Column(
        name=name,
        heading=heading,
        read=lambda option: option.shown_points[kind] or None,
        blank="none",
        numeric=True,
        brought=True,
    )


def prepare_agreements(agreements: list[Any], user: Any, day: datetime.date) -> None:
    """Give each agreement its parties."""
    parties: dict[int, list[Any]] = {}
    rows = Party.objects.visible_to(user).filter(agreement__in=agreements)
    for party in rows.select_related("organisation").order_by("order", "pk"):
        parties.setdefault(party.agreement_id, []).append(party.organisation)
    for agreement in agreements:
        agreement.shown_parties = parties.get(agreement.pk, [])


def prepare_gates(gates: list[Any], user: Any, day: datetime.date) -> None:
    """Give each gate where it stands before the workstreams it counts for, and who is waited for.

    A council's own gate, which no programme has, counts for all in which that council has a part.
    """
    roles = WorkstreamRole.objects.visible_to(user).as_at(day)
    own = roles.filter(organisation__in=[gate.by_id for gate in gates if not gate.programme_id])
    within = Q(programme__in=[gate.programme_id for gate in gates if gate.programme_id])
    workstreams = (
        Workstream.objects.visible_to(user)
        .as_at(day)
        .filter(within | Q(pk__in=own.values("workstream")), parent=None)
        .not_merged(day, user)
        .select_related("programme")
    )
    found: dict[int, dict[tuple[str, ...], list[Any]]] = {}
    cells = gates_before(workstreams, user, day, among=[gate.pk for gate in gates])
    told = {cell.gate.pk for cell in cells}
    on_the_whole = [gate for gate in gates if gate.programme_id and gate.pk not in told]
    if on_the_whole:
        cells += gates_before_the_whole(on_the_whole, user, day)
    for cell in cells:
        names = ", ".join(sorted(organisation.label for organisation in cell.waiting_for))
        more = [f"waiting for {names}"] if names else []
        more += [f"subject to: {condition}" for condition in cell.subject_to]
        more += [one.words for one in cell.gone]
        found.setdefault(cell.gate.pk, {})[(cell.state, *more)] = [GATES[cell.state], *more]
    for gate in gates:
        every = found.get(gate.pk, {}).values()
        gate.shown_standing = [part for shown in every for part in shown]


def agreements_of(organisation: Any, user: Any) -> Any:
    """Ids of the agreements to which an organisation is a party, as the user may see."""
    rows = Party.objects.visible_to(user).filter(organisation=organisation)
    return rows.values("agreement")


def reports_to(user: Any, **where: Any) -> Any:
    """Ids of the reports that go to meetings of this kind, as the user may see."""
    return ReportMeeting.objects.visible_to(user).filter(**where).values("report")


def asks_not_answered(queryset: QuerySet, day: datetime.date, user: Any) -> QuerySet:
    """Asks that no clause that the reader may see had answered by that day."""
    return queryset.not_answered(day, user)  # type: ignore[attr-defined]


def answered(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    """Asks by what became of them: "no", "yes" or "to come"."""
    if value == "to come":
        return queryset.filter(anticipated=True)
    open_asks = Recommendation.objects.not_answered(day, user).values("pk")
    asked = queryset.filter(anticipated=False)
    return asked.filter(pk__in=open_asks) if value == "no" else asked.exclude(pk__in=open_asks)


def settled_on(condition: Any) -> str | None:
    """When a condition was met, failed or waived; None while it is open, or where none says so."""
    is_settled = condition.state != ConditionState.OPEN and (condition.end or condition.end_words)
    return condition.end_in_words if is_settled else None
