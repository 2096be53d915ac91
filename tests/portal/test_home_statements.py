"""How many SQL statements home costs each role: as many for 500 workstreams as for 10."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.choices import GrantRole
from programmes.operations import give_role
from sharedsvc.core.history import recording
from tests.admin.conftest import signed_in
from tests.portal.home_world import home_world, many_more

CEILINGS = {
    "officer": 33,
    "member": 23,
    "clerk": 18,
    "manager": 44,
    "administrator": 13,
    "everything": 48,
}


def statements(clients) -> dict[str, int]:
    found = {}
    for name, client in clients.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        found[name] = len(captured)
    return found


@pytest.fixture
def here(db):
    found = home_world()
    found.everything = type(found.officer).objects.create_user("all@severn.example", name="All")
    with recording(user=None, reason="Test"):
        for role in (GrantRole.OFFICER, GrantRole.MEMBER, GrantRole.CLERK, GrantRole.ADMINISTRATOR):
            give_role(user=found.everything, role=role, organisation=found.avon)
        give_role(user=found.everything, role=GrantRole.MANAGER, organisation=found.partnership)
    return found


def test_as_many_for_500_workstreams_and_meetings_as_for_10(here):
    clients = {name: signed_in(getattr(here, name)) for name in CEILINGS}
    many_more(here, 10)
    few = statements(clients)
    many_more(here, 490, first=10)

    assert statements(clients) == few
    assert {name: n for name, n in few.items() if n > CEILINGS[name]} == {}
