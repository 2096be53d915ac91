"""The officer's minute: the form of an update, what it saves, and taking it back."""

import datetime

import pytest

from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.portal.updates.views import may_update
from tests.conftest import refusal
from tests.factories import UserFactory
from tests.portal.pages import read
from tests.portal.updating import (
    SAID,
    TODAY,
    browser_of,
    in_words,
    iso,
    post,
    said_before,
    updates_of,
    world,
)
from workstreams.models import Milestone, StatusUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return world()


@pytest.fixture
def anns(here):
    return browser_of(here.ann)


def text(answer) -> str:
    return read(answer.content.decode()).one("main").text()


def forecast(here) -> str:
    return f"m{here.milestone.pk}-forecast"


def test_the_form_has_four_fields_before_the_milestones_and_two_are_required(here, anns):
    page = read(anns.get(here.address).content.decode())
    (form,) = [f for f in page.all("form") if f.attributes.get("id") == "update_form"]
    fields = [e for e in form.all("input", "textarea") if e.attributes.get("type") != "hidden"]
    names = list(dict.fromkeys(e.attributes["name"] for e in fields))
    before = [name for name in names if not name.startswith("m")]
    needed = {e.attributes["name"] for e in fields if "required" in e.attributes}
    assert before == ["rating", "narrative", "next_steps", "date"]
    assert needed == {"rating", "narrative"}
    assert names[4:] == [f"m{here.milestone.pk}-{n}" for n in ("forecast", "why", "done")]
    for words in ("Stuck, or will miss a milestone", "May miss a milestone", "On course"):
        assert words in form.text()


def test_an_update_is_saved_as_of_today_by_its_author_and_is_its_own_reason(here, anns):
    answer = post(anns, here.address, **SAID)
    (update,) = updates_of(here.workstream)
    assert answer.url == f"{here.workstream.get_absolute_url()}?saved=1"
    assert (update.date, update.rating, update.narrative, update.next_steps, update.author) == (
        iso(0),
        *SAID.values(),
        "Ann Lee",
    )
    version = update.history.get()
    assert version.history_change_reason == f"Update of {in_words(0)}"
    assert version.history_user == here.ann


def test_the_workstream_says_what_changed_in_words(here, anns):
    said_before(here.workstream)
    moved = {forecast(here): in_words(21), f"m{here.milestone.pk}-why": "The depot floods."}
    page = text(anns.get(post(anns, here.address, **SAID, **moved).url))
    assert "Update saved" in page
    assert "From Green → to Amber" in page
    assert "From Contract drafted. → to Two posts are vacant." in page
    assert "Depot 1 ready" in page and f"to {in_words(21)}" in page
    assert "to The depot floods." in page
    assert "Undo this update" in page


def test_one_of_an_earlier_day_is_compared_with_what_stood_then_and_says_which_still_stands(
    here, anns
):
    said_before(here.workstream)
    post(anns, here.address, **SAID)
    earlier = {**SAID, "rating": "red"}
    page = text(anns.get(post(anns, here.address, **earlier, date=in_words(-5)).url))
    assert "From Green → to Red" in page
    assert f"the latest update is still that of {in_words(0)}." in page
    assert "is still that of" not in text(anns.get(post(anns, here.address, **SAID).url))


def test_a_forecast_keeps_the_first_date_and_since_when_it_is_known_and_why(here, anns):
    moved = {forecast(here): "spring 2090", f"m{here.milestone.pk}-why": "The depot floods."}
    post(anns, here.address, **SAID, date=in_words(-3), **moved)
    here.milestone.refresh_from_db()
    kept = here.milestone
    assert (kept.due, kept.forecast, kept.forecast_known) == (iso(7), "2090-21", iso(-3))
    assert kept.forecast_why == "The depot floods."


def test_on_an_earlier_day_the_forecast_of_then_is_shown(here, anns):
    for day, expected in ((-5, 20), (0, 30)):
        moved = {forecast(here): in_words(expected), f"m{here.milestone.pk}-why": "Floods."}
        post(anns, here.address, **SAID, date=in_words(day), **moved)
    place = here.workstream.get_absolute_url()
    shown = {d: text(anns.get(f"{place}?as_at={iso(d)}")) for d in (-6, -5, -1)}
    assert "Now expected" not in shown[-6]
    assert f"Now expected {in_words(20)}" in shown[-5]
    assert f"Now expected {in_words(20)}" in shown[-1]
    assert f"Now expected {in_words(30)}" in text(anns.get(place))


