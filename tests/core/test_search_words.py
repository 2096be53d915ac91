"""Texts as words, and what people type as a query: without a database."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedsvc.core.search.declared import SearchLine
from sharedsvc.core.search.passages import passage_of
from sharedsvc.core.search.query import LONGEST, MOST_TERMS, Phrase, read_query
from sharedsvc.core.search.words import indexed


@pytest.mark.parametrize(
    "forms",
    [
        ("council", "councils", "council’s", "COUNCIL"),
        ("library", "libraries"),
        ("community", "communities", "community’s"),
        ("communication", "communications", "communicate"),
        ("host", "hosts", "hosted", "hosting"),
        ("decide", "decides", "decided", "deciding"),
        ("delegate", "delegated", "delegation"),
        ("recommend", "recommended", "recommendation", "recommendations"),
        ("approve", "approval", "approvals"),
        ("stop", "stopped", "stopping"),
        ("Dŵr", "dwr", "DŴR"),
        ("Łódź", "lodz"),
    ],
)
def test_forms_of_a_word_are_one(forms):
    assert len({indexed(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("policy", "police"),
        ("community", "communication"),
        ("university", "universal"),
        ("IT", "its"),
        ("gas", "ga"),
        ("A1a", "A1b"),
        ("4", "40"),
    ],
)
def test_other_words_stay_apart(pair):
    assert indexed(pair[0]) != indexed(pair[1])


@settings(deadline=None)
@given(st.text())
def test_words_are_letters_and_digits_that_no_tokenizer_takes_apart(text):
    assert set(indexed(text)) <= set(string.ascii_lowercase + string.digits + " ")
    assert not any(word[0].isdigit() for word in indexed(text).split())


def terms(typed: str) -> list[tuple[str, ...]]:
    return [term.words for term in read_query(typed).terms]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lead authority", [("lead",), ("author",)]),
        ('"lead authority" roads', [("lead", "author"), ("road",)]),
        ("“lead authority”", [("lead", "author")]),
        ('"lead authority', [("lead",), ("author",)]),
        ("who hosts the libraries", [("host",), ("librari",)]),
        ("who", [("who",)]),
        ("IT", [("it",)]),
        ("4.10", [("n4", "n10")]),
        ("IC/01/10", [("ic", "n01", "n10")]),
        ("roads roads", [("road",), ("road",)]),
        ("roads ROADS services", [("road",), ("servic",)]),
        ("", []),
        ("* : - ( ) \x00 🎉", []),
    ],
)
def test_a_query_is_read_as_people_expect(typed, expected):
    assert terms(typed) == expected


def test_the_last_word_may_be_unfinished_but_no_other():
    unfinished = [term.unfinished for term in read_query("lib auth").terms]
    assert unfinished == ["", "auth"]
    assert [term.unfinished for term in read_query('"lib auth"').terms] == [""]


def test_a_query_has_a_bearable_length():
    query = read_query("word" * 10_000)
    assert len(query.typed) == LONGEST
    assert len(read_query(" ".join(f"w{n}" for n in range(90))).terms) == MOST_TERMS


def test_a_phrase_is_among_words_only_as_it_stands():
    phrase = Phrase(("lead", "author"))
    assert phrase.is_among(["the", "lead", "author"])
    assert not phrase.is_among(["author", "lead"])


# Passages


def passage(text: str, typed: str, *others: SearchLine) -> str:
    return passage_of([SearchLine("text", "", text), *others], read_query(typed))[1]


def test_a_passage_has_its_words_marked_and_everything_escaped():
    shown = passage("<b>Roads</b> & the councils’ lead", "council roads")
    assert shown == ("&lt;b&gt;<mark>Roads</mark>&lt;/b&gt; &amp; the <mark>councils</mark>’ lead")


def test_a_passage_begins_near_the_words():
    text = " ".join(["before"] * 100 + ["Here are the libraries."] + ["after"] * 100)
    shown = passage(text, "library")
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert "<mark>libraries</mark>" in shown
    assert len(shown.split()) < 40


def test_a_passage_is_from_the_line_with_most_of_the_words():
    other = SearchLine("remarks", "Remarks", "Roads and waste.")
    assert passage("Roads.", "roads waste", other) == (
        "Remarks: <mark>Roads</mark> and <mark>waste</mark>."
    )


def test_the_names_of_other_records_come_after_what_the_record_says_itself():
    other = SearchLine("workstream.title", "Workstream", "Roads and waste", linked=True)
    assert passage("Roads.", "roads waste", other) == "<mark>Roads</mark>."


@settings(deadline=None)
@given(st.text(), st.text())
def test_every_text_has_a_passage_for_every_query(text, typed):
    assert isinstance(passage(text, typed), str)


def test_capitals_that_are_only_shaped_so_are_folded_too():
    assert indexed("𝑨von") == indexed("Avon")
