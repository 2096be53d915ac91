"""One content, five renderers: each says every fact of a report, in its order, and nothing else."""

import os
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from decisions.models import Report
from decisions.reports.build import build
from decisions.reports.content import (
    Asks,
    Fields,
    Grid,
    Listing,
    Note,
    Pairs,
    Paragraph,
    Run,
    Section,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.formats import FORMATS
from decisions.reports.renderers.paper import ASKED, REPORT, subject_of
from tests.decisions.reading_back import texts_of, words_of
from tests.decisions.test_frozen import CONTENT
from tests.programmes_loaded import load_programmes

pytestmark = [pytest.mark.once, pytest.mark.django_db]
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FIVE = ("cheshire", "chorley", "clackmannanshire-stirling", "clyde-valley", "gloucester")
CODES = (
    "cheshire-2009-03-05",
    "chorley-2006-11-09",
    "clackmannanshire-2014-06-26",
    "gloucester-2015-06",
    "inverclyde-2010-02-18",
)


@pytest.fixture(scope="module")
def five(django_db_setup, django_db_blocker):
    """The five reports as the public reads them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes(*FIVE)
        reports = Report.objects.for_report()
        found = {one.code: build(one, AnonymousUser()) for one in reports}
        transaction.set_rollback(True)
    return found


def items(pairs):
    return [text for pair in pairs for text in pair]


def of_fields(block, *, hidden=False):
    shown = [field.label if field.is_labelled or hidden else "" for field in block.items]
    values = [field.value for field in block.items]
    if block.is_table and not hidden:
        return [*shown, *values]
    return items(zip(shown, values, strict=True))


def of_option(option):
    points = [text for kind, found in option.points for text in (kind, *items(found))]
    return [option.title, option.standing, option.description, *points]


FACTS = {
    Paragraph: lambda b: [b.number, b.text],
    Subheading: lambda b: [b.text],
    Listing: lambda b: items(b.items),
    Table: lambda b: [b.caption, *b.columns, *[cell for row in b.rows for cell in row], b.note],
    Fields: of_fields,
    Grid: lambda b: items(b.items),
    Asks: lambda b: [b.lead_in, *items(b.items)],
    Pairs: lambda b: items(b.items),
    SideBySide: lambda b: [text for option in b.columns for text in of_option(option)],
    Note: lambda b: [b.lead, b.text],
    SignOff: lambda b: [b.name, b.post],
}


def of_sections(content, ending):
    for section in content.sections:
        yield from (section.number, section.title, section.run_in)
        for block in section.blocks:
            if isinstance(block, Fields) and ending == "html":
                yield from of_html_fields(block)
            else:
                yield from FACTS[type(block)](block)


def of_html_fields(block):
    """On a page a label that is not printed is there for those who listen."""
    labels, values = zip(*((f.label, f.value) for f in block.items), strict=True)
    return [*labels, *values] if block.is_table else items(zip(labels, values, strict=True))


def facts(content, ending):
    """All that a file says, in order: the content, and the few words of the form itself."""
    header, subject = content.header, subject_of(content)
    if ending in ("pdf", "docx"):
        fields = Fields(tuple(f for f in header.items if f != subject), header.is_table)
        asks = [text for one in content.asks for text in FACTS[Asks](one)]
        title = [subject.label * subject.is_labelled, subject.value] if subject else [content.title]
        head = [REPORT, *of_fields(fields), *title, *([ASKED, *asks] if asks else [])]
    elif ending == "txt":
        title = [] if content.title_in_header else [content.title]
        head = [*of_fields(header), *title]
    else:
        fields = items((f.label, f.value) for f in header.items)
        head = [content.title, *(fields if ending == "html" else of_fields(header))]
    return [content.council, *head, *of_sections(content, ending)]


WEIGHED = (Run("Said "), Run("with 1 * 2", "strong"), Run("\n- and "), Run(" weight ", "emphasis"))
SAID = "Said with 1 * 2\n- and  weight "
EVERY = replace(
    CONTENT,
    sections=(
        Section(
            "weighed",
            "",
            "Weighed",
            (
                Paragraph(SAID, "3.", runs=WEIGHED),
                Listing((("", SAID), ("", "Plain")), runs=(WEIGHED, ())),
            ),
        ),
        replace(CONTENT.sections[0], run_in=""),
        Section("papers", "", "Background papers", (), run_in="None"),
    ),
)
IN_ORDER = ("pdf", "html", "md")  # the others set options beside each other, kind by kind


@pytest.mark.parametrize("code", [*CODES, "every kind of block"])
def test_each_form_says_every_fact_and_nothing_else(five, code):
    content = five.get(code, EVERY)
    for ending, form in FORMATS.items():
        said = words_of(texts_of(ending, form.render(content)))
        wanted = words_of(facts(content, ending))
        assert Counter(said) - Counter(wanted) == Counter(), (ending, "more")
        assert Counter(wanted) - Counter(said) == Counter(), (ending, "less")
        assert ending not in IN_ORDER or said == wanted, ending


def test_the_five_are_those_of_the_programmes(five):
    assert tuple(sorted(five)) == CODES


# docs/examples


def parts(content):
    """What a Word file holds: how small its parts were made may differ from machine to machine."""
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


SAME = {"html": bytes, "pdf": bytes, "docx": parts}


def test_the_examples_are_what_is_made_of_the_fixtures(five):
    """`make examples` (REGOLD=1) writes them anew: look at each before you commit it."""
    if os.environ.get("REGOLD"):
        for code, ending in product(CODES, SAME):
            (EXAMPLES / f"{code}.{ending}").write_bytes(FORMATS[ending].render(five[code]))
    found = {(one.stem, one.suffix[1:]): one.read_bytes() for one in EXAMPLES.iterdir()}
    assert set(found) == {(code, ending) for code in CODES for ending in SAME}

    changed = [
        f"{code}.{ending}"
        for (code, ending), content in found.items()
        if SAME[ending](content) != SAME[ending](FORMATS[ending].render(five[code]))
    ]
    assert changed == []


def test_words_keep_their_weight():
    said = {ending: form.render(EVERY) for ending, form in FORMATS.items()}
    words = docx.Document(BytesIO(said["docx"]))
    runs = [(run.text, run.style.name) for one in words.paragraphs for run in one.runs]
    fonts = {str(font.BaseFont) for font in fonts_of(said["pdf"])}

    assert runs.count(("with 1 * 2", "Strong")) == runs.count((" weight ", "Emphasis")) == 2
    assert said["html"].count(b"<strong>with 1 * 2</strong>") == 2
    assert b"**with 1 \\* 2**\\\n\\- and *weight*" in said["md"]
    assert any("Italic" in name for name in fonts)


def fonts_of(content):
    with pikepdf.open(BytesIO(content)) as document:
        for one in document.pages:
            yield from one.resources.Font.values()
