"""Scores in the browser: one's own alone, on their scales, and a working that can be checked."""

import pytest

from programmes.choices import GrantRole, Visibility
from programmes.models import Citation, Criterion, Grant
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import (
    BodyFactory,
    CriterionFactory,
    DocumentFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RankingFactory,
    ScoringFactory,
    UserFactory,
    WorkstreamFactory,
    announce,
)
from tests.portal.pages import Site, read
from workstreams.models import RankingEntry, Score, Scoring
from workstreams.operations import score_workstreams

HERE = "/programmes/p/scores/"
ENTER = f"{HERE}new/"


@pytest.fixture
def programme(recorded):
    return ProgrammeFactory(code="p")


@pytest.fixture
def streams(programme):
    return {
        ref: WorkstreamFactory(programme=programme, ref=ref, title=ref.title(), order=n)
        for n, ref in enumerate(("waste", "roads", "fleet"), start=1)
    }


@pytest.fixture
def criteria(programme):
    return {
        text: CriterionFactory(programme=programme, text=text, weight=weight, order=n)
        for n, (text, weight) in enumerate({"Cost": 60, "Time": 20}.items())
    }


@pytest.fixture
def council(programme):
    return _member(programme, "Aldermere", "ALD")


def _member(programme, name, code):
    found = OrganisationFactory(name=name, code=code)
    MembershipFactory(partnership=programme.partnership, organisation=found, start="2009-01-01")
    return found


def _user(role, organisation):
    user = UserFactory(name=f"{role} of {organisation}")
    keep(record=Grant(user=user, role=role, organisation=organisation, start="2009-01-01"))
    return user


@pytest.fixture
def officer(client, council):
    client.force_login(_user(GrantRole.OFFICER, council))
    return client


@pytest.fixture
def field(streams, criteria):
    """The name of the field of a workstream and a criterion."""
    return lambda ref, text: f"s{streams[ref].pk}-c{criteria[text].pk}"


@pytest.fixture
def scored(programme, council, streams, criteria):
    """Waste 4 and 2, roads 3 and 5, fleet 5 and nothing."""
    scoring = ScoringFactory(
        programme=programme, by=council, owner=council, code="ald", scorers="Heads of service"
    )
    given = {("waste", "Cost"): 4, ("waste", "Time"): 2, ("roads", "Cost"): 3, ("roads", "Time"): 5,
             ("fleet", "Cost"): 5}  # fmt: skip
    values = {(criteria[text], streams[ref]): value for (ref, text), value in given.items()}
    return score_workstreams(scoring=scoring, values=values)


def sent(council, **scores):
    return {
        "by": council.pk, "scorers": "Heads of service", "date": "15 January 2010",
        "visibility": "public", "reason": "From the workshop", **scores,
    }  # fmt: skip


def boxes(page) -> dict[str, str]:
    return {
        box.attributes["name"]: box.attributes.get("value", "")
        for box in page.all("input")
        if box.attributes.get("name", "").startswith("s") and "-c" in box.attributes["name"]
    }


def test_an_officer_enters_the_councils_own_scores(officer, programme, council, field):
    document = DocumentFactory(programme=programme)
    scores = {field("waste", "Cost"): "4", field("waste", "Time"): "2.5"}
    more = {"document": document.pk, "paragraph": "3.1"}
    answer = officer.post(ENTER, sent(council, **scores) | more, follow=True)

    assert answer.redirect_chain == [(HERE, 302)]
    scoring = Scoring.objects.get()
    assert (scoring.by, scoring.owner, scoring.scorers) == (council, council, "Heads of service")
    assert {str(score) for score in Score.objects.all()} == {"Waste, Cost: 4", "Waste, Time: 2.5"}
    assert [citation.paragraph for citation in Citation.objects.all()] == ["3.1"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("6", "“Cost” is scored from 1 to 5: 6 is not on that scale."),
        ("0", "“Cost” is scored from 1 to 5: 0 is not on that scale."),
        ("high", "“high” is not a score. Write a number from 1 to 5, with at most"),
        ("-1", "“-1” is not a score. Write a number from 1 to 5, with at most"),
        ("3.125", "“3.125” is not a score. Write a number from 1 to 5, with at most"),
        ("3,5", "“3,5” is not a score. Write a number from 1 to 5, with at most"),
    ],
)
def test_a_wrong_score_is_refused_beside_its_cell_and_nothing_typed_is_lost(
    officer, council, field, typed, said
):
    scores = {field("waste", "Cost"): typed, field("roads", "Time"): "5"}
    page = read(officer.post(ENTER, sent(council, **scores)).content.decode())

    assert said in page.one("div", cls="cell-field--error").text()
    assert said in page.one("div", cls="govuk-error-summary").text()
    assert scores.items() <= boxes(page).items()
    assert not Scoring.objects.exists()


