"""What a decision is recorded of: a report's asks to one body at one meeting, or nothing yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from decisions.choices import CallInOutcome
from decisions.models import CallIn, Clause, Decision, Recommendation, Report
from programmes.choices import GrantRole
from programmes.models import Body, Meeting, Membership, Organisation, Programme
from programmes.viewers import viewer_of
from sharedsvc.core.rights import permission
from sharedsvc.portal.programmes.found import find_programme

RECORDERS = (GrantRole.CLERK, GrantRole.MANAGER)
NOT_YOURS = (
    "Only a clerk of the organisation that decides records its decisions; for a partnership, its "
    "manager."
)


@dataclass(frozen=True)
class PlaceOfDeciding:
    """Of what a decision is recorded, by which organisations the reader may record it."""

    programme: Programme
    organisations: list[Organisation]
    address: str
    report: Report | None = None
    body: Body | None = None
    meeting: Meeting | None = None
    asks: list[Recommendation] = field(default_factory=list)
    corrects: Decision | None = None
    instead_of: Decision | None = None  # which was sent back
    after: CallIn | None = None  # the call-in after which it was decided anew
    others: list[tuple[str, str]] = field(default_factory=list)
    recorded: list[Decision] = field(default_factory=list)

    @property
    def organisation(self) -> Organisation | None:
        """Who decided, where that is known before anything is typed."""
        return self.organisations[0] if len(self.organisations) == 1 else None

    @property
    def called(self) -> str:
        """What the page is called."""
        if self.instead_of:
            return "Record it anew"
        is_correction = self.corrects and not self.after
        return "Correct what was recorded" if is_correction else "Record what was decided"

    @property
    def starts_from(self) -> Decision | None:
        """The recorded decision from which the form is filled."""
        return self.corrects or self.instead_of

    @property
    def asked(self) -> str:
        """The meeting, or failing that the body, in words."""
        if self.meeting:
            return f"{self.body_in_full}, {self.meeting.date_in_english}"
        return self.body_in_full

    @property
    def body_in_full(self) -> str:
        """The body with whose it is; "" where none is known yet."""
        return self.body.in_full if self.body else ""


def _recorded(asks: Iterable[Recommendation], user: Any) -> list[Decision]:
    """The decisions that the user may see, and that answer these asks already."""
    answers = Clause.objects.visible_to(user).filter(answers__in=[one.pk for one in asks])
    found = Decision.objects.visible_to(user).filter(pk__in=answers.values("decision"))
    return list(found.select_related("programme"))


def may_record(user: Any, programme: Programme, organisation: Organisation) -> bool:
    """Whether a user may record a decision of an organisation in a programme."""
    new = Decision(programme=programme, organisation=organisation)
    return bool(user.has_perm(permission("add", Decision), new))


def of_report(request: HttpRequest, code: str) -> PlaceOfDeciding:
    """The asks of a report to one of the bodies for which the reader may record.

    Of several, the one that the address names (`of`, `meeting`); else the first. Raises Http404
    and PermissionDenied.
    """
    reports = Report.objects.visible_to(request.user).select_related("programme__partnership")
    report = get_object_or_404(reports, code=code)
    groups = asked_together(report, request.user)
    address = reverse("portal:record_decision", args=[report.code])
    if not groups:
        return _of_report_without_asks(report, request.user, address)
    addresses = [f"{address}?of={number}" for number in range(1, len(groups) + 1)]
    chosen = _chosen(request.GET, groups)
    body, meeting, asks = groups[chosen]
    others = [
        (
            addresses[number],
            f"{body.in_full}, {meeting.date_in_english}" if meeting else body.in_full,
        )
        for number, (body, meeting, _) in enumerate(groups)
        if number != chosen
    ]
    return PlaceOfDeciding(
        programme=report.programme,
        organisations=[body.organisation],
        address=addresses[chosen] if chosen else address,
        report=report,
        body=body,
        meeting=meeting,
        asks=asks,
        others=others,
        recorded=_recorded(asks, request.user),
    )


def _of_report_without_asks(report: Report, user: Any, address: str) -> PlaceOfDeciding:
    """A report that asks nothing of a body for which the user may record."""
    if not may_record(user, report.programme, report.organisation):
        raise PermissionDenied(NOT_YOURS)
    return PlaceOfDeciding(report.programme, [report.organisation], address, report=report)


def _chosen(given: Any, groups: list[Any]) -> int:
    """The place of the group that the address names: by its number, or by its meeting."""
    number, meeting = given.get("of", ""), given.get("meeting", "")
    if number.isdigit() and 0 < int(number) <= len(groups):
        return int(number) - 1
    keys = [str(one.pk) if one else "" for _, one, _ in groups]
    return keys.index(meeting) if meeting and meeting in keys else 0


def asked_together(report: Report, user: Any) -> list[tuple[Body, Meeting | None, list[Any]]]:
    """What a report asks, by body and meeting, of the bodies for which the user may record."""
    asks = Recommendation.objects.visible_to(user).filter(report=report, anticipated=False)
    asks = asks.select_related("body__organisation", "meeting__body__organisation", "report")
    groups: dict[tuple[int, int | None], list[Any]] = {}
    for ask in asks.order_by("order", "pk"):
        body = ask.body or (ask.meeting and ask.meeting.body)
        if body:
            groups.setdefault((body.pk, ask.meeting_id), []).append(ask)
    found = [(_body_of(asks[0]), asks[0].meeting, asks) for asks in groups.values()]
    return [one for one in found if may_record(user, report.programme, one[0].organisation)]


def _body_of(ask: Recommendation) -> Body:
    return ask.body or ask.meeting.body  # type: ignore[union-attr]


def of_nothing(request: HttpRequest, code: str) -> PlaceOfDeciding:
    """An empty decision of a programme, of an organisation for which the reader may record."""
    programme = find_programme(request, code)
    organisations = recording_for(request.user, programme)
    if not organisations:
        raise PermissionDenied(NOT_YOURS)
    return PlaceOfDeciding(
        programme, organisations, reverse("portal:new_decision", args=[programme.code])
    )


def recording_for(user: Any, programme: Programme) -> list[Organisation]:
    """The organisations of which a user may record decisions in a programme."""
    viewer = viewer_of(user)
    held = viewer.holding(*RECORDERS)
    if not (held or viewer.sees_all):
        return []
    members = Membership.objects.visible_to(user).filter(partnership=programme.partnership_id)
    keys = {programme.partnership_id, *members.values_list("organisation", flat=True)}
    found = Organisation.objects.visible_to(user).filter(pk__in=keys).order_by("name", "pk")
    return [one for one in found if may_record(user, programme, one)]


def of_correction(request: HttpRequest, code: str, own: str) -> PlaceOfDeciding:
    """A decision that takes the place of one that was recorded. Raises Http404, PermissionDenied.

    It corrects a confirmed one, with its reason; stands instead of one that was sent back; or is
    what was decided after a call-in (`after`, its number) was referred: by whom and when is asked
    then.
    """
    programme = find_programme(request, code)
    decisions = Decision.objects.visible_to(request.user).select_related(
        "programme__partnership", "organisation", "body__organisation", "meeting__body"
    )
    corrected = get_object_or_404(decisions, programme=programme, code=own)
    organisation = corrected.organisation
    if organisation is None:
        raise Http404("Nobody is named who decided this.")
    if not may_record(request.user, programme, organisation):
        raise PermissionDenied(NOT_YOURS)
    asks = [one.answers for one in corrected.clauses.not_struck_out() if one.answers_id]
    address = reverse("portal:correct_decision", args=[programme.code, corrected.code])
    after = _call_in(corrected, request)
    return PlaceOfDeciding(
        programme=programme,
        organisations=[organisation],
        address=f"{address}?after={after.number}" if after else address,
        report=asks[0].report if asks else None,
        body=None if after else corrected.body,
        meeting=None if after else corrected.meeting,
        asks=[one for one in asks if one],
        corrects=None if corrected.sent_back else corrected,
        instead_of=corrected if corrected.sent_back else None,
        after=after,
    )


def _call_in(decision: Decision, request: HttpRequest) -> CallIn | None:
    """The call-in, referred, that the address names. Raises Http404 where there is none."""
    number = request.GET.get("after", "")
    if not number.isdigit():
        return None
    seen = CallIn.objects.visible_to(request.user).select_related("heard_by")
    found: CallIn = get_object_or_404(
        seen, decision=decision, number=int(number[:4]), outcome__in=CallInOutcome.referred()
    )
    return found
