"""A report as a Word document (.docx): real headings, lists and tables, in a council's own styles.

What reads and writes Word is loaded where it is used: a worker that shows pages does not hold it.
"""

from decisions.reports.content import ReportContent


def render_word(content: ReportContent, mark: str = "", template: bytes | None = None) -> bytes:
    """The whole report as .docx; a `mark` stands at its head and in the margin of each page.

    A council's `template` gives styles, margins, head and foot; what stands in it is left out.
    Raises UnsafeTemplate where it is not what may be opened.
    """
    from decisions.reports.renderers.word.writer import WordWriter

    return WordWriter(template).written(content, mark)