def test_nobody_enters_the_scores_of_another(officer, programme, council, field):
    other = _member(programme, "Brackenford", "BRA")
    answer = officer.post(ENTER, sent(other, **{field("waste", "Cost"): "4"}))

    assert "There is a problem" in answer.content.decode()
    for role, where, allowed in (
        (GrantRole.CLERK, council, True),
        (GrantRole.MANAGER, programme.partnership, True),
        (GrantRole.MEMBER, council, False),
        (GrantRole.ADMINISTRATOR, council, False),
    ):
        officer.force_login(_user(role, where))
        assert officer.get(ENTER).status_code == (200 if allowed else 403), role
    assert not Scoring.objects.exists()


def test_one_completes_ones_own_scores_and_nobody_elses(officer, programme, scored, field):
    address = f"{HERE}ald/change/"
    form = read(officer.get(address).content.decode())
    assert boxes(form)[field("waste", "Cost")] == "4"
    version = next(b for b in form.all("input") if b.attributes.get("name") == "version")
    typed = boxes(form) | {field("fleet", "Time"): "3", field("waste", "Cost"): ""}
    answer = officer.post(
        address, typed | {"version": version.attributes["value"], "reason": "Completed"}
    )

    assert answer.status_code == 302
    values = {str(score) for score in Score.objects.all()}
    assert {"Fleet, Time: 3", "Waste, Cost: not scored", "Waste, Time: 2"} <= values
    other = _member(programme, "Brackenford", "BRA")
    for user in (
        _user(GrantRole.OFFICER, other), _user(GrantRole.CLERK, other),
        _user(GrantRole.MANAGER, programme.partnership),
    ):  # fmt: skip
        officer.force_login(user)
        assert officer.get(address).status_code == 403
        assert officer.post(address, typed | {"reason": "Mine"}).status_code == 403


def test_a_form_that_does_not_say_what_it_was_opened_on_overwrites_nothing(officer, scored, field):
    address = f"{HERE}ald/change/"
    typed = boxes(read(officer.get(address).content.decode())) | {field("waste", "Cost"): "1"}
    answer = officer.post(address, typed | {"reason": "Mine", "version": "forged"})

    assert "The form does not say when it was opened." in answer.content.decode()
    assert "Waste, Cost: 4" in {str(score) for score in Score.objects.all()}


def test_what_another_scored_meanwhile_is_said_beside_the_cell(officer, scored, streams, criteria,
                                                               field):  # fmt: skip
    address = f"{HERE}ald/change/"
    form = read(officer.get(address).content.decode())
    version = next(b for b in form.all("input") if b.attributes.get("name") == "version")
    key = (criteria["Cost"], streams["waste"])
    with recording(user=None, reason="Another"):
        score_workstreams(scoring=scored, values={key: 1})
    typed = boxes(form) | {field("waste", "Cost"): "5", field("roads", "Cost"): "2"}
    page = read(
        officer.post(
            address, typed | {"version": version.attributes["value"], "reason": "Mine"}
        ).content.decode()
    )

    said = "Somebody else has set to 1 this meanwhile. Record again to keep yours."
    assert said in page.one("div", cls="cell-field--error").text()
    assert boxes(page)[field("roads", "Cost")] == "2"
    again = next(b for b in page.all("input") if b.attributes.get("name") == "version")
    officer.post(address, typed | {"version": again.attributes["value"], "reason": "Mine"})
    assert {"Waste, Cost: 5", "Roads, Cost: 2"} <= {str(score) for score in Score.objects.all()}


def rows(page, of: str) -> list[str]:
    table = next(t for t in page.all("table") if t.attributes.get("aria-labelledby") == of)
    return [row.text() for row in table.one("tbody").all("tr")]


def test_the_working_can_be_checked_and_what_is_missing_is_named(client, scored):
    page = Site(client).get(f"{HERE}ald/").main

    # Cost counts 60 of 80, time 20 of 80: waste 3 + 0.5, roads 2.25 + 1.25.
    assert rows(page, "working") == [
        "1= Waste 4 adds 3 2 adds 0.5 3.5 –",
        "1= Roads 3 adds 2.25 5 adds 1.25 3.5 –",
        "– Fleet Not placed: no score for Time 5 adds 3.75 missing – –",
    ]
    assert "Waste and Roads stand highest." in page.text()
    assert "Heads of service" in page.text()
    assert "60 at 60 alone: a tie hangs on it" in rows(page, "weights")[0]


def test_other_weights_are_tried_and_nothing_is_saved(client, scored, criteria):
    query = f"?w{criteria['Cost'].pk}=10&w{criteria['Time'].pk}=30"
    page = Site(client).get(f"{HERE}ald/{query}").main

    assert rows(page, "working")[0].startswith("1 Roads 3 adds 0.75 5 adds 3.75 4.5")
    assert "Roads stands highest by the weights tried." in page.text()
    assert list(Criterion.objects.order_by("order").values_list("weight", flat=True)) == [60, 20]


def test_where_scales_differ_each_counts_as_the_share_of_its_scale(client, scored, programme,
                                                                    streams):  # fmt: skip
    wide = CriterionFactory(
        programme=programme, text="Risk", order=9, weight=20, lowest=0, highest=100
    )
    score_workstreams(scoring=scored, values={(wide, streams["waste"]): 50})
    page = Site(client).get(f"{HERE}ald/").main

    # Cost 4 of 1 to 5 is 75 of 100, times 60 of 100; time 2 is 25, times 20; risk 50, times 20.
    assert "4 adds 45 2 adds 5 50 adds 10 60" in rows(page, "working")[0]
    assert "The scales differ" in page.text()


