"""The list of milestones: soonest first; of one day, those of a programme together."""

import re

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_milestones_of_one_day_stand_by_programme(recorded, client):
    first, second = make.ProgrammeFactory(title="Waste"), make.ProgrammeFactory(title="Care")
    days = [(first, "2010-03-12"), (second, "2010-03-12"), (first, "2010-03-12")]
    for number, (programme, due) in enumerate([*days, (second, "2010-02-01")]):
        make.MilestoneFactory(programme=programme, due=due, title=f"Task {number}")

    page = client.get("/milestones/").content.decode()

    assert re.findall(r">\s*Task (\d)", page) == ["3", "0", "2", "1"]


def test_their_order_is_one_that_an_index_has(recorded, client, django_assert_max_num_queries):
    make.MilestoneFactory()
    with django_assert_max_num_queries(9) as captured:
        client.get("/milestones/")
    listed = [query["sql"] for query in captured if "ORDER BY" in query["sql"]]
    order = next(sql for sql in listed if 'FROM "workstreams_milestone"' in sql).rpartition(
        "ORDER BY"
    )
    assert re.findall(r'"workstreams_milestone"\."(\w+)"', order[2]) == [
        "due_latest",
        "programme_id",
        "id",
    ]
