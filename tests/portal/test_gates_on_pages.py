"""Who is waited for at a gate, as the pages say it."""

import pytest
from django.test import Client

from tests.factories import GateFactory, MembershipFactory, WorkstreamFactory
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.mark.parametrize("page", ["", "workstreams/A1/"])
def test_the_members_are_waited_for_where_nobody_has_a_role(page):
    workstream = WorkstreamFactory(ref="A1")
    programme = workstream.programme
    GateFactory(programme=programme)
    member = MembershipFactory(partnership=programme.partnership).organisation

    found = Site(Client()).get(f"/programmes/{programme.code}/{page}?as_at=2010-02-18")

    link = found.table("gates")[0]["Waiting for"].one("a")
    assert link.text() == member.label
    assert link.attributes["href"].startswith(f"/organisations/{member.code}/")