def test_a_forecast_that_is_typed_in_the_admin_is_known_from_today(here, anns):
    moved = {forecast(here): in_words(20), f"m{here.milestone.pk}-why": "Floods."}
    post(anns, here.address, **SAID, date=in_words(-5), **moved)
    with recording(user=here.ann, reason="Test"):
        milestone = Milestone.objects.get(pk=here.milestone.pk)
        milestone.forecast = iso(40)
        keep(record=milestone)
    milestone.refresh_from_db()
    assert (milestone.forecast_known, milestone.forecast_why) == (iso(0), "")
    assert milestone.forecast_known_latest == TODAY


def test_a_moved_date_asks_why_and_the_first_one_does_not(here, anns):
    answer = post(anns, here.address, **SAID, **{forecast(here): in_words(21)})
    assert answer.status_code == 200
    assert "Say why the date moves." in text(answer)
    assert updates_of(here.workstream) == []
    with recording(user=None, reason="Test"):
        here.milestone.due = ""
        keep(record=here.milestone)
    assert post(anns, here.address, **SAID, **{forecast(here): in_words(21)}).status_code == 302


def test_what_is_done_is_done_and_no_longer_asked_for(here, anns):
    post(anns, here.address, **SAID, **{f"m{here.milestone.pk}-done": in_words(-1)})
    here.milestone.refresh_from_db()
    assert here.milestone.done == iso(-1)
    assert "Depot 1 ready" not in text(anns.get(here.address))


WRONG = {
    "no date": ({"date": ""}, "Give the date of the update"),
    "later than today": ({"date": in_words(1)}, "is later than today"),
    "no day": ({"date": "31 April 2010"}, "“31 April 2010” is not a date: April has 30 days."),
    "a month": ({"date": "April 2010"}, "“April 2010” is not one day"),
    "no rating": ({"rating": ""}, "Choose how it is going"),
    "no such rating": ({"rating": "blue"}, "That is not one of the choices"),
    "nothing said": ({"narrative": " "}, "Say what has happened, or choose “No change”."),
    "unseen": ({"narrative": "A\u200bB"}, "a character that nobody sees"),
    "no forecast": ({"forecast": "31 June 2030"}, "June has 30 days."),
    "a forecast of before": ({"forecast": in_words(-2)}, "is before the date of the update"),
    "done tomorrow": ({"done": in_words(1)}, "leave it blank until it is done"),
}


