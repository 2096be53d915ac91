"""The file of a report that somebody reads: the one that was kept, or made of what it says."""

import hashlib
import logging

from decisions.models import Report, ReportFile
from decisions.models.case_documents import Altered
from decisions.reports.formats import Format
from decisions.reports.reading import ReportRead
from decisions.reports.renderers.paper import DRAFT, NOT_AS_PUBLISHED

logger = logging.getLogger(__name__)


def file_of(report: Report, read: ReportRead, wanted: Format) -> bytes:
    """The file of what somebody reads, as it was kept when the report was published.

    What was not kept, went with a redaction or is no longer what was kept, is made again of the
    text that was, which was found to be sound; of the last the log says so. What was not published
    says so at its head.
    """
    if read.edition is None:
        return wanted.render(read.content, NOT_AS_PUBLISHED if report.is_published else DRAFT)
    kept = ReportFile.objects.filter(edition=read.edition, ending=wanted.ending).first()
    try:
        if kept is not None:
            return kept.as_kept()
    except Altered:
        logger.error("Report %s: its %s is not what was kept.", report.pk, wanted.called)
    return wanted.render(read.content)


def tag_of(content: bytes) -> str:
    """By which a browser knows whether it has the file already."""
    return f'"{hashlib.sha256(content).hexdigest()}"'
