"""Who keeps a workstream's progress: the roles that give the right to update it, as cases."""

import datetime

import pytest

from tests.factories import OrganisationFactory, RoleFactory, WorkstreamFactory
from workstreams.choices import Answer
from workstreams.models import WorkstreamRole

pytestmark = pytest.mark.usefixtures("recorded")

DAY = datetime.date(2010, 2, 18)


@pytest.mark.parametrize(
    ("role", "counts"),
    [
        ({"kind": "lead"}, True),
        ({"kind": "joint lead"}, True),
        ({"kind": "host"}, True),
        ({"kind": "lead", "standing": "in force"}, True),
        ({"kind": "lead", "standing": "proposed"}, False),
        ({"kind": "lead", "standing": "ended"}, False),
        ({"kind": "provider"}, False),
        ({"kind": "participant"}, False),
        ({"kind": "lead", "start": "2010-02-18"}, True),
        ({"kind": "lead", "start": "2010-02-19"}, False),
        ({"kind": "lead", "start": "2010-02"}, False),
        ({"kind": "lead", "end": "2010-02-18"}, True),
        ({"kind": "lead", "end": "2010-02-17"}, False),
        ({"kind": "lead", "end": "2010"}, False),
        ({"kind": "host", "organisation": None, "answer": Answer.TO_BE_DECIDED}, False),
        ({"kind": "lead", "struck_out": "A mistake"}, False),
    ],
)
def test_who_surely_and_firmly_leads_or_hosts_keeps_its_progress(role, counts):
    council = OrganisationFactory()
    made = RoleFactory(**{"workstream": WorkstreamFactory(), "organisation": council, **role})
    found = WorkstreamRole.objects.not_struck_out().firmly_at_the_head(DAY)

    assert list(found) == ([made] if counts else [])
