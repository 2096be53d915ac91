"""Where a fact comes from: one control, however many paragraphs state it."""

from types import SimpleNamespace

import pytest

from sharedsvc.core.citing import count_in_words, folded, in_full
from tests.portal.pages import read

pytestmark = pytest.mark.once

REPORT = SimpleNamespace(code="report", title="Report <IC/01>")
MINUTES = SimpleNamespace(code="minutes", title="Minutes")


def source(paragraph: str, document=REPORT, *, inferred: bool = False) -> SimpleNamespace:
    return SimpleNamespace(document=document, paragraph=paragraph, inferred=inferred)


def record(*sources, **fields) -> SimpleNamespace:
    return SimpleNamespace(sources=sources, **fields)


def words(markup: str) -> str:
    return read(f"<div>{markup}</div>").text()


@pytest.mark.parametrize(
    ("sources", "seen"),
    [
        ((source("2.5"),), "¶ 2.5"),
        ((source("2.5", inferred=True),), "¶ 2.5 (inferred)"),
        ((source(""),), "whole document"),
        ((source("2.5"), source("2.8")), "2 sources ¶ 2.5, 2.8"),
        (
            (source("1.2", inferred=True), source("2.4"), source("2.9", inferred=True)),
            "3 sources, 2 inferred ¶ 2.4; inferred from 1.2, 2.9",
        ),
        (
            (source("1.2", inferred=True), source("2.9", inferred=True)),
            "2 sources, inferred ¶ 1.2, 2.9 (inferred)",
        ),
        ((source("2.5"), source("", MINUTES)), "2 sources ¶ 2.5 whole document"),
    ],
)
def test_a_fact_has_one_control_and_one_mark_of_what_is_inferred(sources, seen):
    assert words(folded(record(*sources))) == seen


def test_what_has_no_source_has_no_control():
    assert folded(record()) == ""
    assert folded(SimpleNamespace()) == ""


def test_the_control_says_what_it_is_of_and_leads_to_each_document_once():
    role = record(
        source("1.3"),
        source("4", MINUTES),
        source("2.8"),
        reference=("workstreams.workstreamrole", 7),
        holder="Inverclyde",
    )

    page = read(folded(role))

    assert "".join(page.one("summary").children[0]) == "3 sources"
    assert page.one("summary").one("span").children == [" of workstream role Inverclyde"]
    assert [link.attributes["href"] for link in page.all("a")] == [
        "#source-report",
        "#source-minutes",
    ]
    assert [line.text() for line in page.all("p")] == [
        "Report <IC/01> ¶ 1.3, 2.8",
        "Minutes ¶ 4",
    ]


def test_a_single_source_is_spoken_in_full():
    (heard, *_) = read(folded(record(source("2.5")))).one("a").children

    assert heard.children == ["Source: Report <IC/01>, paragraph "]


def test_what_paragraphs_name_has_each_in_sight():
    sources = (source("2.8"), source("3.0(c)"), source("4", MINUTES))

    assert words(in_full(sources)) == "¶ 2.8, 3.0(c) ; ¶ 4".replace(" ;", ";")
    assert words(in_full(())) == ""


def test_a_hundred_sources_are_one_short_control():
    many = record(*(source(str(number)) for number in range(100)))

    assert count_in_words(many.sources) == "100 sources"
    assert len(folded(many)) < 900
