"""The Word file of a report: headings, lists and tables as Word knows them, styles by template."""

import datetime
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
import time_machine
from docx.oxml.ns import qn
from docx.shared import Pt

from decisions.reports.content import Grid, Listing, Paragraph, Section
from decisions.reports.renderers.word import render_word
from decisions.reports.renderers.word.files import UnsafeTemplate
from decisions.reports.renderers.word.lists import level_of
from decisions.reports.renderers.word.templates import (
    HAS_CODE,
    HAS_DOCTYPE,
    HAS_FIELD,
    LARGEST,
    LEADS_OUT,
    NOT_WORD,
    TOO_LARGE,
    why_unsafe,
)
from tests.decisions.reading_back import texts_of, words_of
from tests.decisions.test_pdf import PAPER

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def paper():
    return render_word(PAPER)


def opened(content):
    return docx.Document(BytesIO(content))


def test_headings_and_lists_are_those_of_word(paper):
    document = opened(paper)
    styles = [(one.style.name, one.text) for one in document.paragraphs]
    asked = [one for one in document.paragraphs if one.text in ("note", "agree")]

    assert ("Heading 1", "1.0\tPurpose") in styles
    assert ("Heading 2", "More") in styles
    assert ("Title", PAPER.title) in styles
    assert [one._p.pPr.numPr.ilvl.val for one in asked[:2]] == [0, 0]
    assert len({one._p.pPr.numPr.numId.val for one in asked[:2]}) == 1
    assert "a. note" in [" ".join(text.split()) for text in texts_of("docx", paper)]


def test_the_head_of_a_table_comes_again_and_no_row_parts(paper):
    leads = next(one for one in opened(paper).tables if len(one.rows) == 60)
    properties = [row._tr.trPr for row in leads.rows]

    assert [len(one.findall(qn("w:tblHeader"))) for one in properties] == [1] + [0] * 59
    assert all(one.find(qn("w:cantSplit")) is not None for one in properties)
    assert [cell.text for cell in leads.rows[1].cells] == ["1", "Service 1", "Avon"]


def test_it_says_what_it_is_and_nothing_of_who_made_it(paper):
    document = opened(paper)
    told = document.core_properties
    day = datetime.datetime(2010, 2, 18, tzinfo=datetime.UTC)

    assert (told.title, told.author, told.language) == (PAPER.title, "Avon", "en-GB")
    assert (told.created, told.modified, told.last_printed) == (day, day, None)
    assert (told.last_modified_by, told.comments, told.keywords) == ("Avon", "", "")
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert [one for one in ZipFile(BytesIO(paper)).namelist() if "thumbnail" in one] == []
    assert "python" not in str(ZipFile(BytesIO(paper)).read("docProps/core.xml"))


def test_each_page_says_whose_report_it_is_and_which_page(paper):
    footer = opened(paper).sections[0].footer
    fields = [one.get(qn("w:instr")) for one in footer._element.iter(qn("w:fldSimple"))]

    assert footer.paragraphs[0].text.startswith("Avon · IC/01/10 · 18 February 2010")
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_same_content_gives_the_same_bytes_on_any_day(paper):
    with time_machine.travel(datetime.datetime(2031, 1, 1), tick=False):
        assert render_word(PAPER) == paper
    assert {entry.date_time[0] for entry in ZipFile(BytesIO(paper)).infolist()} == {1980}


@pytest.mark.parametrize(
    ("labels", "made"),
    [
        (["1.", "2.", "3."], ("decimal", "%1.", 1)),
        (["4.", "5."], ("decimal", "%1.", 4)),
        (["(a)", "(b)"], ("lowerLetter", "(%1)", 1)),
        (["i)", "ii)", "iii)"], ("lowerRoman", "%1)", 1)),
        (["A:", "B:"], ("upperLetter", "%1:", 1)),
        (["", ""], ("bullet", "•", 1)),
        (["1.", "3."], None),
        (["1.", "b."], None),
        (["1.", ""], None),
        (["2.1", "2.2"], None),
        (["01", "02"], None),
    ],
)
def test_word_numbers_what_it_can_number_as_it_is(labels, made):
    level = level_of(labels)

    assert (level and (level.form, level.text, level.start)) == made


def test_labels_that_word_cannot_make_are_written_out():
    rows = (("2.1", "One"), ("2.3", "Two"))
    said = texts_of("docx", render_word(replace(PAPER, sections=(one(Listing(rows)),))))

    assert "2.1\tOne" in [text.strip() for text in said]


def one(block):
    return Section("one", "", "One", (block,))


def test_a_mark_stands_at_the_head_and_on_each_page():
    document = opened(render_word(PAPER, "Not published"))

    assert document.paragraphs[0].text == "Avon\tNot published"
    assert document.sections[0].footer.paragraphs[0].text.startswith("Not published · Avon")


