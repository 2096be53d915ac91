"""The words by which a list is narrowed: found as by search, and never in what is hidden."""

import pytest

from programmes.choices import Visibility
from programmes.models import PostOrganisation
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(client):
    """The names of the records that a list shows for these words."""

    def found(key, words):
        page = read(client.get(f"/{key}/", {"q": words, "ended": "yes"}).content.decode())
        return sorted(
            row.all("th")[0].text() for body in page.all("tbody") for row in body.all("tr")
        )

    return found


@pytest.fixture
def programme():
    """A workstream, a decision and a post, each with a name beside it that may be hidden."""
    with recording(user=None, reason="Test"):
        return a_world()


def a_world():
    council = OrganisationFactory(name="Borset Council")
    programme = ProgrammeFactory()
    roads = WorkstreamFactory(programme=programme, title="Roads", scope="Gritting of lanes")
    RoleFactory(workstream=roads, organisation=council)
    decision = DecisionFactory(programme=programme, title="To share", organisation=council)
    ClauseFactory(decision=decision, text="That ploughs be bought.")
    post = PostFactory(title="Director")
    keep(record=PostOrganisation(post=post, organisation=council))
    return programme


def test_words_are_found_whatever_their_ending_and_the_last_as_far_as_typed(names, programme):
    assert names("workstreams", "lane gritted") == ["Roads"]
    assert names("workstreams", "gritting la") == ["Roads"]
    assert names("workstreams", "gritting la zebra") == []
    assert names("workstreams", "…") == []


def test_names_of_others_are_found_where_they_are_searched(names, programme):
    assert names("decisions", "borset share") == ["To share"]
    assert names("posts", "borset director") == ["Director"]
    assert len(names("clauses", "ploughs share")) == 1
    assert len(names("roles", "borset roads")) == 1


def test_names_of_hidden_others_are_not_found(names, programme):
    with recording(user=None, reason="Test"):
        what_is_hidden(programme)

    assert names("decisions", "own") == ["Of its own"]
    assert names("decisions", "hushford") == names("decisions", "whisperers") == []
    assert names("posts", "clerk") == ["Clerk"]
    assert names("posts", "hushford") == []


def what_is_hidden(programme):
    """A decision and a post of an organisation that is its owner's alone."""
    owner = OrganisationFactory(name="Owner")
    closed = {"visibility": Visibility.OWNER, "owner": owner}
    secret = OrganisationFactory(name="Hushford", **closed)
    body = BodyFactory(organisation=secret, name="Whisperers", **closed)
    DecisionFactory(programme=programme, title="Of its own", body=body, organisation=secret)
    post = PostFactory(title="Clerk")
    keep(record=PostOrganisation(post=post, organisation=secret, **closed))
