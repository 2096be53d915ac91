"""Two acts at once on the gates of one programme: neither passes the other unseen."""

from django.core.exceptions import ValidationError

from decisions.models import Approval
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from tests.factories import GateFactory, OrganisationFactory, RoleFactory, WorkstreamFactory
from tests.together import at_once
from workstreams.models import Stage, Workstream

TIMES = 5


def make(ref):
    """A workstream whose one council has passed the gate in front of it."""
    with recording(user=None, reason="Test"):
        found = WorkstreamFactory(ref=ref)
        council = OrganisationFactory()
        RoleFactory(workstream=found, organisation=council, kind="participant", start="2010-01-01")
        gate = GateFactory(programme=found.programme, start="2010-01-01")
        vote = {"organisation": council, "outcome": "approved", "date": "2015-01-01"}
        keep(record=Approval(gate=gate, workstream=found, **vote))
    return found


def done(act):
    """Whether an act stood."""
    try:
        with recording(user=None, reason="Test"):
            act()
    except ValidationError:
        return False
    return True


def test_of_going_live_and_taking_the_approval_away_one_is_refused(together):
    for number in range(TIMES):
        workstream = make(f"A{number}")

        def go_live(pk=workstream.pk):
            here = Workstream.objects.get(pk=pk)
            keep(record=Stage(workstream=here, stage="live", start="2015-03-01"))

        def take_away(pk=workstream.pk):
            approval = Approval.objects.get(workstream=pk)
            strike_out(record=approval, reason="A mistake.")

        stood = at_once(lambda act=go_live: done(act), lambda act=take_away: done(act))

        is_live = Stage.objects.filter(workstream=workstream, struck_out="").exists()
        is_approved = Approval.objects.filter(workstream=workstream, struck_out="").exists()
        assert sorted(stood) == [False, True]
        assert is_live == is_approved
