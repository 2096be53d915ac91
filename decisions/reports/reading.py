"""A report as somebody reads it: as it was published, or written from the records as they are."""

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from decisions.models import Clause, Recommendation, Report, ReportEdition
from decisions.reports.build import build
from decisions.reports.content import ReportContent
from decisions.reports.frozen import Rendition, Unreadable, thaw
from sharedsvc.core.reference import keys_by_label
from sharedsvc.core.seen_versions import numbers_seen

logger = logging.getLogger(__name__)

NOT_KEPT = "it was not kept"
ALTERED = "what was kept of it was altered since, or is damaged"


@dataclass(frozen=True)
class ReportRead:
    """What somebody reads; `trouble` says why it is not what was published, where it should be.

    `edition` is the one that it was read from, None where it was written from the records.
    """

    content: ReportContent
    edition: ReportEdition | None = None
    trouble: str = ""


def read_report(report: Report, user: Any, day: datetime.date | None = None) -> ReportRead:
    """A published report as it was read, as far as the user may see it.

    Before it is published, and as at another `day` than its own, it is written from the records.
    """
    if not report.is_published or day not in (None, report.date_latest):
        return ReportRead(build(report, user, day))
    editions = ReportEdition.objects.latest_of(report)
    try:
        renditions = [thaw(edition.content, edition.checksum) for edition in editions]
    except Unreadable as error:
        logger.error("Report %s, edition %s: %s.", report.pk, editions[0].number, error)
        return ReportRead(build(report, user), trouble=ALTERED)
    if not renditions or renditions[0].rests_on:
        logger.error("Report %s is published, and what everybody reads is not kept.", report.pk)
        return ReportRead(build(report, user), trouble=NOT_KEPT)
    return _for_reader(renditions, editions, user)


def _for_reader(
    renditions: Sequence[Rendition], editions: Sequence[ReportEdition], user: Any
) -> ReportRead:
    """The one that rests on most of what the reader may see, then and now."""
    asked = {version for one in renditions for version in one.rests_on}
    seen = _seen(asked, user)
    pairs = zip(renditions, editions, strict=True)
    open_ones = [pair for pair in pairs if set(pair[0].rests_on) <= seen]
    rendition, edition = max(open_ones, key=lambda pair: (len(pair[0].rests_on), pair[1].place))
    return ReportRead(rendition.content, edition)


def _seen(versions: set[tuple[str, int]], user: Any) -> set[tuple[str, int]]:
    """Those versions that a reader may see: they may be closed by now, or have been closed."""
    return {
        (label, number)
        for label, numbers in keys_by_label(versions).items()
        for number in numbers_seen(apps.get_model(label), numbers, user)
    }


def outcome_of(report: Report, user: Any) -> str:
    """What is recorded by now of what the report asks, where nothing is; "" otherwise.

    This lives on when the report is published: it is told beside it.
    """
    asks = Recommendation.objects.visible_to(user).filter(report=report, anticipated=False)
    answers = Clause.objects.visible_to(user).filter(answers=OuterRef("pk"))
    answered = set(asks.order_by().values_list(Exists(answers), flat=True))
    return "Outcome not recorded" if answered == {False} else ""
