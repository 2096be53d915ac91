"""Questions of councillors, officers, managers and auditors: is each answered in two pages?

`questions/forty.json` was written from the reports before the pages were tried; `twenty-more.json`
by a sceptical clerk after they were mended; `examiner.json`, from the reports, by somebody who had
not seen the pages. A path begins at home. Each step follows a link, by its words, types into the
search box, asks for another day, or fills in the filters of a list; where it leads is written
beside it. What is expected stands together in one place; lists of it each in theirs.
"""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from tests.portal.conftest import REPORT_DAYS
from tests.portal.pages import Page, Site, address_of, is_said, passages
from tests.programmes_loaded import load_programmes

# The pages are fetched once; the mark has the tests' own database made for it.
pytestmark = [pytest.mark.django_db]

SETS = Path(__file__).parent / "questions"
NAMES = ("forty", "twenty-more", "examiner")
QUESTIONS = {
    question["id"]: question
    for name in NAMES
    for question in json.loads((SETS / f"{name}.json").read_text(encoding="utf-8"))
}
PAGES_AFTER_HOME = 2


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker):
    """Home and every page that the paths lead to, with all five programmes taken in."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes(*REPORT_DAYS)
        found = Site(Client())
        for address in ["/", *(step["to"] for q in QUESTIONS.values() for step in q["path"])]:
            found.get(address)
        transaction.set_rollback(True)
    return found


def leads_on(page: Page, step: dict) -> bool:
    """Whether a reader of the page can take this step to where it is said to lead."""
    if "follow" in step:
        links = [(words, address_of(link)) for words, link in page.links]
        return (step["follow"], address_of(step["to"])) in links
    if "search" in step:
        form = page.html.one("form", cls="top__search")
        return address_of(step["to"]) == address_of(
            f"{form.attributes['action']}?{urlencode({'q': step['search']})}"
        ) and can_be_chosen(form, "q", step["search"])
    if "as_at" in step:
        (form,) = page.html.all("form", cls="asat")
        return can_be_chosen(form, "as_at", step["as_at"])
    form = page.main.one("form", cls="sift__form")
    asked = parse_qs(urlsplit(step["to"]).query)
    return asked == {name: [value] for name, value in step["filter"].items()} and all(
        can_be_chosen(form, name, value) for name, value in step["filter"].items()
    )


def can_be_chosen(form, name: str, value: str) -> bool:
    """The form has this field, and the value is one of its options or can be typed."""
    (field,) = [f for f in form.all("select", "input") if f.attributes.get("name") == name]
    if field.tag == "input":
        return field.attributes["type"] in {"text", "search"}
    return value in [option.attributes["value"] for option in field.all("option")]


@pytest.mark.parametrize("code", QUESTIONS)
def test_the_question_is_answered(walked, code):
    question = QUESTIONS[code]
    page = walked.pages["/"]
    for step in question["path"]:
        assert leads_on(page, step), f"{page.address} does not lead on by {step}"
        page = walked.pages[step["to"]]
        assert (page.status, page.redirects) == (200, [])

    assert len(question["path"]) <= PAGES_AFTER_HOME
    assert question["address"] == page.address
    missing = [one for one in places(question["expected"]) if not is_said(one, passages(page))]
    assert missing == [], question["question"]


def places(expected: list) -> list[list[str]]:
    """What is expected in each place."""
    return expected if isinstance(expected[0], list) else [expected]


@pytest.mark.parametrize("name", NAMES)
def test_the_questions_are_of_all_programmes_and_of_all_who_ask(name):
    questions = json.loads((SETS / f"{name}.json").read_text(encoding="utf-8"))

    assert {q["programme"] for q in questions} == set(REPORT_DAYS)
    assert {q["asks"] for q in questions} >= {"councillor", "officer", "manager", "auditor"}
    assert len({q["question"] for q in questions}) == len(questions)
    assert all(q["paragraph"] and q["expected"] for q in questions)