@pytest.mark.parametrize(("typed", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_beside_its_field_and_everything_else_stays(here, anns, typed, words):
    of_milestone = {f"m{here.milestone.pk}-{n}": v for n, v in typed.items() if n in "forecastdone"}
    own = {n: v for n, v in typed.items() if n in ("date", "rating", "narrative")}
    answer = post(anns, here.address, **SAID | own, **of_milestone)
    page = text(answer)
    assert answer.status_code == 200
    assert page.count(words) == 2, page  # above the form, and beside the field
    kept = {**SAID, **own}
    shown = read(answer.content.decode())
    areas = {e.attributes["name"]: e.text() for e in shown.one("main").all("textarea")}
    assert areas["next_steps"] == kept["next_steps"]
    assert updates_of(here.workstream) == []


def test_no_change_is_one_click_and_an_update_of_its_own(here, anns):
    said_before(here.workstream)
    page = anns.get(here.address)
    assert f"No change since {in_words(-10)}" in text(page)
    (form,) = [f for f in read(page.content.decode()).one("main").all("form") if "same" in str(f)]
    fields = {e.attributes["name"]: e.attributes["value"] for e in form.all("input", "button")}
    answer = anns.post(here.address, fields)
    first, second = updates_of(here.workstream)
    assert answer.url.endswith("?saved=2")
    assert (second.date, second.rating) == (iso(0), "green")
    assert second.narrative == f"No change since {in_words(-10)}."
    assert second.next_steps == first.next_steps


def test_the_last_update_stands_beside_the_form(here, anns):
    said_before(here.workstream)
    page = text(anns.get(here.address))
    assert f"{in_words(-10)}, 10 days ago" in page
    assert "Contract drafted." in page
    shown = read(anns.get(f"{here.address}?from_last").content.decode())
    areas = {e.attributes["name"]: e.text() for e in shown.one("main").all("textarea")}
    assert areas["narrative"] == "Contract drafted."
    assert areas["next_steps"] == "It is signed."


@pytest.mark.parametrize("before", ["", "green"])
def test_never_rated_is_said_only_of_what_never_was(here, anns, before):
    said_before(here.workstream, rating=before)
    post(anns, here.address, **{**SAID, "rating": "none"})

    assert ("It has never been rated." in text(anns.get(here.address))) == (not before)


# Taking it back


def undo(client, here, number=1):
    place = f"{here.address}{number}/undo/"
    return client.post(place, {"form_token": "a" * 32})


def test_an_undo_strikes_the_update_out_and_puts_the_dates_back_and_is_in_the_history(here, anns):
    moved = {forecast(here): in_words(21), f"m{here.milestone.pk}-why": "Floods."}
    done = {f"m{here.milestone.pk}-done": iso(0)}
    post(anns, here.address, **SAID, **moved, **done)
    answer = undo(anns, here)
    assert answer.url == here.workstream.get_absolute_url()
    (update,) = updates_of(here.workstream)
    here.milestone.refresh_from_db()
    kept = here.milestone
    assert update.struck_out == f"The update of {in_words(0)} was undone."
    assert (kept.forecast, kept.forecast_known, kept.forecast_why, kept.done) == ("",) * 4
    assert kept.history.count() == 3 and update.history.count() == 2
    assert "was undone. The history keeps it." in text(anns.get(answer.url))
    history = text(anns.get("/workstreams/bins/A1/history/"))
    assert "Update added" in history and "Update struck out" in history


def test_an_undo_leaves_alone_what_was_changed_since(here, anns):
    moved = {forecast(here): in_words(21), f"m{here.milestone.pk}-why": "Floods."}
    post(anns, here.address, **SAID, **moved)
    with recording(user=here.ben, reason="Test"):
        milestone = Milestone.objects.get(pk=here.milestone.pk)
        milestone.forecast = iso(40)
        keep(record=milestone)
    page = text(anns.get(undo(anns, here).url))
    milestone.refresh_from_db()
    assert milestone.forecast == iso(40)
    assert "they stay as they are: Depot 1 ready" in page


def test_the_number_of_an_update_that_was_undone_is_not_given_again(here, anns):
    post(anns, here.address, **SAID)
    undo(anns, here)
    post(anns, here.address, **SAID)
    assert [u.number for u in updates_of(here.workstream)] == [1, 2]
    assert anns.get(f"{here.address}1/undo/").status_code == 404


def test_the_way_back_is_shown_to_nobody_else(here, client):
    anns = browser_of(here.ann)
    place = post(anns, here.address, **SAID).url
    assert "Undo" not in text(client.get(place))
    assert client.get(f"{here.address}1/undo/").status_code == 302


# In the history, and without a date


def test_a_workstreams_history_shows_its_updates(here, anns):
    post(anns, here.address, **SAID)
    history = text(anns.get("/workstreams/bins/A1/history/"))
    assert f"Update added: {in_words(0)}, amber: Two posts are vacant." in history
    assert "Ann Lee" in history


def undated(workstream, **values):
    """An update without a date, as the admin took one, past the rule."""
    with recording(user=None, reason="Test"):
        update = StatusUpdate(workstream=workstream, narrative="Said some time.", **values)
        update.save()
    return update


def test_an_update_without_a_date_that_is_there_already_stands_since_it_was_known(here, client):
    place = here.workstream.get_absolute_url()
    undated(here.workstream, number=9)
    assert "Said some time." not in text(client.get(f"{place}?as_at=2009-01-01"))
    assert "Said some time." not in text(client.get(f"{place}?as_at={iso(-1)}"))
    assert "Said some time." in text(client.get(place))


def test_nor_does_it_outrank_one_with_a_date(here, client):
    undated(here.workstream, number=9)
    said_before(here.workstream)
    page = text(client.get(here.workstream.get_absolute_url()))
    assert f"rated green {in_words(-10)}" in page
    assert page.index("Contract drafted.") < page.index("Said some time.")


@pytest.mark.parametrize("date", ["", "XXXX", "2010-01-01/.."])
def test_no_new_update_goes_without_a_date(here, date):
    with recording(user=None, reason="Test"):
        update = StatusUpdate(workstream=here.workstream, narrative="Begun.", date=date)
        assert "Say on which day this was reported" in refusal(keep, update)["date"][0]


def test_nor_with_one_that_is_still_to_come(here):
    tomorrow = (TODAY + datetime.timedelta(days=1)).isoformat()
    with recording(user=None, reason="Test"):
        update = StatusUpdate(workstream=here.workstream, narrative="Begun.", date=tomorrow)
        assert refusal(keep, update)["date"] == [
            "The date is later than today: an update says how things stand by now."
        ]


def test_somebody_who_may_not_is_told_who_may(here, client):
    stranger = UserFactory()
    answer = browser_of(stranger).get(here.address)
    assert answer.status_code == 403
    assert "officers of the councils that lead or host it" in text(answer)
    assert not may_update(stranger, here.workstream)
