"""What was renamed has the name of the day on every page, list, count, report and file."""

import pytest
from django.test import Client

from decisions.models import ReportItem
from programmes.models import PostOrganisation, Tenure
from programmes.operations import keep, set_subjects
from programmes.renaming import rename
from sharedsvc.core.history import recording
from tests import factories as make
from tests.portal.pages import read
from workstreams.models import Lineage, RankingEntry

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "2021-06-30", "2022-06-30"
SINCE = "2022-04-01"
# What each is called before and after. No name stands in another.
NAMES = {
    "council": ("Avonmouth", "Severnside"),
    "partnership": ("Western Alliance", "Estuary Union"),
    "body": ("Kitchen Cabinet", "Small Executive"),
    "person": ("Marjorie Quince", "Marjorie Plumtree"),
    "post": ("Head of Drains", "Director of Water"),
    "programme": ("Sharing Everything", "Doing Less Together"),
    "phase": ("Opening Phase", "Phase the First"),
    "stream": ("Gully Cleaning", "Surface Water"),
    "successor": ("Sewer Renewal", "Pipe Replacement"),
    "agreement": ("Gentlemen Treaty", "Deed of Cooperation"),
    "gate": ("Sniff Test", "Outline Case Check"),
    "proposal": ("Pool the Lorries", "Merge the Fleet"),
}


class World:
    """One of everything that has a name, with what names it; each renamed on 1 April 2022."""

    def __init__(self) -> None:
        with recording(user=None, reason="Heard of"):
            self._who()
            self._what()
            self._decided()
        with recording(user=None, reason="Renamed"):
            for name, (_, new) in NAMES.items():
                record = getattr(self, name)
                rename(record=type(record).objects.get(pk=record.pk), name=new, since=SINCE)

    def _who(self) -> None:
        old = {name: before for name, (before, _) in NAMES.items()}
        self.council = make.OrganisationFactory(code="AVC", name=old["council"])
        self.partnership = make.PartnershipFactory(code="west", name=old["partnership"])
        for council in (self.council, make.OrganisationFactory(code="BRC", name="Brook")):
            make.MembershipFactory(partnership=self.partnership, organisation=council)
        self.programme = make.ProgrammeFactory(
            code="west", title=old["programme"], partnership=self.partnership
        )
        self.of_p = {"programme": self.programme}
        self.phase = make.PhaseFactory(code="one", title=old["phase"], **self.of_p)
        self.body = make.BodyFactory(code="cab", name=old["body"], organisation=self.council)
        self.meeting = make.MeetingFactory(code="met", body=self.body, date="2021-05-01")
        self.person = make.PersonFactory(code="mq", name=old["person"])
        self.post = make.PostFactory(code="drains", title=old["post"])
        keep(record=PostOrganisation(post=self.post, organisation=self.council))
        keep(record=Tenure(post=self.post, person=self.person, start="2009"))

    def _what(self) -> None:
        self.stream, self.successor = (
            make.WorkstreamFactory(ref=ref, title=NAMES[name][0], **self.of_p)
            for ref, name in (("A1", "stream"), ("A2", "successor"))
        )
        make.StageFactory(workstream=self.stream, phase=self.phase, priority=1)
        make.StageFactory(workstream=self.successor, owner=self.council)
        make.RoleFactory(workstream=self.stream, organisation=self.council)
        held = {"kind": "supporting", "organisation": None, "post": self.post}
        make.RoleFactory(workstream=self.stream, person=self.person, **held | {"post": None})
        third = make.WorkstreamFactory(ref="A3", title="Ditches", **self.of_p)
        keep(record=Lineage(predecessor=third, successor=self.successor, kind="merged"))
        self.ranking = make.RankingFactory(
            code="ranks", by=self.council, title="List", date="2021-01-15", **self.of_p
        )
        for rank, one in enumerate((self.stream, self.successor), start=1):
            keep(record=RankingEntry(ranking=self.ranking, workstream=one, rank=rank))
        make.MilestoneFactory(workstream=self.stream, title="Dig", due="2030", **self.of_p)

    def _decided(self) -> None:
        self.agreement = make.AgreementFactory(
            code="treaty", title=NAMES["agreement"][0], **self.of_p
        )
        self.proposal = make.ProposalFactory(
            code="pool", title=NAMES["proposal"][0], start="2010", **self.of_p
        )
        set_subjects(record=self.proposal, subjects=[self.stream])
        self.gate = make.GateFactory(code="sniff", title=NAMES["gate"][0], **self.of_p)
        decision = make.DecisionFactory(
            code="took", organisation=self.council, body=self.body, date="2021-05-01", **self.of_p
        )
        clause = make.ClauseFactory(decision=decision)
        set_subjects(record=clause, subjects=[self.stream])
        self.report = make.ReportFactory(
            code="paper", organisation=self.council, date="2021-06-01", published="", **self.of_p
        )
        make.RecommendationFactory(report=self.report, body=self.body, meeting=self.meeting)
        placed = {"report": self.report, "section": "background"}
        leads = {"block": "leads table", "phase": self.phase, "order": 1}
        ranked = {"block": "ranked list", "ranking": self.ranking, "order": 2}
        for item in (leads, ranked):
            keep(record=ReportItem(**placed, **item))


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def get(world):
    client = Client()

    def page(address: str, day: str, **more) -> bytes:
        answer = client.get(address, {"as_at": day, **more})
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content

    return page


def said(text: str) -> tuple[set[str], set[str]]:
    """Which of the old and which of the new names stand in a text."""
    old = {name for name, (before, _) in NAMES.items() if before in text}
    new = {name for name, (_, after) in NAMES.items() if after in text}
    return old, new


PAGES = {
    "/": {"programme"},
    "/programmes/": {"programme"},
    "/programmes/west/": {"programme", "partnership", "council", "stream", "successor", "phase"},
    "/programmes/west/proposals/": {"proposal", "agreement", "gate"},
    "/programmes/west/background/": {"person", "post", "body", "council"},
    "/programmes/west/rankings/": {"council", "stream", "successor"},
    "/programmes/west/workstreams/A1/": {"stream", "council", "person", "programme", "gate"},
    "/programmes/west/workstreams/A2/": {"successor"},
    "/programmes/west/workstreams/A3/": {"successor"},
    "/organisations/AVC/": {"council", "programme", "stream"},
    "/partnerships/west/": {"partnership", "council", "programme"},
    "/bodies/cab/": {"body", "council"},
    "/meetings/met/": {"body", "council"},
    "/people/mq/": {"person", "post"},
    "/posts/drains/": {"post", "person", "council"},
    "/phases/west/one/": {"phase", "programme"},
    "/agreements/west/treaty/": {"agreement", "programme"},
    "/proposals/west/pool/": {"proposal", "stream", "programme"},
    "/gates/sniff/": {"gate", "programme"},
    "/decisions/took/": {"body", "stream"},
    "/reports/": {"council"},
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_the_names_of_its_day(get, address):
    for day, which in ((BEFORE, 0), (AFTER, 1), ("", 1)):
        main = read(get(address, day).decode()).text()
        names = said(main)
        assert PAGES[address] <= names[which], (day, names)
        assert not names[1 - which], (day, names[1 - which])
