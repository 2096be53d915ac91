"""The page of search, and the box that leads to it from every page."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from sharedsvc.core.history import recording
from sharedsvc.core.saving import create_many
from sharedsvc.core.search.searching import search
from tests.factories import OrganisationFactory, ProgrammeFactory, WorkstreamFactory
from tests.portal.pages import normal, read
from workstreams.models import Workstream

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


def page(client, **query):
    answer = client.get(SEARCH, query)
    assert answer.status_code == 200
    return read(answer.content.decode())


@pytest.fixture
def services():
    """Sixty workstreams and a council, all about roads."""
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory(code="p", title="Sharing")
        create_many(
            [
                Workstream(programme=programme, ref=f"A{n}", title=f"Road {n}", start="2009-01-01")
                for n in range(60)
            ]
        )
        OrganisationFactory(name="Road Council")


def test_results_stand_by_kind_with_their_numbers(client, services):
    found = page(client, q="roads")
    assert found.one("h1").text() == "61 results for “roads”"
    assert [h.text() for h in found.one("main").all("h2")] == ["1 organisation", "60 workstreams"]
    assert len(found.one("main").all("ol", cls="hits")[1].all("li")) == 5


def test_all_of_a_kind_are_paged(client, services):
    link = next(a for a in page(client, q="roads").all("a") if a.text().startswith("Show all"))
    assert link.text() == "Show all 60 workstreams"
    answer = client.get(f"{SEARCH}{link.attributes['href']}")
    listed = read(answer.content.decode())
    assert listed.one("h1").text() == "60 workstreams for “roads”"
    titles = [p.text() for p in listed.all("p", cls="hits__title")]
    second = page(client, q="roads", kind="workstreams", page="2")
    titles += [p.text() for p in second.all("p", cls="hits__title")]
    assert sorted(titles) == sorted(f"Road {n}" for n in range(60))


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_a_page_that_is_not_there_is_the_nearest(client, services, number):
    page(client, q="roads", kind="workstreams", page=number)


def test_a_kind_that_is_not_there_is_not_found(client, services):
    assert client.get(SEARCH, {"q": "roads", "kind": "secrets"}).status_code == 404


def test_links_keep_the_date(client, services):
    found = page(client, q="roads", as_at="2010-02-18")
    links = [a.attributes["href"] for a in found.one("main").all("a")]
    own = [link for link in links if link.startswith("/")]
    assert own
    assert [link for link in own if "as_at=2010-02-18" not in link] == []
    box = found.one("form", cls="top__search")
    assert "2010-02-18" in [i.attributes.get("value") for i in box.all("input")]


def test_a_date_typed_another_way_is_put_right(client, services):
    answer = client.get(SEARCH, {"q": "roads", "as_at": "18 February 2010"})
    assert answer.headers["Location"] == "/search/?q=roads&as_at=2010-02-18"


def test_nothing_found_says_what_to_try(client, services):
    found = page(client, q="sharring")
    assert found.one("h1").text() == "Nothing found for “sharring”"
    assert "What to try" in found.one("main").text()
    assert "?q=Sharing" in [a.attributes["href"] for a in found.one("main").all("a")]


def test_some_words_only_is_said(client, services):
    found = page(client, q="roads zebra")
    assert "Nothing has all of these words" in found.one("main").text()
    listed = page(client, q="roads zebra", kind="workstreams")
    assert "Nothing has all of these words" in listed.one("main").text()


@pytest.mark.parametrize("words", ["", "   ", "***", '"', "\x00", "<script>", "a" * 10_000])
def test_the_page_stands_for_whatever_is_typed(client, services, words):
    for extra in ({}, {"kind": "workstreams"}):
        html = page(client, q=words, **extra)
        assert html.all("script") == []


def test_the_box_is_on_every_page_and_labelled(client, services):
    for address in ("/", "/programmes/p/", "/records/", "/nowhere/", reverse("account_login")):
        html = read(client.get(address).content.decode())
        (box,) = html.all("form", cls="top__search")
        (label,) = box.all("label")
        assert label.attributes["for"] in [i.attributes.get("id") for i in box.all("input")]
        assert box.attributes["action"] == SEARCH


def test_every_result_leads_to_a_page_that_shows_its_passage(client, clyde_valley):
    """What a result's line says is on the page that it leads to."""
    missing = []
    for words in ("roads", "back office", "lead authority", "chief executive", "waste", "4.10"):
        for group in search(words, client.get("/").wsgi_request.user).groups:
            for hit in group.hits:
                shown = normal(read(client.get(hit.address).content.decode()).text())
                text = normal(unescape(strip_tags(hit.passage)))
                if text.split(": ", 1)[-1].strip("… ") not in shown:
                    missing.append((words, hit.address, text))
    assert missing == []


def test_a_place_of_a_hidden_record_is_on_no_page(client):
    with recording(user=None, reason="Test"):
        owner = OrganisationFactory()
        WorkstreamFactory(title="Hush matter", visibility="owner", owner=owner)
    for extra in ({}, {"kind": "workstreams"}):
        found = page(client, q="hush matter", **extra)
        assert "matter" not in found.one("main").text().replace("“hush matter”", "")
