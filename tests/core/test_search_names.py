"""Search finds what was renamed by each of its names, and calls it as on the day of the page."""

import pytest
from django.test import Client

from programmes.models import DatedValue, OrganisationName
from programmes.operations import keep, strike_out
from programmes.renaming import keep_answer, rename
from sharedsvc.core.history import recording
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.search.indexing import reindex
from tests.factories import OrganisationFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

SINCE = "2022-04-01"


@pytest.fixture
def renamed():
    with recording(user=None, reason="Heard of"):
        council = OrganisationFactory(code="AVC", name="Avonmouth Council", short_name="Avonmouth")
        stream = WorkstreamFactory(title="Refuse", start="2009")
    with recording(user=None, reason="Renamed"):
        rename(record=council, name="Severnside Council", since=SINCE)
        council.short_name = "Severnside"
        keep(record=council)
        keep_answer(record=council, was={"short_name": "Avonmouth"}, answer=SINCE)
        rename(record=stream, name="Bins", since=SINCE)
    return council


def found(words: str, **more) -> list[tuple[str, str]]:
    """The titles of what is found, each with its passage."""
    answer = Client().get("/search/", {"q": words, **more})
    groups = answer.context["results"].groups
    return [(hit.title, str(hit.passage)) for group in groups for hit in group.hits]


@pytest.mark.parametrize(
    ("words", "day", "title"),
    [
        ("avonmouth", "", "Severnside Council"),
        ("severnside", "", "Severnside Council"),
        ("avonmouth", "2021-06-30", "Avonmouth Council"),
        ("severnside", "2021-06-30", "Avonmouth Council"),
        ("refuse", "2021-06-30", "Refuse"),
        ("bins", "2021-06-30", "Refuse"),
        ("refuse", "", "Bins"),
    ],
)
def test_both_names_find_it_and_it_is_called_as_on_the_day(renamed, words, day, title):
    assert [one for one, _ in found(words, as_at=day)] == [title]


def test_the_passage_says_what_else_it_is_called(renamed):
    [(_, passage)] = found("avonmouth")
    assert passage == (
        "Called at another time: <mark>Avonmouth</mark> Council; <mark>Avonmouth</mark>"
    )


def test_all_of_one_kind_are_found_so_too(renamed):
    answer = Client().get("/search/", {"q": "avonmouth", "kind": "organisations"})
    assert [hit.title for hit in answer.context["listed"].hits] == ["Severnside Council"]


def test_a_list_is_narrowed_by_each_name(renamed):
    for day in ("2021-06-30", ""):
        for words in ("avonmouth", "severnside"):
            answer = Client().get("/organisations/", {"q": words, "as_at": day})
            assert [one.record.pk for one in answer.context["listed"].shown.rows] == [renamed.pk]


def test_a_name_that_is_struck_out_finds_nothing(renamed):
    with recording(user=None, reason="A slip"):
        for value in DatedValue.objects.filter(value__startswith="Avonmouth"):
            strike_out(record=value, reason="Never called so")
    assert found("avonmouth") == []


def test_an_older_name_that_is_told_later_finds_it(renamed):
    with recording(user=None, reason="Heard later"):
        link = {"record_type": "programmes.organisation", "record_id": renamed.pk}
        keep(record=DatedValue(**link, field="name", value="Kingsweston", start="2001"))
    assert [one for one, _ in found("kingsweston")] == ["Severnside Council"]


def test_reading_all_anew_gives_the_same_entries(renamed):
    def entries():
        return [*SearchEntry.objects.order_by("pk").values_list("title", "title_words")]

    before = entries()
    assert any("Avonmouth Council" in title for title, _ in before)
    reindex()
    assert entries() == before


def test_a_former_name_on_its_own_sheet_finds_it_as_before():
    with recording(user=None, reason="Heard of"):
        council = OrganisationFactory(name="Severnside Council")
        keep(
            record=OrganisationName(
                organisation=council, name="Avonmouth", kind="former", end="2021-12-31"
            )
        )
    assert [title for title, _ in found("avonmouth")] == ["Avonmouth"]
    assert next(title for title, _ in found("severnside", as_at="2021-06-30")) == "Avonmouth"
