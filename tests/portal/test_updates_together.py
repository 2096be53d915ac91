"""Many officers at once: every acknowledged update is in the history once, every other was told."""

import threading
import time

import pytest
from django.db import connections

from tests.admin.conftest import fields_of
from tests.portal.updating import SAID, browser_of, opened, said_before, updates_of, world
from tests.together import at_once
from workstreams.models import StatusUpdate

CLIENTS, SECONDS = 4, 2


@pytest.fixture
def here(together):
    return world(2)


def is_told(answer) -> bool:
    """Whether it was said that nothing was saved, and why."""
    page = answer.content.decode()
    asks = answer.status_code == 200 and "Two versions. Nothing is lost" in page
    return asks or (answer.status_code == 503 and "The register is busy" in page)


def test_of_two_at_once_one_saves_and_the_other_chooses(here):
    browsers = [browser_of(user) for user in (here.ann, here.ben)]
    forms = [
        {**opened(browser, here.address), **SAID, "narrative": f"Said by {n}.", "do": "save"}
        for n, browser in enumerate(browsers)
    ]
    answers = at_once(
        *(
            lambda browser=browser, form=form: browser.post(here.address, form)
            for browser, form in zip(browsers, forms, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (told,) = [n for n, answer in enumerate(answers) if answer.status_code == 200]
    assert is_told(answers[told])
    (saved,) = updates_of(here.workstream)
    assert saved.narrative == f"Said by {1 - told}."
    kept = {**fields_of(answers[told]).values, "keep-narrative": "mine", "do": "save"}
    assert browsers[told].post(here.address, kept).status_code == 302
    assert [u.narrative for u in updates_of(here.workstream)] == [
        f"Said by {1 - told}.",
        f"Said by {told}.",
    ]


def test_two_grids_at_once_lose_nothing(here):
    place = "/my-workstreams/update/"
    browsers = [browser_of(user) for user in (here.ann, here.ben)]
    one, two = here.workstreams
    typed = [
        {f"w{w.pk}-narrative": f"{n} of {w.ref}." for w in order}
        for n, order in enumerate(((one, two), (two, one)))
    ]
    forms = [{**fields_of(b.get(place)).values, "do": "save"} for b in browsers]
    answers = at_once(
        *(
            lambda b=b, f=f, t=t: b.post(place, {**f, **t})
            for b, f, t in zip(browsers, forms, typed, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (told,) = [answer for answer in answers if answer.status_code == 200]
    assert told.content.decode().count("saved an update since you opened this page") == 4
    assert [len(updates_of(w)) for w in here.workstreams] == [1, 1]


class Officer(threading.Thread):
    """Saves update after update of one workstream; notes what was acknowledged and what told."""

    def __init__(self, browser, address, name, until):
        super().__init__(daemon=True)
        self.browser, self.address, self.called, self.until = browser, address, name, until
        self.saved, self.told, self.odd = [], 0, []

    def run(self):
        try:
            while time.monotonic() < self.until:
                self.update(f"{self.called} says {len(self.saved)} after {self.told}.")
        except Exception as error:
            self.odd.append(error)
        finally:
            connections.close_all()

    def update(self, words):
        form = fields_of(self.browser.get(self.address)).values
        answer = self.browser.post(self.address, {**form, **SAID, "narrative": words, "do": "save"})
        if answer.status_code == 302:
            self.saved.append(words)
        elif is_told(answer):
            self.told += 1
        else:
            self.odd.append(answer.content.decode())


def test_every_acknowledged_update_is_in_the_history_once_and_every_other_was_told(here):
    said_before(here.workstream)
    until = time.monotonic() + SECONDS
    users = [here.ann, here.ben] * (CLIENTS // 2)
    officers = [
        Officer(browser_of(user), here.address, f"Officer {n}", until)
        for n, user in enumerate(users)
    ]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join(60)
    assert [odd for officer in officers for odd in officer.odd] == []
    saved = sorted(words for officer in officers for words in officer.saved)
    kept = StatusUpdate.history.filter(workstream=here.workstream.pk, number__gt=1)
    assert sorted(kept.values_list("narrative", flat=True)) == saved
    assert saved
    assert [u.number for u in updates_of(here.workstream)] == [*range(1, len(saved) + 2)]
