"""What is kept of a report is what was read: nothing lost, nothing altered unnoticed."""

import hashlib
import json
from dataclasses import fields

import pytest
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
    ReportContent,
    Section,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.frozen import BLOCKS, FORMAT, Rendition, Unreadable, freeze, thaw

EVERY_BLOCK = (
    Paragraph("Text", "1.1"),
    Paragraph("Withheld."),
    Subheading("Heading", 2),
    Listing((("1.", "One"), ("(a)", "A part"))),
    Table("", ("Ref", "Name"), (("A1", "Bins"), ("", "")), "A note", head=1),
    Table("Empty", ("Ref",), ()),
    Fields((Field("To", "Cabinet"), Field("", "All", is_labelled=False)), is_table=True),
    Grid((("Financial", "✓"),), across=3),
    Asks("That:", (("(a)", "note"),), flush=True),
    Pairs((("Legal", "None."),)),
    SideBySide((OptionColumn("Share", "Proposed", "", (("Strengths", (("1:", "Cheap"),)),)),)),
    Note("Two readings.", "Mae ffynonellau’n anghytuno."),
    SignOff("Ann Lee", "Director"),
)
CONTENT = ReportContent(
    code="r",
    council="Avon",
    title="Bins – “next steps”",
    to="",
    date="18 February 2010",
    header=Fields(()),
    title_in_header=False,
    asks=(Asks("", ()),),
    changed_since="",
    changes=("One",),
    sections=(Section("purpose", "1.0", "Purpose", EVERY_BLOCK, run_in="So."),),
)


def thawed(rendition):
    text = freeze(rendition)
    return thaw(text, hashlib.sha256(text.encode()).hexdigest())


def test_every_kind_of_block_comes_back_as_it_was():
    assert {type(block) for block in EVERY_BLOCK} == set(BLOCKS.values())
    rendition = Rendition(CONTENT, (("decisions.reportitem", 7),))

    assert thawed(rendition) == rendition


for block in BLOCKS.values():
    others = {field.name: ... for field in fields(block) if field.name != "kind"}
    st.register_type_strategy(block, st.builds(block, kind=st.just(block.kind), **others))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.builds(Rendition, content=st.from_type(ReportContent)))
def test_any_content_comes_back_as_it_was(rendition):
    assert thawed(rendition) == rendition


def test_equal_contents_have_equal_texts():
    assert freeze(thawed(Rendition(CONTENT))) == freeze(Rendition(CONTENT))


@pytest.mark.parametrize("was, is_now", [("Cabinet", "Council"), ("}", "} ")])
def test_a_text_that_was_altered_is_not_read(was, is_now):
    text = freeze(Rendition(CONTENT))
    checksum = hashlib.sha256(text.encode()).hexdigest()

    with pytest.raises(Unreadable, match="checksum"):
        thaw(text.replace(was, is_now, 1), checksum)


def test_a_format_of_a_later_register_is_not_guessed_at():
    text = json.dumps({**json.loads(freeze(Rendition(CONTENT))), "format": FORMAT + 1})

    with pytest.raises(Unreadable, match="format"):
        thaw(text, hashlib.sha256(text.encode()).hexdigest())
