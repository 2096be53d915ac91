"""What the header of a report names, called as on the day as of which it is read."""

from copy import copy

from decisions.models import Report
from sharedsvc.core.names import has_other_names
from sharedsvc.core.reading_day import reading


def named_as_on_the_day(report: Report) -> Report:
    """The report with its council and people named as on the day of the page.

    It was read before that day was known, which is its own: read again, in one statement, only
    where something had another name.
    """
    page = reading()
    if page is None or report.__dict__.get("named_on") == page.day or not has_other_names():
        return report
    named, found = copy(report), Report.objects.for_report().get(pk=report.pk)
    named._state.fields_cache.update(found._state.fields_cache)
    named.__dict__["named_on"] = page.day
    return named
