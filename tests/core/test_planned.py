"""Statements that PostgreSQL plans once for each connection answer as they would otherwise."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharedsvc.core.planned import PlannedOnce

pytestmark = pytest.mark.django_db
SHOWN = "SELECT %(word)s || ' ' || %(number)s, %(number)s + 1 WHERE %(number)s > 0"


def test_the_same_is_asked_with_other_values():
    asked = PlannedOnce(SHOWN, number="bigint", word="text")
    for number in range(1, 9):  # PostgreSQL chooses a plan for all values after five
        assert asked.ask(word="two; three", number=number) == [(f"two; three {number}", number + 1)]
    assert asked.ask(word="none", number=0) == []


def test_it_is_one_statement_each_time():
    asked = PlannedOnce(SHOWN, number="bigint", word="text")
    with CaptureQueriesContext(connection) as captured:
        asked.ask(word="first", number=1)
        asked.ask(word="second", number=2)
    assert len(captured) == 2
    if connection.vendor == "postgresql":
        first, second = (query["sql"].split()[0] for query in captured)
        assert (first, second) == ("PREPARE", "EXECUTE")


@pytest.mark.django_db(transaction=True)
def test_another_connection_plans_it_anew():
    asked = PlannedOnce(SHOWN, number="bigint", word="text")
    asked.ask(word="before", number=1)
    if connection.vendor == "postgresql":
        connection.close()
    assert asked.ask(word="after", number=1) == [("after 1", 2)]
