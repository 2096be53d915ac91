"""The forms are no way round a gate: what takes effect too early is refused, all told."""

import pytest

from decisions.models import Approval
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.admin.conftest import address, send
from tests.factories import GateFactory, OrganisationFactory, RoleFactory, WorkstreamFactory
from workstreams.models import Arrangement, Stage

EARLY = {"start": "2015-03-01", "reason": "It went live."}
WHY = "The report says that lorries ran before Ash had agreed."


@pytest.fixture
def workstream(db):
    """A workstream in which one council takes part, behind a gate that it has not passed."""
    with recording(user=None, reason="Test"):
        found = WorkstreamFactory(ref="lorries")
        ash = OrganisationFactory(code="ash", name="Ash")
        RoleFactory(workstream=found, organisation=ash, kind="participant", start="2010-01-01")
        GateFactory(programme=found.programme, title="Full case", start="2010-01-01")
        GateFactory(programme=found.programme, title="Go live", order=2, start="2010-01-01")
    return found


def said(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("model", "typed"),
    [(Stage, {"stage": "live"}), (Arrangement, {"model": "company", "standing": "in force"})],
)
def test_a_form_of_what_would_take_effect_too_early_says_all_that_lacks(
    chiefs, workstream, model, typed
):
    place = address(model, "add")
    answer = send(chiefs, place, workstream=workstream.pk, **typed, **EARLY)

    assert answer.status_code == 200
    assert "cannot take effect" in said(answer)
    for gate in ("“Full case”", "“Go live”"):
        assert f"{gate} waits for Ash (no outcome is recorded)." in said(answer)
    assert "was added" not in said(chiefs.get(address(model)))
    assert not model.objects.exists()

    answer = send(chiefs, place, workstream=workstream.pk, before_gates=WHY, **typed, **EARLY)
    assert answer.status_code == 302
    assert model.objects.get().before_gates == WHY


def test_what_it_rests_on_is_not_struck_out_on_a_form(chiefs, workstream):
    ash = workstream.roles.get().organisation
    with recording(user=None, reason="Test"):
        for gate in workstream.programme.gates.all():
            vote = {"workstream": workstream, "organisation": ash, "date": "2015-01-01"}
            keep(record=Approval(gate=gate, outcome="approved", **vote))
        keep(record=Stage(workstream=workstream, stage="live", start="2015-03-01"))
    approval = Approval.objects.first()
    answer = send(chiefs, address(Approval, "strike_out", approval.pk), reason="A mistake.")

    assert "would be left without what was in front of it" in said(answer)
    approval.refresh_from_db()
    assert approval.struck_out == ""


def test_a_row_on_the_workstreams_form_is_no_way_round(chiefs, workstream):
    place = address(type(workstream), "change", workstream.pk)
    row = {"stages-TOTAL_FORMS": "1", "stages-0-stage": "live", "stages-0-start": "2015-03-01"}
    row |= {"stages-0-workstream": workstream.pk, "stages-0-visibility": "public"}
    answer = send(chiefs, place, reason="It went live.", **row, **{"stages-0-spell": "1"})

    assert answer.status_code == 200
    assert "cannot take effect" in said(answer)
    assert not Stage.objects.exists()
