"""The past stays as it was: pages as at a day say the same whatever is entered later.

For each programme and day, the rows of its workbook that were known by then are imported, and all
its pages as at that day kept; then the rest is imported, and the pages read again. They may differ
only in what `known_by/later.json` lists, case by case: what a later source says of the earlier
time. `make test` takes one day for each programme; `.ci/known_by` (KNOWN_BY=all) takes six.
"""

import datetime
import os

import pytest
from django.test import Client

from sharedsvc.portal.workbook.programme import import_sheets
from tests.known_by import pages, stories
from tests.known_by.later import excused, unused
from tests.programmes_loaded import load_programmes

# Both databases are asked by a job of its own: .ci/known_by.
pytestmark = [pytest.mark.once]

EVERY_DAY = os.environ.get("KNOWN_BY") == "all"
DAYS = [
    (story, day)
    for story in stories.every_story()
    for day in (story.days if EVERY_DAY else story.days[story.quick :][:1])
]


def take_in_what_was_known_by(story, day) -> None:
    """The workbook of one of the five is copied as it was once taken in; all else is imported."""
    if story.begins_loaded:
        load_programmes(story.code)
    for sheets in story.known_by(day)[int(story.begins_loaded) :]:
        take_in(sheets)


def take_in(sheets) -> None:
    outcome = import_sheets(sheets, user=None, reason="Test", overwrite=True)
    assert list(map(str, outcome.problems)) == []


@pytest.mark.parametrize(("story", "day"), DAYS, ids=[f"{story.code}-{day}" for story, day in DAYS])
def test_what_a_page_says_of_a_day_does_not_change(db, story, day):
    client = Client()
    take_in_what_was_known_by(story, day)
    before = pages.fetch(client, pages.addresses(story.code, day, every=EVERY_DAY))
    for sheets in story.rest(day):
        take_in(sheets)

    found = pages.differences(before, pages.fetch(client, before))

    changed = [one for one in found if not excused(story.code, day, one)]
    assert not changed, f"{len(changed)} lines changed:\n" + "\n".join(map(str, changed))
    assert unused(story.code, day, found) == [], "Listed in later.json, and no longer so."


def test_every_programme_has_six_days_one_of_them_quick():
    assert {len(story.days) for story in stories.every_story()} == {6}
    assert all(story.days == sorted(set(story.days)) for story in stories.every_story())


def test_the_days_lie_in_the_lives_of_the_programmes():
    for story in stories.every_story():
        last = max(stories.days_known(story))
        assert all(day < last for day in story.days), story.code
        assert isinstance(story.days[0], datetime.date)
