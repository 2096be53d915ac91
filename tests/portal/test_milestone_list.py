"""The list of milestones: soonest first; of one day by the titles of their programmes."""

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

    assert re.findall(r">\s*Task (\d)", page) == ["3", "1", "0", "2"]
