"""A programme of our own making, entered by workbook alone, is right on ten dates.

`known_by/answers.json` was written and committed before any page of it was seen: on each of ten
days what a council is called, who is a member, whether an agreement is signed, a condition met, a
gate passed, a decision rescinded, a notice waived, and what follows the partnership.
"""

import json
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.portal.workbook.programme import import_sheets
from tests.known_by.stories import PROGRAMMES
from tests.portal.pages import Site, is_said, normal, passages

# The pages are fetched once; the mark has the tests' own database made for it. Both databases are
# asked by a job of its own: .ci/known_by.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILE = Path(__file__).parent / "known_by" / "answers.json"
ANSWERS = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The pages that the answers stand on, each on its day."""
    with django_db_blocker.unblock(), transaction.atomic():
        sheets = read_workbook(PROGRAMMES / "fen-waste")
        assert import_sheets(sheets, user=None, reason="Test").problems == []
        found = Site(Client())
        for answer in ANSWERS:
            found.get(address_of(answer))
        transaction.set_rollback(True)
    return found


def address_of(answer: dict) -> str:
    joined = "&" if "?" in answer["address"] else "?"
    return f"{answer['address']}{joined}as_at={answer['day']}"


@pytest.mark.parametrize("answer", ANSWERS, ids=[f"{a['day']}-{a['about']}" for a in ANSWERS])
def test_the_answer_of_the_day_is_right(site, answer):
    page = site.pages[address_of(answer)]
    said = [*passages(page), normal(page.title)]

    assert page.status == 200
    assert [one for one in answer["said"] if not is_said(one, said)] == [], answer["question"]
    assert [one for one in answer["unsaid"] if is_said([one], said)] == [], answer["question"]


def test_there_are_ten_days_of_eight_questions_or_more():
    days = {day: [a for a in ANSWERS if a["day"] == day] for day in {a["day"] for a in ANSWERS}}

    assert len(days) == 10
    assert {day for day, answers in days.items() if len(answers) < 8} == set()
    assert [a for a in ANSWERS if not (a["said"] or a["unsaid"])] == []
