"""Reports that members have read."""

from typing import Any

from decisions.models import Report
from tests.factories import ReportFactory


def published_report(**values: Any) -> Report:
    """A report that was published, as it is stored."""
    report = Report.objects.get(pk=ReportFactory(**values).pk)
    assert report.is_published
    return report
