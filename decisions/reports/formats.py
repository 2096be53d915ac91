"""The formats in which a report is taken away, from its page and by the command alike."""

from collections.abc import Callable
from dataclasses import dataclass

from decisions.reports.content import ReportContent
from decisions.reports.renderers.html import render_html
from decisions.reports.renderers.text import render_text


@dataclass(frozen=True)
class Format:
    """A way to write a report: the ending of its file, what a page calls it, its type."""

    ending: str
    called: str
    content_type: str
    render: Callable[[ReportContent], str]


FORMATS = {
    one.ending: one
    for one in (
        Format("html", "HTML", "text/html; charset=utf-8", render_html),
        Format("txt", "plain text", "text/plain; charset=utf-8", render_text),
    )
}
