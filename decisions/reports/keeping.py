"""When what a report says is kept: after the command line entered or corrected a published one."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from decisions.models import Recommendation, Report, ReportEdition, ReportItem, ReportMeeting
from decisions.reports.renditions import frozen
from sharedsvc.core.reference import Reference, keys_by_label, label_of


def keep_what_was_written(saved: Iterable[Reference]) -> None:
    """Keep an edition of each published report of which any row was saved.

    `saved` holds labels and ids of records. Rows of a report are its own, its texts, its asks and
    the meetings it goes to: what else it draws on changes no published report.
    """
    pks = keys_by_label(saved)
    touched = Q(pk__in=pks.get(label_of(Report), ()))
    parts: tuple[Any, ...] = (ReportItem, Recommendation, ReportMeeting)
    for model in parts:
        rows = model.objects.filter(pk__in=pks.get(label_of(model), ()))
        touched |= Q(pk__in=rows.values("report"))
    _keep(Report.objects.not_struck_out().filter(touched))


def keep_what_is_missing() -> None:
    """Keep an edition of each published report of which there is none, as on migrating."""
    _keep(Report.objects.not_struck_out().filter(editions__isnull=True))


def _keep(reports: Any) -> None:
    for report in reports.exclude(published="").order_by("pk"):
        with transaction.atomic():
            locked = Report.objects.select_for_update().get(pk=report.pk)
            ReportEdition.keep(locked, frozen(locked))
