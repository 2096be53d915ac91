"""A clerk says on a page that a condition is met, on evidence; its gate follows."""

import pytest
from django.test import Client

from decisions.models import Condition
from programmes.choices import GrantRole
from programmes.operations import keep
from sharedsvc.core.kinds import kinds
from tests.admin.conftest import person_with, send, signed_in
from tests.factories import (
    ClauseFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read
from tests.portal.test_gate_cell import vote

pytestmark = pytest.mark.usefixtures("recorded")
MET = {"state": "met", "day": "1 June 2015", "settled_by": "Cabinet", "evidence": "Minute 4."}


@pytest.fixture
def condition():
    """What one council's approval at a gate is subject to; the other approved without."""
    work = WorkstreamFactory(ref="A1")
    for code in ("ash", "elm"):
        council = OrganisationFactory(code=code, name=code.capitalize(), kind="unitary")
        RoleFactory(workstream=work, organisation=council, kind="participant", start="2010-01-01")
        MembershipFactory(partnership=work.programme.partnership, organisation=council)
    GateFactory(programme=work.programme, code="full", title="Full case", start="2010-01-01")
    clause = ClauseFactory(
        decision__programme=work.programme, decision__date="2015-01-01",
        decision__organisation=work.roles.get(organisation__code="ash").organisation,
    )  # fmt: skip
    made = keep(record=Condition(clause=clause, number="1", text="A loan.", start="2015-01-01"))
    vote(work, "ash", "approved with conditions", "2015-01-01", clause=clause)
    vote(work, "elm", "approved", "2015-01-01")
    return made


def clerk_of(condition, role=GrantRole.CLERK):
    return signed_in(person_with(role, condition.clause.decision.organisation))


def said(client, address):
    return read(client.get(address).content.decode()).text()


def at_gate(condition, day):
    work = condition.clause.approvals.get().workstream
    text = said(Client(), f"{work.get_absolute_url()}gates/full/?as_at={day}")
    return text.partition("Conditions of what was said")[0]


def test_a_condition_is_met_on_evidence_from_a_day_on(condition):
    clerk, page = clerk_of(condition), kinds.address(condition)
    form = f"/conditions/{condition.pk}/settle/"
    assert form in clerk.get(page).content.decode()
    assert form not in Client().get(page).content.decode()

    for wrong, words in (
        ({"evidence": ""}, "Say on what evidence"),
        ({"day": "1 January 2999"}, "later than today"),
        ({"state": "open"}, "Error: "),
        ({"settled_by": ""}, "Error: "),
    ):
        refused = send(clerk, form, **(MET | wrong), reason="The minute")
        assert refused.status_code == 200
        assert words in refused.content.decode(), wrong
    assert send(clerk, form, **MET, reason="The minute of June").status_code == 302

    condition.refresh_from_db()
    assert (condition.state, condition.settled_by, condition.end) == (
        "met",
        "Cabinet",
        "2015-06-01",
    )
    assert "Passed subject to conditions" in at_gate(condition, "2015-05-31")
    assert "Passed subject to" not in at_gate(condition, "2015-06-01")
    assert "1 June 2015" in said(Client(), page) and "Minute 4." in said(Client(), page)
    assert "The minute of June" in said(Client(), f"{page}history/")
    assert "settled already" in said(clerk, form)
    assert form not in clerk.get(page).content.decode()


def test_only_a_clerk_of_who_decided_says_so(condition):
    form = f"/conditions/{condition.pk}/settle/"
    elm = condition.clause.approvals.get().workstream.roles.get(organisation__code="elm")

    assert clerk_of(condition, GrantRole.OFFICER).get(form).status_code == 403
    another = signed_in(person_with(GrantRole.CLERK, elm.organisation))
    assert another.post(form, {**MET, "reason": "Ours"}).status_code == 403
    condition.refresh_from_db()
    assert condition.state == "open"


def test_what_was_sent_twice_or_settled_meanwhile_is_not_settled_again(condition):
    clerk, form = clerk_of(condition), f"/conditions/{condition.pk}/settle/"
    assert send(clerk, form, **MET, reason="One").status_code == 302

    again = clerk.post(form, {**MET, "state": "failed", "reason": "Two"})
    assert "settled already" in again.content.decode()
    condition.refresh_from_db()
    assert condition.state == "met"
