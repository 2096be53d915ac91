"""From a page to the forms for its record: for those who may, and for nobody else."""

import pytest

from programmes.choices import GrantRole
from programmes.models import Grant
from tests import factories as make
from tests.portal.pages import Page, read

CHANGE, UPDATE = "Change this record", "Update this workstream"


@pytest.fixture
def council(recorded):
    return make.OrganisationFactory()


def led_by(council):
    """A workstream that the council leads, in a programme of which it is a member."""
    programme = make.ProgrammeFactory()
    make.MembershipFactory(partnership=programme.partnership, organisation=council)
    workstream = make.WorkstreamFactory(programme=programme)
    make.RoleFactory(workstream=workstream, organisation=council)
    return workstream


def links_on(client, record) -> dict[str, str]:
    """Where a record's page says that it can be changed or added to."""
    address = record.get_absolute_url()
    answer = client.get(address)
    page = Page(address, answer.status_code, read(answer.content.decode()), [])
    return {words: to for words, to in page.links if words in (CHANGE, UPDATE)}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (GrantRole.MANAGER, {CHANGE}),
        (GrantRole.OFFICER, {UPDATE}),
        (GrantRole.CLERK, set()),
        (GrantRole.MEMBER, set()),
        (None, set()),
    ],
)
def test_the_page_leads_those_who_may_to_the_forms(client, council, role, offered):
    workstream = led_by(council)
    if role:
        user = make.UserFactory()
        manages = role == GrantRole.MANAGER
        where = workstream.programme.partnership if manages else council
        Grant(user=user, organisation=where, role=role, start="2000-01-01").save()
        client.force_login(user)

    found = links_on(client, workstream)

    assert set(found) == offered
    assert [client.get(address).status_code for address in found.values()] == [200] * len(offered)


def test_officers_are_sent_to_the_page_of_updates_and_not_to_the_admin(admin_client, council):
    workstream = led_by(council)
    assert links_on(admin_client, workstream)[UPDATE] == (f"{workstream.get_absolute_url()}update/")
