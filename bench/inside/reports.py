"""Times the forms of the largest of the five reports, in turns with what anybody would write.

Called with a Python that has WeasyPrint. Prints JSON: for each form pairs of milliseconds, of the
other and ours.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import django

django.setup()

import docx  # noqa: E402
from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.template import engines  # noqa: E402

from bench.reports import BARS  # noqa: E402
from decisions.models import Report  # noqa: E402
from decisions.reports.build import build  # noqa: E402
from decisions.reports.content import ReportContent  # noqa: E402
from decisions.reports.renderers.html import render_html  # noqa: E402
from decisions.reports.renderers.pdf import render_pdf  # noqa: E402
from decisions.reports.renderers.word import render_word  # noqa: E402

ROUNDS, WARM = 9, 2
BARE = Path(__file__).with_name("report.html")
WEASYPRINT = """
import sys, time
from weasyprint import HTML
page = sys.stdin.readline().rstrip("\\n").encode("latin-1").decode("unicode_escape")
for line in sys.stdin:
    began = time.perf_counter()
    HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    print((time.perf_counter() - began) * 1000, flush=True)
"""


def plain_word(content: ReportContent) -> bytes:
    """The same content by a script as python-docx's documentation has it."""
    document = docx.Document()
    document.add_heading(content.title, 0)
    for field in content.header.items:
        document.add_paragraph(f"{field.label}: {field.value}")
    for section in content.sections:
        document.add_heading(section.heading, 1)
        for block in section.blocks:
            plain_block(document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def plain_block(document: Any, block: Any) -> None:
    """A block as paragraphs, points or a table."""
    if block.kind in PLAIN:
        PLAIN[block.kind](document, block)


def plain_points(document: Any, block: Any) -> None:
    """Labels and texts."""
    for label, text in block.items:
        document.add_paragraph(f"{label} {text}", style="List Bullet")


def plain_table(document: Any, block: Any) -> None:
    """Cells, one by one."""
    table = document.add_table(1, len(block.columns))
    rows = [(table.rows[0].cells, block.columns)]
    rows += [(table.add_row().cells, row) for row in block.rows]
    for cells, texts in rows:
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text


def plain_options(document: Any, block: Any) -> None:
    """One option after the other."""
    for option in block.columns:
        document.add_heading(option.title, 2)
        document.add_paragraph(option.standing)
        document.add_paragraph(option.description)
        for kind, points in option.points:
            document.add_heading(kind, 3)
            for label, text in points:
                document.add_paragraph(f"{label} {text}", style="List Bullet")


PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "paragraph": lambda document, block: document.add_paragraph(f"{block.number} {block.text}"),
    "listing": plain_points,
    "asks": plain_points,
    "pairs": plain_points,
    "subheading": lambda document, block: document.add_heading(block.text, 2),
    "sign_off": lambda document, block: document.add_paragraph(f"{block.name}, {block.post}"),
    "table": plain_table,
    "side_by_side": plain_options,
}


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def main(python: str) -> None:
    """Time each form in turns with the other."""
    content = build(Report.objects.for_report().get(), AnonymousUser())
    bare = engines["django"].from_string(BARE.read_text(encoding="utf-8"))
    page = render_html(content).encode("unicode_escape").decode("latin-1")
    with subprocess.Popen(
        [python, "-c", WEASYPRINT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        other.stdin.write(page + "\n")

        def weasyprint() -> float:
            other.stdin.write("\n")  # type: ignore[union-attr]
            other.stdin.flush()  # type: ignore[union-attr]
            return float(other.stdout.readline())  # type: ignore[union-attr]

        pairs: list[tuple[Callable[[], float], Callable[[], float]]] = [
            (
                lambda: timed(lambda: bare.render({"content": content})),
                lambda: timed(lambda: render_html(content)),
            ),
            (weasyprint, lambda: timed(lambda: render_pdf(content))),
            (
                lambda: timed(lambda: plain_word(content)),
                lambda: timed(lambda: render_word(content)),
            ),
        ]
        found: dict[str, list[tuple[float, float]]] = {form: [] for form in BARS}
        for turn in range(WARM + ROUNDS):
            for form, (plain, ours) in zip(BARS, pairs, strict=True):
                taken = (plain(), ours()) if turn % 2 else (ours(), plain())[::-1]
                if turn >= WARM:
                    found[form].append(taken)
        other.stdin.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
