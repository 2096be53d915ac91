"""A ranking entered in the browser: only one's own, ties and gaps as typed, nothing else moved."""

import pytest

from programmes.choices import GrantRole
from programmes.models import Citation, Grant
from programmes.operations import keep
from sharedsvc.portal.rankings.ordering import Typed, moved
from tests.factories import (
    DocumentFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site, read
from workstreams.models import Ranking

ADDRESS = "/programmes/p/rankings/new/"


@pytest.fixture
def programme(recorded):
    found = ProgrammeFactory(code="p")
    for n, title in enumerate(("Waste", "Roads", "Fleet", "Care"), start=1):
        WorkstreamFactory(programme=found, ref=f"w{n}", title=title, order=n)
    return found


@pytest.fixture
def council(programme):
    found = OrganisationFactory(name="Aldermere", code="ALD")
    MembershipFactory(partnership=programme.partnership, organisation=found, start="2009-01-01")
    return found


@pytest.fixture
def clerk(client, council):
    user = UserFactory(name="A Clerk")
    keep(record=Grant(user=user, role=GrantRole.CLERK, organisation=council, start="2009-01-01"))
    client.force_login(user)
    return client


def given(council, **ranks):
    return {
        "by": council.pk,
        "kind": "ranked",
        "date": "15 January 2010",
        "visibility": "public",
        "reason": "From the minutes",
        "save": "1",
        **{f"rank-{ref}": rank for ref, rank in ranks.items()},
    }


def entries(ranking) -> dict[str, int | None]:
    return dict(ranking.entries.values_list("workstream__ref", "rank"))


def test_a_clerk_enters_the_councils_own_list_with_a_tie_and_a_gap(clerk, programme, council):
    document = DocumentFactory(programme=programme)
    sent = given(council, w1="1", w2="2=", w3="2") | {"document": document.pk, "paragraph": "2.4"}

    answer = clerk.post(ADDRESS, sent, follow=True)
    assert answer.redirect_chain == [("/programmes/p/rankings/", 302)]
    ranking = Ranking.objects.get()
    assert (ranking.by, ranking.owner, ranking.date, ranking.code) == (
        council, council, "2010-01-15", "ald-2010-01-15",
    )  # fmt: skip
    assert entries(ranking) == {"w1": 1, "w2": 2, "w3": 2}
    assert [c.paragraph for c in Citation.objects.all()] == ["2.4"]
    assert "Ranking of Aldermere, 15 January 2010 is recorded." in answer.content.decode()


def test_a_second_list_of_the_same_day_stands_beside_the_first(clerk, programme, council):
    for ranks in ({"w1": "1", "w2": "2"}, {"w1": "2", "w2": "1"}):
        clerk.post(ADDRESS, given(council, **ranks))

    assert sorted(Ranking.objects.values_list("code", flat=True)) == [
        "ald-2010-01-15", "ald-2010-01-15-2",
    ]  # fmt: skip
    said = Site(clerk).get("/programmes/p/rankings/?as_at=2010-02-18").main.text()
    assert said.count("(one of 2 readings)") == 2


@pytest.mark.once
def test_a_selection_has_no_ranks_whatever_was_typed(clerk, programme, council):
    sent = given(council, w1="1") | {"kind": "selection", "chosen-w2": "on", "chosen-w3": "on"}
    clerk.post(ADDRESS, sent)

    assert entries(Ranking.objects.get()) == {"w2": None, "w3": None}


@pytest.mark.once
@pytest.mark.parametrize(
    ("ranks", "others", "said"),
    [
        ({"w1": "first"}, {}, "Waste: “first” is not a rank. Ranks begin at 1."),
        ({"w1": "0"}, {}, "Waste: “0” is not a rank. Ranks begin at 1."),
        ({}, {}, "A ranking names at least one workstream."),
        ({"w1": "1"}, {"date": "31 April 2010"}, "“31 April 2010” is not a date"),
        ({"w1": "1"}, {"reason": ""}, "Fill in “Why it is entered”"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(clerk, council, ranks, others, said):
    answer = clerk.post(ADDRESS, given(council, **ranks) | others)

    assert said in read(answer.content.decode()).text()
    assert not Ranking.objects.exists()


@pytest.mark.once
def test_moving_saves_nothing_and_keeps_what_was_typed(clerk, council):
    sent = given(council, w1="1", w2="2", w3="3") | {"up": "w3"}
    del sent["save"]
    page = read(clerk.post(ADDRESS, sent).content.decode())

    ranks = {
        box.attributes["name"]: box.attributes["value"]
        for box in page.all("input")
        if box.attributes.get("name", "").startswith("rank-")
    }
    assert ranks == {"rank-w1": "1", "rank-w3": "2", "rank-w2": "3", "rank-w4": ""}
    assert not page.all("div", cls="govuk-error-summary")
    assert not Ranking.objects.exists()


@pytest.mark.once
def test_the_meeting_that_adopted_it_is_kept_and_must_be_the_owners(clerk, programme, council):
    other = MeetingFactory(date="2010-01-15")
    own = MeetingFactory(body__organisation=council, date="2010-01-15")
    answer = clerk.post(ADDRESS, given(council, w1="1") | {"meeting": other.pk})
    assert "There is a problem" in answer.content.decode()
    assert not Ranking.objects.exists()

    clerk.post(ADDRESS, given(council, w1="1") | {"meeting": own.pk})
    assert Ranking.objects.get().meeting == own


def test_a_clerk_finds_from_the_programme_where_to_enter_the_first_ranking(clerk, programme):
    links = dict(Site(clerk).get("/programmes/p/").links)
    assert links["Rankings compared"] == "/programmes/p/rankings/"
    assert ADDRESS in dict(Site(clerk).get("/programmes/p/rankings/").links).values()
    clerk.logout()
    assert "Rankings compared" not in dict(Site(clerk).get("/programmes/p/").links)


@pytest.mark.once
def test_nobody_enters_anothers_ranking(clerk, programme, council):
    other = OrganisationFactory(name="Brackenford")
    MembershipFactory(partnership=programme.partnership, organisation=other, start="2009-01-01")
    answer = clerk.post(ADDRESS, given(other, w1="1"))

    assert "There is a problem" in answer.content.decode()
    assert not Ranking.objects.exists()
    clerk.force_login(UserFactory())
    assert clerk.get(ADDRESS).status_code == 403


@pytest.mark.once
@pytest.mark.parametrize(
    ("ranks", "ref", "way", "expected"),
    [
        ("1 2 3", "b", "up", "2 1 3"),
        ("1 2 3", "b", "down", "1 3 2"),
        ("1 2 3", "a", "up", "1 2 3"),
        ("1 1 3", "c", "up", "1 3 1"),
        ("1 2 -", "c", "up", "1 2 3"),
        ("- - -", "b", "down", "- 1 -"),
    ],
)
def test_moving_changes_ranks_with_the_neighbour(ranks, ref, way, expected):
    typed = [
        Typed(ref, ref, rank.strip("-")) for ref, rank in zip("abc", ranks.split(), strict=True)
    ]
    assert " ".join(it.rank or "-" for it in moved(typed, ref, way)) == expected
