"""The PDF of a report: for all who read it (PDF/UA-1), and the same bytes for the same content."""

import datetime
from dataclasses import replace
from io import BytesIO

import page
import pikepdf
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.reports.content import (
    Asks,
    Field,
    Fields,
    Grid,
    Listing,
    Note,
    OptionColumn,
    Pairs,
    Paragraph,
    Section,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.renderers.pdf import render_pdf
from decisions.reports.renderers.word import render_word
from tests.decisions.reading_back import Structure, texts_of, words_of
from tests.decisions.test_frozen import CONTENT

pytestmark = pytest.mark.once
ROWS = tuple((str(number), f"Service {number}", "Avon") for number in range(1, 60))
LEADS = Table("Who leads", ("Rank", "Service", "Lead"), ROWS)
PAPER = replace(
    CONTENT,
    day="2010-02-18",
    number="IC/01/10",
    header=Fields((Field("Report to", "Cabinet"), Field("", "For release", is_labelled=False))),
    asks=(Asks("It is asked:", (("a.", "note"), ("b.", "agree"))),),
    sections=(
        Section("purpose", "1.0", "Purpose", (Paragraph("Why.", "1.1"), Subheading("More", 2))),
        Section("leads", "2.0", "Leads", (Paragraph("", "2.1"), LEADS)),
        CONTENT.sections[0],
    ),
)


def faults(content):
    """What a validator of PDF/UA-1 finds."""
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return [(one.rule_id, one.message) for one in report.failures]


@pytest.fixture(scope="module")
def paper():
    return render_pdf(PAPER)


@pytest.fixture(scope="module")
def structure(paper):
    return Structure(paper)


def test_the_validator_finds_nothing_and_would(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        del document.Root.Lang
        table = Structure(paper).of("/Table")
        broken = BytesIO()
        document.save(broken)

    assert faults(paper) == []
    assert len(table) > 1
    assert faults(broken.getvalue()) != []


def test_it_says_what_it_is(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        told = document.open_metadata()
        assert str(document.Root.Lang) == "en-GB"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(document.Root.MarkInfo.Marked)
        assert (told["dc:title"], told["dc:creator"], told["pdfuaid:part"]) == (
            PAPER.title,
            ["Avon"],
            "1",
        )
        assert told["xmp:CreateDate"].startswith("2010-02-18")
        assert [str(page.MediaBox[2])[:3] for page in document.pages] == ["595"] * 3


def test_headings_run_on_from_the_first_and_are_bookmarks(paper, structure):
    kinds = ("/H1", "/H2", "/H3", "/H4")
    headings = [
        (kind, " ".join(words_of(structure.texts(element))))
        for kind, element, _ in structure.elements()
        if kind in kinds
    ]
    assert headings[:4] == [
        ("/H1", "what is asked"),
        ("/H1", "1 0 purpose"),
        ("/H2", "more"),
        ("/H1", "2 0 leads"),
    ]
    levels = [kinds.index(kind) for kind, _ in headings]
    assert all(after <= before + 1 for before, after in zip([-1, *levels], levels, strict=False))
    with pikepdf.open(BytesIO(paper)) as document, document.open_outline() as outline:
        assert [one.title for one in outline.root][:3] == [
            "What is asked",
            "1.0 Purpose",
            "2.0 Leads",
        ]


def test_tables_say_what_heads_a_column_and_what_a_row(structure):
    head, leads = structure.of("/Table")[:2]
    scopes = [
        [scope_of(cell) for cell in [*structure.of("/TH", row), *structure.of("/TD", row)]]
        for row in rows(leads)
    ]
    assert words_of(structure.texts(structure.of("/Caption", leads)[0])) == ["who", "leads"]
    assert len(structure.of("/THead", leads)) == 1
    assert scopes[0] == ["/Column"] * 3
    assert scopes[1:] == [["/Row", "", ""]] * 59
    named = structure.of("/TH", rows(leads)[1])
    assert words_of(structure.texts(named[0])) == ["service", "1"]
    assert [scope_of(cell) for cell in structure.of("/TH", head)] == ["/Row"]


def scope_of(cell):
    """What a cell is the head of."""
    told = cell.get("/A", [])
    found = [
        one for one in (told if isinstance(told, pikepdf.Array) else [told]) if "/Scope" in one
    ]
    return str(found[0].Scope) if found else ""


def rows(table):
    """The rows of a table, the first those of its head."""
    found = []
    for kid in table.K:
        if kid.S == "/TR":
            found.append(kid)
        elif "/K" in kid and kid.S in ("/THead", "/TBody"):
            found += list(kid.K) if isinstance(kid.K, pikepdf.Array) else [kid.K]
    return found


def test_lists_are_lists_and_labels_are_labels(structure):
    labels = structure.of("/Lbl", structure.of("/L")[0])

    assert [text.strip() for one in labels for text in structure.texts(one)] == ["a.", "b."]


def test_each_page_says_whose_report_it_is_and_which_page_outside_the_structure(paper):
    margins = texts_of("margins", paper)

    for number, text in enumerate(margins, start=1):  # a table’s head, said again, is another
        said = " ".join(words_of([text]))
        assert said.endswith(f"avon ic 01 10 18 february 2010 page {number} of 3")
    assert "ic" not in words_of(texts_of("pdf", paper))


def test_what_is_asked_comes_first(paper):
    said = " ".join(words_of(texts_of("pdf", paper)))

    assert said.index("what is asked") < said.index("agree") < said.index("purpose")


def test_the_same_content_gives_the_same_bytes_on_any_day(paper):
    with time_machine.travel(datetime.datetime(2031, 1, 1), tick=False):
        assert render_pdf(PAPER) == paper
    assert render_pdf(replace(PAPER, title="Other")) != paper


def test_a_mark_stands_at_the_head_and_on_each_page(paper):
    marked = render_pdf(PAPER, "Not published")

    assert "not published" in " ".join(words_of(texts_of("pdf", marked)))
    assert all("Not published" in text for text in texts_of("margins", marked))
    assert "published" not in words_of([*texts_of("pdf", paper), *texts_of("margins", paper)])


MARKUP = '#read("paper.typ") $x$ *b* _i_ `c` <l> @ref \\ // [x] = h #panic() \\u{41} "]}'


def test_texts_are_never_markup():
    said = texts_of("pdf", render_pdf(one_text(MARKUP)))

    assert sum(MARKUP in " ".join(text.split()) for text in said) >= 3


def one_text(text):
    table = Table(text, (text, "B"), ((text, text),))
    blocks = (Paragraph(text, "1.1"), Subheading(text), table)
    return replace(CONTENT, sections=(Section("one", "", text, blocks),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bins 🚮 day", "bins [put litter in its place symbol] day"),
        ("中文", "cjk unified ideograph"),
        ("0\u1dc0", "0[combining dotted grave accent]"),
        ("a\x01b\ufeffc\x0b", "abc"),
        ("Ŵŷ ẁ √ £ ½ ≥ ✓", "√"),
    ],
)
def test_what_no_type_has_is_named_and_what_says_nothing_is_left_out(text, said):
    content = render_pdf(one_text(text))

    assert faults(content) == []
    assert said in " ".join(texts_of("pdf", content))


WORDS = st.text(max_size=12)
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=4).map(tuple)
FIELDS = st.builds(
    Fields,
    st.lists(st.builds(Field, WORDS, WORDS, st.booleans()), max_size=3).map(tuple),
    st.booleans(),
)
TABLES = st.integers(1, 4).flatmap(
    lambda across: st.builds(
        Table,
        WORDS,
        st.tuples(*[WORDS] * across),
        st.lists(st.tuples(*[WORDS] * across), max_size=3).map(tuple),
        WORDS,
        st.integers(1, across),
    )
)
OPTIONS = st.builds(OptionColumn, WORDS, WORDS, WORDS, st.tuples(st.tuples(WORDS, PAIRS)))
BLOCKS = st.one_of(
    st.builds(Paragraph, WORDS, WORDS),
    st.builds(Subheading, WORDS, st.integers(1, 2)),
    st.builds(Listing, PAIRS),
    TABLES,
    FIELDS,
    st.builds(Grid, PAIRS, st.integers(1, 4)),
    st.builds(Asks, WORDS, PAIRS, st.booleans()),
    st.builds(Pairs, PAIRS),
    st.builds(SideBySide, st.lists(OPTIONS, min_size=1, max_size=3).map(tuple)),
    st.builds(Note, WORDS, WORDS),
    st.builds(SignOff, WORDS, WORDS),
)
SECTIONS = st.builds(
    Section, st.just("one"), WORDS, WORDS, st.lists(BLOCKS, max_size=3).map(tuple), WORDS
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    WORDS, st.sampled_from(["", "Not published"]), FIELDS, st.lists(SECTIONS, max_size=2).map(tuple)
)
def test_any_content_can_be_set_and_written(title, mark, header, sections):
    content = replace(CONTENT, title=title, header=header, sections=sections)

    assert faults(render_pdf(content, mark)) == []
    assert texts_of("docx", render_word(content, mark))
