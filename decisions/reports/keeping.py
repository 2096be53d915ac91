"""When what a report says is kept: after the command line entered or corrected a published one."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Q

from decisions.models import (
    Recommendation,
    Report,
    ReportEdition,
    ReportFile,
    ReportItem,
    ReportMeeting,
)
from decisions.operations import Freeze
from decisions.reports.formats import FORMATS, files_of
from decisions.reports.frozen import Unreadable, thaw
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


def keep_what_is_missing(freeze: Freeze = frozen) -> None:
    """Keep an edition of each published report of which there is none, as on migrating."""
    _keep(Report.objects.not_struck_out().filter(editions__isnull=True), freeze)


def keep_missing_files() -> None:
    """Keep the files of what is served and was published before they were kept, of its text."""
    for report in Report.objects.not_struck_out().filter(editions__isnull=False).distinct():
        for edition in ReportEdition.objects.latest_of(report):
            there = set(edition.files.values_list("ending", flat=True))
            missing = [ending for ending in FORMATS if ending not in there]
            with suppress(Unreadable):  # it is told of where it is read
                content = thaw(edition.content, edition.checksum).content
                ReportFile.keep(edition, files_of(content, missing))


def _keep(reports: Any, freeze: Freeze = frozen) -> None:
    for report in reports.exclude(published="").order_by("pk"):
        with transaction.atomic():
            locked = Report.objects.select_for_update().get(pk=report.pk)
            ReportEdition.keep(locked, freeze(locked))