def test_without_a_weight_a_criterion_is_not_counted_and_none_is_assumed(client, scored, criteria):
    Criterion.objects.get(pk=criteria["Time"].pk)
    criteria["Time"].weight = None
    keep(record=criteria["Time"])
    page = Site(client).get(f"{HERE}ald/").main

    assert rows(page, "working")[0].startswith("1 Fleet 5 adds 5 missing 5")
    assert "Not counted, for want of a weight: Time." in page.text()
    criteria["Cost"].weight = None
    keep(record=criteria["Cost"])
    page = Site(client).get(f"{HERE}ald/").main
    assert "Nothing can be placed yet." in page.text()


def test_adopted_ranks_stand_beside_scores_and_are_never_counted_in(
    client, scored, programme, streams
):
    before = rows(Site(client).get(f"{HERE}ald/").main, "working")
    ranking = RankingFactory(programme=programme, by=programme.partnership, date="2010-01-10")
    for rank, ref in enumerate(("fleet", "roads", "waste"), start=1):
        keep(record=RankingEntry(ranking=ranking, workstream=streams[ref], rank=rank))
    after = rows(Site(client).get(f"{HERE}ald/").main, "working")

    assert [row.rsplit(" ", 1)[0] for row in after] == [row.rsplit(" ", 1)[0] for row in before]
    assert [row.rsplit(" ", 1)[1] for row in after] == ["3", "2", "1"]
    assert rows(Site(client).get(HERE).main, "places") == [
        "Fleet 1 Not placed: 1 missing", "Roads 2 1= 3.5", "Waste 3 1= 3.5",
    ]  # fmt: skip
    compared = Site(client).get("/programmes/p/rankings/?as_at=2010-02-18").main.text()
    assert "Heads of service" not in compared


def test_the_page_says_who_scored_how_much_and_who_has_not_answered(client, scored, programme):
    other = _member(programme, "Brackenford", "BRA")
    body = BodyFactory(organisation=other, name="Cabinet")
    announce(MeetingFactory(body=body, date="2010-03-09"), programme)
    page = Site(client).get(f"{HERE}?as_at=2010-02-18").main

    assert rows(page, "who") == ["Aldermere Heads of service 15 January 2010 5 of 6 Working of "
                                 "Aldermere, 15 January 2010"]  # fmt: skip
    silent = page.text()[page.text().index("Not answered yet") :]
    assert "Brackenford next meeting: Cabinet, 9 March 2010" in silent
    assert (
        "Nothing is scored on or before 1 January 2010."
        in Site(client).get(f"{HERE}?as_at=2010-01-01").main.text()
    )


@pytest.mark.once
def test_the_programme_leads_to_its_scores_where_it_has_a_scale(client, programme):
    bare = CriterionFactory(programme=programme, lowest=None, highest=None)
    links = [link.text() for link in Site(client).get("/programmes/p/").main.all("a")]
    assert "Scores against criteria" not in links
    bare.lowest, bare.highest = 1, 5
    keep(record=bare)
    links = [link.text() for link in Site(client).get("/programmes/p/").main.all("a")]
    assert "Scores against criteria" in links


def test_scores_kept_by_their_owner_are_seen_by_it_alone(client, scored, council, programme):
    scored.visibility = Visibility.OWNER
    keep(record=scored)
    assert client.get(f"{HERE}ald/").status_code == 404
    assert "Heads of service" not in Site(client).get(HERE).main.text()

    client.force_login(_user(GrantRole.MEMBER, council))
    assert "Heads of service" in Site(client).get(f"{HERE}ald/").main.text()


def test_a_meeting_that_is_hidden_is_not_named_beside_scores(client, scored, council):
    body = BodyFactory(organisation=council, name="Star chamber", visibility=Visibility.OWNER,
                       owner=council)  # fmt: skip
    scored.meeting = MeetingFactory(body=body, date="2010-01-14")
    keep(record=scored)
    pages = [Site(client).get(address).main.text() for address in (HERE, f"{HERE}ald/")]
    assert not any("Star chamber" in page for page in pages)

    client.force_login(_user(GrantRole.MEMBER, council))
    pages = [Site(client).get(address).main.text() for address in (HERE, f"{HERE}ald/")]
    assert all("Star chamber" in page for page in pages)


def test_later_scores_supersede_and_the_earlier_stay(client, scored, programme, council, streams,
                                                     criteria):  # fmt: skip
    later = ScoringFactory(programme=programme, by=council, owner=council, date="2010-02-01")
    score_workstreams(scoring=later, values={(criteria["Cost"], streams["fleet"]): 5})
    page = Site(client).get(HERE).main

    assert len(rows(page, "who")) == 1
    assert "Earlier: Aldermere, 15 January 2010." in page.text()
    assert "superseded by later scores" in Site(client).get(f"{HERE}ald/").main.text()