@pytest.mark.office
def test_libreoffice_opens_it_whole(paper, office, tmp_path):
    file = tmp_path / "paper.docx"
    file.write_bytes(paper)

    assert words_of([office.text_of(file)]) == words_of(texts_of("docx", paper))


# A council's own template


def template(change=None, **more):
    """A template as Word saves it, changed, with further parts."""
    document = docx.Document()
    document.add_paragraph("Delete this before use")
    document.sections[0].footer.paragraphs[0].text = "Avon Council, Guildhall"
    document.styles["Heading 1"].font.size = Pt(31)
    if change:
        change(document)
    saved, out = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        parts = {name: source.read(name) for name in source.namelist()} | more
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def commented(document):
    document.add_comment(document.paragraphs[0].runs, "Ask Ann first", author="Ben")


def test_a_template_gives_styles_and_margins_and_none_of_its_text():
    document = opened(render_word(PAPER, template=template()))
    plain = {" ".join(text.split()) for text in texts_of("docx", render_word(PAPER))}

    assert document.styles["Heading 1"].font.size == Pt(31)
    with ZipFile(BytesIO(render_word(PAPER, template=template(commented)))) as parts:
        assert [name for name in parts.namelist() if "comment" in name or "app.xml" in name] == []
    assert document.sections[0].footer.paragraphs[0].text == "Avon Council, Guildhall"
    assert document.styles["Report Note"] is not None
    said = texts_of("docx", render_word(PAPER, template=template()))
    assert {" ".join(text.split()) for text in said} == plain
    assert render_word(PAPER, template=template()) == render_word(PAPER, template=template())


def test_a_template_that_knows_no_lists_gets_them():
    def without_lists(document):
        part = document.part
        (known,) = [k for k, one in part.rels.items() if one.reltype.endswith("/numbering")]
        part.rels.pop(known)

    said = texts_of("docx", render_word(PAPER, template=template(without_lists)))
    assert "a. note" in [" ".join(text.split()) for text in said]


RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://x/{0}" Target="http://x/y" TargetMode="External"/>'
    "</Relationships>"
)
DISGUISED = (
    RELATION.format("image")
    .replace("External", "&#69;xternal")
    .replace("http://x/y", "http://x/hyperlink")
)
PARTED = "DD</w:instrText><w:instrText>EAUTO"
INSTRUCTION = '<w:p xmlns:w="http://x"><w:instrText> {0} "c:\\\\x" </w:instrText></w:p>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no zip", NOT_WORD),
        (b"", NOT_WORD),
        (b"PK" + b"\0" * LARGEST, TOO_LARGE),
        (template(**{"[Content_Types].xml": "<Types/>"}), NOT_WORD),
        (template(**{"word/vbaProject.bin": b"x"}), HAS_CODE),
        (template(**{"word/embeddings/a.xlsx": b"x"}), HAS_CODE),
        (template(**{"word/activeX/a.xml": b"x"}), HAS_CODE),
        (template(**{"word/big.xml": b" " * 60_000_000}), TOO_LARGE),
        (template(**{"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), HAS_DOCTYPE),
        (template(**{"word/a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), HAS_DOCTYPE),
        (template(**{"word/a.odd": b"no XML, nor a picture"}), NOT_WORD),
        (template(**{"word/_rels/a.xml.rels": RELATION.format("attachedTemplate")}), LEADS_OUT),
        (template(**{"word/_rels/a.xml.rels": RELATION.format("image")}), LEADS_OUT),
        (template(**{"word/_rels/a.xml.rels": RELATION.format("hyperlink")}), ""),
        (template(**{"word/_rels/a.xml.rels": DISGUISED}), LEADS_OUT),
        (template(**{"word/footer9.xml": INSTRUCTION.format("DDEAUTO")}), HAS_FIELD),
        (template(**{"word/footer9.xml": INSTRUCTION.format("INCLUDETEXT")}), HAS_FIELD),
        (template(**{"word/footer9.xml": INSTRUCTION.format(PARTED)}), HAS_FIELD),
        (template(**{"word/footer9.xml": INSTRUCTION.format("PAGE")}), ""),
        (template(), ""),
    ],
)
def test_a_template_that_could_do_harm_is_not_opened(content, why):
    assert why_unsafe(content) == why
    if why:
        with pytest.raises(UnsafeTemplate, match=why[:20]):
            render_word(PAPER, template=content)


def test_a_grid_that_is_not_full_has_all_its_cells():
    grid = Grid((("Legal", "Yes"), ("Money", "No"), ("People", "Yes")), across=2)
    content = replace(PAPER, sections=(one(grid), one(Paragraph("After."))))
    table = opened(render_word(content)).tables[-1]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Legal", "Yes", "Money", "No"],
        ["People", "Yes", "", ""],
    ]
