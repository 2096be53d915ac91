"""Many updates at once: each row its own update, each problem on its row."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from programmes.choices import GrantRole
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.saving import create_many
from tests.admin.conftest import fields_of, person_with
from tests.factories import MembershipFactory, OrganisationFactory, RoleFactory, WorkstreamFactory
from tests.portal.pages import read
from tests.portal.test_statements import a_lead, a_milestone
from tests.portal.updating import (
    browser_of,
    in_words,
    iso,
    said_before,
    updates_of,
    world,
)
from tests.rights_world import World
from workstreams.models import Lineage, Milestone, StatusUpdate, UpdateDraft, Workstream
from workstreams.permissions import answered_for_by

pytestmark = pytest.mark.django_db
ADDRESS = "/my-workstreams/update/"


@pytest.fixture
def here():
    return world(3)


@pytest.fixture
def anns(here):
    return browser_of(here.ann)


def main(answer):
    return read(answer.content.decode()).one("main")


def row_of(answer, workstream):
    """The words of one row."""
    rows = main(answer).one("tbody").all("tr")
    (found,) = [row for row in rows if row.all("a")[0].text() == workstream.title]
    return found.text()


def of(workstream, **typed):
    """What is typed in a row, by the names of its fields."""
    return {f"w{workstream.pk}-{name}": value for name, value in typed.items()}


def send(client, *rows, do="save", **typed):
    fields = fields_of(client.get(ADDRESS)).values
    for row in rows:
        fields |= row
    return client.post(ADDRESS, {**fields, **typed, "do": do})


def test_each_row_is_its_own_update_and_rows_left_alone_are_not_saved(here, anns):
    one, two, three = here.workstreams
    said_before(two)
    answer = send(
        anns,
        of(one, rating="green", narrative="Signed.", forecast=in_words(7)),
        of(two, narrative="Priced."),
        date=in_words(-1),
    )
    assert answer.url == ADDRESS
    assert "2 updates saved: Service 1; Service 2." in main(anns.get(ADDRESS)).text()
    (first,), (_, second) = updates_of(one), updates_of(two)
    assert (first.date, first.rating, first.author) == (iso(-1), "green", "Ann Lee")
    assert (second.rating, second.next_steps) == ("green", "It is signed.")  # as said last
    assert updates_of(three) == []
    reasons = {v.history_change_reason for v in StatusUpdate.history.filter(id=first.pk)}
    assert reasons == {f"Update of {in_words(-1)}"}


def test_where_a_date_moves_the_sentence_is_the_reason(here, anns):
    send(anns, of(here.workstream, narrative="The depot floods.", forecast="July 2090"))
    here.milestone.refresh_from_db()
    kept = here.milestone
    assert (kept.due, kept.forecast, kept.forecast_known) == (iso(7), "2090-07", iso(0))
    assert kept.forecast_why == "The depot floods."


def test_each_problem_is_on_its_row_and_nothing_is_saved_until_one_says_so(here, anns):
    one, two, _ = here.workstreams
    good = of(one, rating="green", narrative="Signed.")
    answer = send(anns, good, of(two, rating="red", forecast="31 June 2030"))
    assert answer.status_code == 200
    assert "Red needs a sentence: say what is stuck." in row_of(answer, two)
    assert "“31 June 2030” is not a date: June has 30 days." in row_of(answer, two)
    assert "Error" not in row_of(answer, one)
    summary = main(answer).one("div", cls="govuk-error-summary").text()
    assert "Some rows have problems; the others can be saved now" in summary
    assert "Service 2: Red needs a sentence" in summary
    assert StatusUpdate.objects.count() == 0

    fields = fields_of(answer).values
    answer = anns.post(ADDRESS, {**fields, "do": "good"})
    assert [len(updates_of(w)) for w in here.workstreams] == [1, 0, 0]
    page = anns.get(answer.url)
    assert "Not saved, but kept as your drafts below: Service 2." in main(page).text()
    kept = fields_of(page).values
    assert kept[f"w{two.pk}-forecast"] == "31 June 2030"
    assert kept[f"w{two.pk}-rating"] == "red"


NEEDS_A_SENTENCE = {
    "amber": ({"rating": "amber"}, "Say in a sentence what has happened."),
    "a date": ({"forecast": "July 2090"}, "Say in a sentence why the date moves."),
}


@pytest.mark.parametrize(("typed", "words"), NEEDS_A_SENTENCE.values(), ids=NEEDS_A_SENTENCE)
def test_whatever_a_row_says_it_says_in_a_sentence_too(here, anns, typed, words):
    answer = send(anns, of(here.workstream, **typed))
    assert words in row_of(answer, here.workstream)


@pytest.mark.parametrize(
    ("date", "words"),
    [("", "Give the date of the update"), (in_words(1), "is later than today")],
    ids=["none", "tomorrow"],
)
def test_the_date_of_all_is_needed_and_not_to_come(here, anns, date, words):
    answer = send(anns, of(here.workstream, narrative="Signed."), date=date)
    assert words in main(answer).text()
    assert fields_of(answer).values[f"w{here.workstream.pk}-narrative"] == "Signed."
    assert StatusUpdate.objects.count() == 0


def test_nothing_typed_is_nothing_saved(here, anns):
    assert send(anns).url == ADDRESS
    assert "no row says anything new" in main(anns.get(ADDRESS)).text()


def test_who_was_overtaken_is_told_on_the_row_once_and_overwrites_nothing(here, anns):
    one, two, _ = here.workstreams
    fields = fields_of(anns.get(ADDRESS)).values
    send(browser_of(here.ben), of(one, rating="red", narrative="It burned down."))
    mine = of(one, rating="green", narrative="Signed.") | of(two, narrative="Priced.")
    answer = anns.post(ADDRESS, {**fields, **mine, "do": "save"})
    told = row_of(answer, one)
    assert "Ben Roy saved an update since you opened this page: red, “It burned down.”" in told
    assert [len(updates_of(w)) for w in (one, two)] == [1, 0]
    assert anns.post(ADDRESS, {**fields_of(answer).values, "do": "save"}).status_code == 302
    assert [u.narrative for u in updates_of(one)] == ["It burned down.", "Signed."]
    assert [u.narrative for u in updates_of(two)] == ["Priced."]


def test_a_date_that_was_moved_meanwhile_is_told(here, anns):
    fields = fields_of(anns.get(ADDRESS)).values
    with recording(user=here.ben, reason="Test"):
        milestone = Milestone.objects.get(pk=here.milestone.pk)
        milestone.forecast = iso(60)
        keep(record=milestone)
    mine = of(here.workstream, narrative="Floods.", forecast=in_words(30))
    answer = anns.post(ADDRESS, {**fields, **mine, "do": "save"})
    assert f"Somebody set this to {in_words(60)}" in row_of(answer, here.workstream)


def test_drafts_are_of_each_row_and_the_same_as_those_of_its_own_form(here, anns):
    row = of(here.workstream, rating="amber", narrative="Priced.", forecast="July 2090")
    send(anns, row, do="draft")
    (draft,) = UpdateDraft.objects.all()
    assert draft.user == here.ann and StatusUpdate.objects.count() == 0
    own = fields_of(anns.get(here.address)).values
    assert own["rating"], own["narrative"] == ("amber", "Priced.")
    assert own[f"m{here.milestone.pk}-forecast"] == "July 2090"
    kept = fields_of(anns.get(ADDRESS)).values
    assert kept[f"w{here.workstream.pk}-narrative"] == "Priced."
    assert "Priced." not in browser_of(here.ben).get(ADDRESS).content.decode()
    assert anns.post(ADDRESS, {**kept, "do": "save"}).status_code == 302
    (update,) = updates_of(here.workstream)
    assert (update.rating, update.narrative) == ("amber", "Priced.")
    assert UpdateDraft.objects.count() == 0


def test_somebody_signed_out_keeps_what_was_typed(here, anns):
    here.ann.set_password("correct horse battery staple")
    here.ann.save()
    anns.force_login(here.ann)
    fields = {**fields_of(anns.get(ADDRESS)).values, **of(here.workstream, narrative="Signed.")}
    anns.logout()
    answer = anns.post(ADDRESS, {**fields, "do": "save"})
    assert "Signed." in main(answer).text()
    who = {"login": here.ann.email, "password": "correct horse battery staple"}
    answer = anns.post(ADDRESS, {**fields_of(answer).values, **who})
    assert answer.status_code == 200
    answer = anns.post(ADDRESS, {**fields_of(answer).values, "do": "save"})
    assert answer.status_code == 302
    assert [u.narrative for u in updates_of(here.workstream)] == ["Signed."]


def test_it_lists_those_the_council_answers_for_and_nobody_elses(here, anns):
    with recording(user=None, reason="Test"):
        other = OrganisationFactory()
        MembershipFactory(partnership=here.programme.partnership, organisation=other)
        theirs = WorkstreamFactory(programme=here.programme, ref="T1", title="Theirs")
        RoleFactory(workstream=theirs, organisation=other)
        WorkstreamFactory(programme=here.programme, ref="N1", title="Nobody's")
    manager = person_with(GrantRole.MANAGER, here.programme.partnership)
    assert "Theirs" not in main(anns.get(ADDRESS)).text()
    assert len(main(anns.get(ADDRESS)).one("tbody").all("tr")) == 3
    managers = main(browser_of(manager).get(ADDRESS))
    assert [row.one("a").text() for row in managers.one("tbody").all("tr")] == ["Nobody's"]
    answer = anns.post(ADDRESS, {**of(theirs, narrative="Forged."), "date": in_words(0)})
    assert answer.status_code == 302 and StatusUpdate.objects.count() == 0


def test_what_became_part_of_another_is_no_longer_asked_about(here, anns):
    one, two, three = here.workstreams
    with recording(user=None, reason="Test"):
        keep(record=Lineage(predecessor=one, successor=two, kind="merged", date=iso(-1)))
    rows = main(anns.get(ADDRESS)).one("tbody").all("tr")
    assert [row.one("a").text() for row in rows] == [two.title, three.title]


def test_who_answers_for_none_is_told_so(client):
    person = person_with(GrantRole.CLERK, OrganisationFactoryOutside())
    assert (
        "No workstream is yours to report on today" in main(browser_of(person).get(ADDRESS)).text()
    )


def OrganisationFactoryOutside():  # noqa: N802
    with recording(user=None, reason="Test"):
        return OrganisationFactory()


def test_mine_are_those_that_i_may_update(recorded):
    """One rule for the list and for the right, for everybody in the world of permissions."""
    here = World()
    wrong = []
    for person, user in here.people.items():
        if not user.is_authenticated or user.is_superuser:
            continue
        mine = set(answered_for_by(user))
        may = {
            one
            for one in Workstream.objects.all()
            if user.has_perm("workstreams.add_statusupdate", StatusUpdate(workstream=one))
        }
        if mine != may:
            wrong.append((person, mine, may))
    assert wrong == []


def many(here, size: int) -> None:
    """As many more workstreams of the same council, with a milestone and an update each."""
    new = [
        Workstream(programme=here.programme, ref=f"B{n}", title=f"More {n}", start="2009-01-01")
        for n in range(size)
    ]
    with recording(user=None, reason="Test"):
        create_many(new)
        create_many([a_lead(one, here.council) for one in new])
        create_many([a_milestone(one) for one in new])
        create_many(
            [StatusUpdate(workstream=one, date=iso(-10), narrative="Begun.") for one in new]
        )


def how_many(size: int) -> int:
    """The statements of the grid with so many rows."""
    with transaction.atomic():
        here = world()
        many(here, size - 1)
        browser = browser_of(here.ann)
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(ADDRESS)
        assert len(main(answer).one("tbody").all("tr")) == size
        transaction.set_rollback(True)
    return len(captured)


@pytest.mark.once
def test_as_many_statements_for_500_workstreams_as_for_10():
    few = how_many(10)
    assert few <= 14
    assert how_many(500) == few
