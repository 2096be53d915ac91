"""What was typed of an update is never lost: sessions that end, faults, drafts, two at once."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.models import SentForm
from sharedsvc.portal.updates.saving import DRAFTS_KEPT, FORGOTTEN_AT_ONCE
from tests.admin.conftest import fields_of
from tests.factories import UserFactory
from tests.portal.pages import read
from tests.portal.updating import (
    PASSWORD,
    SAID,
    browser_of,
    in_words,
    iso,
    opened,
    post,
    said_before,
    updates_of,
    world,
)
from workstreams.models import Milestone, StatusUpdate, UpdateDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    found = world()
    for user in (found.ann, found.ben):
        user.set_password(PASSWORD)
        user.save()
    return found


@pytest.fixture
def anns(here):
    return browser_of(here.ann)


def text(answer) -> str:
    return read(answer.content.decode()).one("main").text()


def fields_of_update(answer) -> dict:
    """The fields of the update's form in a page."""
    form = re.search(r'<form[^>]*id="update_form".*?</form>', answer.content.decode(), re.S)
    assert form, text(answer)
    return fields_of(answer).values


def typed_in(here) -> dict:
    m = f"m{here.milestone.pk}"
    return {
        "rating": "red",
        "narrative": 'All <I> & "typed"\r\nin two lines',
        "next_steps": "More.",
        "date": in_words(-2),
        f"{m}-forecast": in_words(30),
        f"{m}-why": "Floods.",
    }


def is_kept(fields, typed) -> bool:
    plain = {n: v.replace("\r\n", "\n") for n, v in fields.items() if n in typed}
    return plain == {n: v.replace("\r\n", "\n") for n, v in typed.items()}


# Sessions that end


def test_somebody_signed_out_keeps_what_was_typed_in_the_page_signs_in_there_and_saves(here, anns):
    typed = typed_in(here)
    form = {**opened(anns, here.address), "do": "save", **typed}
    anns.logout()
    answer = anns.post(here.address, form)
    assert answer.status_code == 403
    assert "What you typed is kept in this page alone" in text(answer)
    assert "in two lines" in text(answer)
    assert "Service 1" not in answer.content.decode()  # nothing is told of what it is about
    wrong = {**fields_of(answer).values, "login": here.ann.email, "password": "not it"}
    answer = anns.post(here.address, wrong)
    assert "not it" not in answer.content.decode()
    again = {**fields_of(answer).values, "login": here.ann.email, "password": PASSWORD}
    answer = anns.post(here.address, again)
    assert answer.status_code == 200
    assert "You are signed in. Nothing was saved yet" in text(answer)
    fields = fields_of_update(answer)
    assert is_kept(fields, typed)
    assert updates_of(here.workstream) == []
    assert anns.post(here.address, {**fields, "do": "save"}).status_code == 302
    assert updates_of(here.workstream)[0].narrative == typed["narrative"]


def test_nothing_is_stored_for_somebody_signed_out(here, anns):
    form = {**opened(anns, here.address), **typed_in(here)}
    client, before = Client(), Session.objects.count()
    for button in ("save", "draft", "same"):
        assert client.post(here.address, {**form, "do": button}).status_code == 403
    assert (UpdateDraft.objects.count(), SentForm.objects.count()) == (0, 0)
    assert Session.objects.count() == before
    assert StatusUpdate.objects.count() == 0


