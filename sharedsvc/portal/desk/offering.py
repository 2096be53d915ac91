"""A report offered to the other councils of its programme, whose clerks make drafts of their own.

What is offered are the facts: the programme and the day. Nobody reads another council's draft.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from decisions.choices import Block
from decisions.models import HouseStyle, Report, ReportItem, ReportOffer
from decisions.reports.drafting import HIGHLIGHTS, write_first_draft
from programmes.models import Membership, Organisation, Programme
from sharedsvc.core.history import recording
from sharedsvc.portal.desk.new import REASON, code_of

NO_STYLE = "{} has no house style yet: add one, then make the draft."


@dataclass(frozen=True)
class OfferedReport:
    """What another council offers to one of the reader's: its draft is made with one click."""

    offer: ReportOffer
    organisation: Organisation

    @property
    def key(self) -> str:
        """By which a form says which one was chosen."""
        return f"{self.offer.pk}-{self.organisation.pk}"


def offer_report(report: Report, user: Any) -> ReportOffer:
    """Offer a report to the other councils; once offered it stays so."""
    blocks = set(ReportItem.objects.not_struck_out().filter(report=report).values_list("block"))
    computed = {Block(block) for (block,) in blocks} - {Block.TEXT, Block.ASKS}
    told = {"by": user, "highlights": bool(computed) and computed <= HIGHLIGHTS}
    found, _ = ReportOffer.objects.get_or_create(report=report, defaults=told)
    return found


def others_of(report: Report, user: Any) -> list[Organisation]:
    """The other organisations of the programme's partnership, whose clerks an offer reaches."""
    members = Membership.objects.visible_to(user).surely(datetime.date.today())
    of_it = members.filter(partnership=report.programme.partnership_id)
    found = Organisation.objects.visible_to(user).filter(pk__in=of_it.values("organisation"))
    return list(found.exclude(pk=report.organisation_id).order_by("name", "pk"))


def offered_to(user: Any, organisations: list[Organisation]) -> list[OfferedReport]:
    """What is offered to these organisations, newest first, of which they have no report yet."""
    by_key = {one.pk: one for one in organisations}
    members = Membership.objects.visible_to(user).surely(datetime.date.today())
    pairs = members.filter(organisation__in=by_key).values_list("partnership", "organisation")
    own = Report.objects.visible_to(user).filter(organisation__in=by_key)
    have = set(own.values_list("programme", "date", "organisation"))
    seen = Programme.objects.visible_to(user).filter(partnership__in={one for one, _ in pairs})
    offers = ReportOffer.objects.filter(report__programme__in=seen, report__struck_out="")
    found = []
    for offer in offers.select_related("report__programme", "report__organisation").order_by("-at"):
        report = offer.report
        for partnership, key in pairs:
            told = (report.programme_id, report.date, key)
            is_anothers = partnership == report.programme.partnership_id
            if is_anothers and key != report.organisation_id and told not in have:
                found.append(OfferedReport(offer, by_key[key]))
    return found


def draft_of_offer(one: OfferedReport, user: Any) -> Report:
    """A council's own draft of what was offered: its house style, its part, its asks.

    Raises ValidationError where it has no house style, or the records refuse it.
    """
    organisation, offered = one.organisation, one.offer.report
    styles = HouseStyle.objects.visible_to(user).filter(organisation=organisation)
    style = styles.order_by("title", "pk").first()
    if style is None:
        raise ValidationError(NO_STYLE.format(organisation))
    report = Report(
        programme=offered.programme,
        organisation=organisation,
        owner=organisation,
        style=style,
        date=offered.date,
        title=offered.programme.title,
        code=code_of(organisation, offered.date),
    )
    with recording(user=user, reason=REASON, at=timezone.now()):
        return write_first_draft(
            report=report, meetings=(), user=user, highlights=one.offer.highlights
        )
