"""The page of search, lists of pages and admin, and pick lists find the same by the same words."""

import pytest
from django.test import Client

from programmes.models import Membership, OrganisationName
from programmes.operations import keep
from programmes.renaming import rename
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.core.search.declared import searched_models
from sharedsvc.core.search.narrowing import having_words
from sharedsvc.core.search.query import read_query
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    WorkstreamFactory,
)
from workstreams.models import Workstream, WorkstreamRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def council():
    with recording(user=None, reason="Test"):
        found = OrganisationFactory(
            code="CLK",
            name="Clackmannanshire Council",
            official_code="S12000005",
            former_codes="00QD; 0599",
        )
        OrganisationFactory(name="Stirling Authority", code="STG")
        other = OrganisationName(organisation=found, name="Sgìre Chlach Mhanainn", kind="other")
        keep(record=other)
    with recording(user=None, reason="Renamed"):
        rename(record=found, name="Wee County Council", since="2022-04-01")
    return found


@pytest.fixture
def workstream():
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory(start="2009")
        WorkstreamFactory(programme=programme, ref="X9", title="Communication with everybody")
        return WorkstreamFactory(
            programme=programme,
            ref="A3",
            title="Bishop’s Cleeve libraries: health & safety, community waste management",
            scope="Both councils gather Dŵr Cymru’s refuse.",
        )


def found_by_search(client, words):
    """The addresses of pages to which the results of search lead."""
    groups = client.get("/search/", {"q": words}).context["results"].groups
    return {hit.address for group in groups for hit in group.hits}


def listed(client, address, words):
    rows = client.get(address, {"q": words, "ended": "yes"}).context["listed"].shown.rows
    return {row.record.pk for row in rows}


def kept(client, address, words):
    return {one.pk for one in client.get(address, {"q": words}).context["cl"].result_list}


def picked(client, model, field, words):
    meta = model._meta
    named = {"app_label": meta.app_label, "model_name": meta.model_name, "field_name": field}
    results = client.get("/admin/autocomplete/", {**named, "term": words}).json()["results"]
    return [int(one["id"]) for one in results]


@pytest.mark.parametrize(
    "words",
    [
        "wee county",
        "Clackmannanshire",
        "clackmannan",
        "CLACKMANNANSHIRE COUNCILS",
        "Clackmannanshire's",
        "Sgire Chlach",
        "Sgìre Chlach Mhanainn",
        "CLK",
        "S12000005",
        "00QD",
        "0599",
    ],
)
def test_a_council_is_found_everywhere_by_the_same_words(keeper, council, words):
    assert kinds.address(council) in found_by_search(keeper, words)
    assert listed(keeper, "/organisations/", words) == {council.pk}
    assert kept(keeper, "/admin/programmes/organisation/", words) == {council.pk}
    assert picked(keeper, Membership, "organisation", words) == [council.pk]


@pytest.mark.parametrize(
    "words",
    [
        "A3",
        "library",
        "bishops cleeve",
        "Bishop's Cleeve",
        "health and safety",
        "Health & Safety",
        "communities",
        "waste managem",
        "cleeve manage waste",
        "council",
        "councils",
        "dwr cymru",
        "Dŵr",
    ],
)
def test_a_workstream_is_found_everywhere_by_the_same_words(keeper, workstream, words):
    assert kinds.address(workstream) in found_by_search(keeper, words)
    assert listed(keeper, "/workstreams/", words) == {workstream.pk}
    assert kept(keeper, "/admin/workstreams/workstream/", words) == {workstream.pk}
    assert picked(keeper, WorkstreamRole, "workstream", words) == [workstream.pk]


@pytest.mark.parametrize("words", ["zebra", "community communication", "&", "’"])
def test_what_is_nowhere_is_found_nowhere(keeper, workstream, words):
    assert listed(keeper, "/workstreams/", words) == set()
    assert kept(keeper, "/admin/workstreams/workstream/", words) == set()
    assert picked(keeper, WorkstreamRole, "workstream", words) == []


def test_a_pick_list_offers_first_what_is_called_so(keeper):
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory()
        about = WorkstreamFactory(programme=programme, title="Bins", scope="Like roads")
        named = WorkstreamFactory(programme=programme, title="Winter roads")
    assert picked(keeper, WorkstreamRole, "workstream", "roads") == [named.pk, about.pk]
    assert picked(keeper, WorkstreamRole, "workstream", "") == [about.pk, named.pk]


def test_a_list_finds_by_what_the_page_of_a_record_shows(keeper):
    with recording(user=None, reason="Test"):
        clause = ClauseFactory(decision=DecisionFactory(title="Full Council"), text="Open a pool")
        DecisionFactory(title="Another")
    for words in ("pool", "pool full council"):
        assert listed(keeper, "/decisions/", words) == {clause.decision_id}
        assert kinds.address(clause.decision) in found_by_search(keeper, words)


def test_who_may_not_see_another_name_finds_nothing_by_it(council):
    with recording(user=None, reason="Test"):
        owner = OrganisationFactory()
        hidden = OrganisationName(
            organisation=council, name="Hush", kind="other", visibility="owner", owner=owner
        )
        keep(record=hidden)
    assert listed(Client(), "/organisations/", "hush") == set()


def test_a_narrowed_list_asks_the_index_once_however_many_words(workstream):
    def asked(words):
        statement = str(having_words(Workstream.objects.all(), words, None).query)
        return statement.count("core_searchentry")

    assert asked("community waste libraries") == asked("waste")


def test_an_unfinished_word_begins_what_is_longer_than_its_stem():
    term = read_query("waste managem").terms[-1]
    assert term.is_among(["manag"]) and not term.is_among(["man"])
    assert read_query("waste managem").stands_in("Management of waste")


def test_every_kind_with_a_list_is_searched():
    assert [kind.key for kind in kinds if kind.listed and not searched_models.get(kind.label)] == []
