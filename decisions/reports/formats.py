"""The formats in which a report is taken away, from its page and by the command alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from decisions.models import MadeFile
from decisions.reports.content import ReportContent
from decisions.reports.renderers.html import render_html
from decisions.reports.renderers.markdown import render_markdown
from decisions.reports.renderers.pdf import render_pdf
from decisions.reports.renderers.text import render_text
from decisions.reports.renderers.word import render_word

TYPE = "fontpkg-source-sans-3"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Format:
    """A way to write a report: the ending of its file, what a page calls it, its type.

    `write` takes the content, and a mark that stands at its head: "Not published", or nothing.
    `made_by` names the packages of which its bytes depend.
    """

    ending: str
    called: str
    content_type: str
    write: Callable[[ReportContent, str], str | bytes]
    made_by: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether a screen can show it."""
        return self.content_type.startswith("text/")

    def render(self, content: ReportContent, mark: str = "") -> bytes:
        """The file of a report: the same bytes for the same content, by the same libraries."""
        written = self.write(content, mark)
        return written.encode() if isinstance(written, str) else written


FORMATS = {
    one.ending: one
    for one in (
        Format("pdf", "PDF", "application/pdf", render_pdf, ("typst", "pikepdf", TYPE)),
        Format("docx", "Word", WORD, render_word, ("python-docx", "lxml")),
        Format("html", "HTML", "text/html; charset=utf-8", render_html, ("django",)),
        Format("txt", "plain text", "text/plain; charset=utf-8", render_text),
        Format("md", "Markdown", "text/markdown; charset=utf-8", render_markdown),
    )
}


def files_of(content: ReportContent, endings: Iterable[str] = FORMATS) -> Iterator[MadeFile]:
    """The files to keep of a published report, in each format or those named."""
    for one in (FORMATS[ending] for ending in endings):
        made_with = ", ".join(f"{package} {version(package)}" for package in one.made_by)
        yield MadeFile(one.ending, one.render(content), made_with)