def test_a_page_of_before_signing_in_again_elsewhere_keeps_what_was_typed(here):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(here.ann)
    form = {**opened(browser, here.address), "do": "save", **typed_in(here)}
    browser.cookies["csrftoken"] = "a" * 32  # signing in elsewhere has changed it
    from_here = {"origin": "http://testserver"}
    answer = browser.post(here.address, form, headers=from_here)
    assert answer.status_code == 200
    assert "opened before you signed in or out" in text(answer)
    fields = fields_of_update(answer)
    assert is_kept(fields, typed_in(here))
    assert updates_of(here.workstream) == []
    answer = browser.post(here.address, {**fields, "do": "save"}, headers=from_here)
    assert answer.status_code == 302


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example.org"}])
def test_a_form_from_elsewhere_is_refused_and_not_shown(here, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(here.ann)
    answer = browser.post(here.address, {"narrative": "Forged."}, headers=headers)
    assert answer.status_code == 403
    assert "Forged." not in answer.content.decode()


def test_a_form_that_does_not_say_what_it_was_opened_on_is_shown_again(here, anns):
    typed = typed_in(here)
    form = {**opened(anns, here.address), "do": "save", **typed, "version": "nonsense"}
    answer = anns.post(here.address, form)
    assert "does not say what it was opened on" in text(answer)
    assert is_kept(fields_of_update(answer), typed)
    assert updates_of(here.workstream) == []


def test_a_fault_keeps_what_was_typed_and_it_is_saved_once(here, monkeypatch):
    anns, typed = browser_of(here.ann), typed_in(here)
    anns.raise_request_exception = False
    form = {**opened(anns, here.address), "do": "save", **typed}

    def broken(*args, **kwargs):
        raise ValueError("A fault")

    with monkeypatch.context() as patch:
        patch.setattr("sharedsvc.portal.updates.views.save_update", broken)
        answer = anns.post(here.address, form)
    assert answer.status_code == 500
    assert "Something went wrong" in text(answer) and answer["X-Request-ID"] in text(answer)
    again = fields_of(answer).values
    assert is_kept(again, typed)
    assert anns.post(here.address, again).status_code == 302
    assert anns.post(here.address, again).status_code == 302
    assert len(updates_of(here.workstream)) == 1


def test_what_is_typed_after_going_back_is_not_taken_for_what_was_saved(here, anns):
    """The browser's way back leads to the same form: with something else in it, it is another."""
    form = {**opened(anns, here.address), "do": "save", **SAID}
    assert anns.post(here.address, form).status_code == 302
    other = {**form, "narrative": "Something else."}
    answer = anns.post(here.address, other)
    assert answer.status_code == 409
    assert "Something else." in text(answer)
    answer = anns.post(here.address, fields_of(answer).values)
    assert "Two versions. Nothing is lost" in text(answer)
    assert "You saved an update at" in text(answer)


def test_a_form_sent_twice_is_one_update(here, anns):
    form = {**opened(anns, here.address), "do": "save", **SAID}
    first, second = anns.post(here.address, form), anns.post(here.address, form)
    assert first.url == second.url
    assert len(updates_of(here.workstream)) == 1


# Drafts


def test_a_draft_is_kept_for_its_author_alone_and_goes_once_it_is_saved(here, anns):
    typed = typed_in(here)
    answer = post(anns, here.address, **typed, do="draft")
    assert answer.url == here.address
    page = anns.get(here.address)
    assert "Nobody else sees it." in text(page) and "This is your draft of" in text(page)
    assert is_kept(fields_of_update(page), typed)
    assert updates_of(here.workstream) == []
    bens = browser_of(here.ben).get(here.address)
    assert "All" not in fields_of_update(bens)["narrative"]
    for place in ("/", here.workstream.get_absolute_url(), "/workstreams/bins/A1/history/"):
        assert "in two lines" not in browser_of(here.ben).get(place).content.decode()
    assert anns.post(here.address, {**fields_of_update(page), "do": "save"}).status_code == 302
    assert UpdateDraft.objects.count() == 0


def test_a_draft_can_hold_what_cannot_be_saved_and_can_be_deleted(here, anns):
    post(anns, here.address, rating="red", narrative="", date="31 April", do="draft")
    assert fields_of_update(anns.get(here.address))["date"] == "31 April"
    anns.post(here.address, {"do": "discard"})
    assert fields_of_update(anns.get(here.address))["date"] == in_words(0)


def test_a_draft_of_another_day_is_of_today_when_it_is_taken_up(here, anns):
    post(anns, here.address, narrative="Begun.", do="draft")
    assert "date" not in UpdateDraft.objects.get().typed


def test_old_drafts_are_forgotten(here, anns):
    old = timezone.now() - DRAFTS_KEPT - timezone.timedelta(days=1)
    for _ in range(FORGOTTEN_AT_ONCE + 1):
        UpdateDraft.objects.create(user=UserFactory(), workstream=here.workstream, at=old)
    post(anns, here.address, narrative="Begun.", do="draft")
    assert UpdateDraft.objects.filter(at=old).count() == 1
    assert UpdateDraft.objects.count() == 2


def test_whoever_may_not_update_keeps_no_draft(here):
    strangers = browser_of(UserFactory())
    assert strangers.post(here.address, {"do": "draft", "narrative": "x"}).status_code == 403
    assert UpdateDraft.objects.count() == 0


# Two at once


@pytest.fixture
def bens(here):
    return browser_of(here.ben)


def their_form(here, client, **typed):
    return {**opened(client, here.address), "do": "save", **SAID, **typed}


THEIRS = {"rating": "red", "narrative": "The depot burned down.", "next_steps": "It is rebuilt."}


def test_the_second_sees_both_versions_field_by_field_and_chooses(here, anns, bens):
    m = f"m{here.milestone.pk}"
    moved = {f"{m}-forecast": in_words(30), f"{m}-why": "Mine."}
    mine = their_form(here, anns, **moved)
    theirs = {f"{m}-forecast": in_words(60), f"{m}-why": "Theirs."}
    assert post(bens, here.address, **THEIRS, **theirs).status_code == 302
    answer = anns.post(here.address, mine)
    page = text(answer)
    assert answer.status_code == 200 and "Two versions. Nothing is lost" in page
    assert "Ben Roy saved an update at" in page
    both = (("Amber", "Red"), ("Two posts are vacant.", "The depot burned down."))
    for one, other in (*both, (in_words(30), in_words(60))):
        assert f"Yours {one} Saved already by Ben Roy {other}" in page
    assert len(updates_of(here.workstream)) == 1

    fields = fields_of(answer).values
    keep = {name: "mine" for name in ("keep-rating", "keep-next_steps")}
    answer = anns.post(here.address, {**fields, **keep, "do": "save"})
    assert "What has happened: choose which to save" in text(answer)
    assert answer.status_code == 200

    keep |= {"keep-narrative": "theirs", f"keep-{m}-forecast": "theirs"}
    answer = anns.post(here.address, {**fields_of(answer).values, **keep, "do": "save"})
    assert answer.status_code == 302
    first, second = updates_of(here.workstream)
    assert (first.rating, first.narrative) == ("red", "The depot burned down.")
    assert (second.rating, second.narrative) == ("amber", "The depot burned down.")
    assert second.next_steps == "They are filled."
    here.milestone.refresh_from_db()
    assert (here.milestone.forecast, here.milestone.forecast_why) == (iso(60), "Theirs.")


def test_what_only_the_other_changed_stays_and_is_not_asked_about(here, anns, bens):
    m = f"m{here.milestone.pk}"
    mine = their_form(here, anns)
    post(bens, here.address, **SAID, **{f"{m}-forecast": in_words(60), f"{m}-why": "Theirs."})
    assert anns.post(here.address, mine).status_code == 302
    here.milestone.refresh_from_db()
    assert here.milestone.forecast == iso(60)
    assert len(updates_of(here.workstream)) == 2


def test_a_date_that_somebody_else_moved_without_an_update_is_asked_about(here, anns):
    m = f"m{here.milestone.pk}"
    mine = their_form(here, anns, **{f"{m}-forecast": in_words(30), f"{m}-why": "Mine."})
    with recording(user=here.ben, reason="Test"):
        milestone = Milestone.objects.get(pk=here.milestone.pk)
        milestone.forecast = iso(60)
        keep(record=milestone)
    answer = anns.post(here.address, mine)
    assert "Somebody moved a date after you opened the form." in text(answer)
    assert f"Yours {in_words(30)} Saved already {in_words(60)}" in text(answer)


def test_a_date_of_somebody_else_that_is_chosen_stays_as_they_know_it(here, anns):
    m = f"m{here.milestone.pk}"
    mine = their_form(here, anns, **{f"{m}-forecast": in_words(30), f"{m}-why": "Mine."})
    with recording(user=here.ben, reason="Test"):
        milestone = Milestone.objects.get(pk=here.milestone.pk)
        milestone.forecast = "2090?"
        keep(record=milestone)
    fields = fields_of(anns.post(here.address, mine)).values
    theirs = {**fields, f"keep-{m}-forecast": "theirs", "do": "save"}
    assert anns.post(here.address, theirs).status_code == 302
    assert Milestone.objects.get(pk=here.milestone.pk).forecast == "2090?"


def test_who_keeps_all_that_the_other_saved_saves_nothing(here, anns, bens):
    mine = their_form(here, anns)
    post(bens, here.address, **THEIRS)
    fields = fields_of(anns.post(here.address, mine)).values
    kept = {f"keep-{name}": "theirs" for name in THEIRS}
    answer = anns.post(here.address, {**fields, **kept, "do": "save"})
    assert answer.url == here.workstream.get_absolute_url()
    assert "you kept what Ben Roy had saved" in text(anns.get(answer.url))
    assert len(updates_of(here.workstream)) == 1


def test_who_is_overtaken_while_choosing_is_asked_again(here, anns, bens):
    mine = their_form(here, anns)
    post(bens, here.address, **THEIRS)
    fields = fields_of(anns.post(here.address, mine)).values
    post(bens, here.address, **{**THEIRS, "narrative": "It burned twice."})
    kept = {f"keep-{name}": "mine" for name in THEIRS}
    answer = anns.post(here.address, {**fields, **kept, "do": "save"})
    assert "Saved already by Ben Roy It burned twice." in text(answer)
    assert len(updates_of(here.workstream)) == 2


def test_no_change_is_not_said_of_what_changed_meanwhile(here, anns, bens):
    said_before(here.workstream)
    version = fields_of(anns.get(here.address)).values["version"]
    post(bens, here.address, **THEIRS)
    answer = anns.post(here.address, {"do": "same", "version": version})
    assert answer.url == here.address
    assert "Nothing was saved: Ben Roy saved an update meanwhile." in text(anns.get(answer.url))


def test_a_draft_that_was_overtaken_says_so_and_asks(here, anns, bens):
    post(anns, here.address, **SAID, do="draft")
    post(bens, here.address, **THEIRS)
    page = anns.get(here.address)
    assert "Somebody saved an update after you began this draft" in text(page)
    answer = anns.post(here.address, {**fields_of_update(page), "do": "save"})
    assert "Two versions. Nothing is lost" in text(answer)
