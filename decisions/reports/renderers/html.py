"""A report as an HTML document of its own, for files; the page in the browser shares its body."""

from django.template.loader import render_to_string

from decisions.reports.content import ReportContent


def render_html(content: ReportContent, mark: str = "") -> str:
    """The whole report as one HTML document that needs nothing beside it, a `mark` at its head."""
    return render_to_string("decisions/report/standalone.html", {"content": content, "mark": mark})
