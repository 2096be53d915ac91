"""What was renamed has the name of the day on every page, list, count, report and file."""

import csv
import io
import re

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from decisions.models import HouseSection, Report, ReportItem, ReportMeeting
from decisions.operations import publish
from decisions.reports.build import build
from decisions.reports.formats import FORMATS
from decisions.reports.renderers.text import render_text
from decisions.reports.renditions import frozen
from programmes.models import PostOrganisation, Tenure
from programmes.operations import cite, keep, set_subjects
from programmes.renaming import rename
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from tests import factories as make
from tests.decisions.reading_back import texts_of
from tests.made_once import made_once
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

        document = make.DocumentFactory(**self.of_p)
        for one in (self.body, self.person, self.post, self.meeting):
            cite(record=one, citations=[(document, "1", False)], programme=self.programme)

    def _what(self) -> None:
        self.stream, self.successor = (
            make.WorkstreamFactory(ref=ref, title=NAMES[name][0], **self.of_p)
            for ref, name in (("A1", "stream"), ("A2", "successor"))
        )
        make.StageFactory(workstream=self.stream, phase=self.phase, priority=1)
        make.StageFactory(workstream=self.successor, owner=self.council)
        make.RoleFactory(workstream=self.stream, organisation=self.council)
        held = {"kind": "supporting", "organisation": None}
        make.RoleFactory(workstream=self.stream, person=self.person, **held)
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
            code="paper",
            organisation=self.council,
            date="2021-06-01",
            published="",
            contact=self.person,
            contact_post=self.post,
            **self.of_p,
        )
        make.RecommendationFactory(report=self.report, body=self.body, meeting=self.meeting)
        keep(record=ReportMeeting(report=self.report, meeting=self.meeting))
        sections = (
            ("header", "report-to", "To"),
            ("header", "contact-officer", "Contact"),
            ("section", "background", "Background"),
        )
        sections += (("section", "recommendations", "Recommendations"),)
        for order, (part, key, title) in enumerate(sections, start=1):
            of_style = {"style": self.report.style, "part": part, "key": key}
            keep(record=HouseSection(**of_style, title=title, order=order))
        placed = {"report": self.report, "section": "background"}
        leads = {"block": "leads table", "phase": self.phase, "order": 1}
        ranked = {"block": "ranked list", "ranking": self.ranking, "order": 2}
        for item in (leads, ranked):
            keep(record=ReportItem(**placed, **item))
        publish(record=self.report, day="2021-06-01", freeze=frozen)


@pytest.fixture
def world(db):
    return made_once(World)


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


OF_OTHER_DAYS = (
    r'<h2[^>]* id="since-when".*?(?=<h2|</main>)',  # since when, on a record's own page
    r'<p class="quiet former">.*?</p>',  # what it was called before
    r'<dl class="changes">.*?</dl>',  # what was recorded, and when
)


def on_the_day(html: bytes) -> str:
    """The words of a page, but for what it says itself of other days."""
    text = html.decode()
    for one in OF_OTHER_DAYS:
        text = re.sub(one, "", text, flags=re.S)
    return read(text).text()


PAGES = {
    "/": {"programme"},
    "/programmes/": {"programme"},
    "/programmes/west/": {"programme", "partnership", "council", "stream", "successor", "phase"},
    "/programmes/west/proposals/": {"proposal", "agreement", "programme"},
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
    "/decisions/west/took/": {"body", "stream", "council"},
    "/reports/": {"council"},
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_the_names_of_its_day(get, address):
    for day, which in ((BEFORE, 0), (AFTER, 1), ("", 1)):
        names = said(on_the_day(get(address, day)))
        assert PAGES[address] <= names[which], (day, names)
        assert not names[1 - which], (day, names[1 - which])


IN_LISTS = {
    "organisations": {"council"},
    "partnerships": {"partnership"},
    "memberships": {"council", "partnership"},
    "bodies": {"body", "council"},
    "meetings": {"body", "council"},
    "people": {"person"},
    "posts": {"post", "person", "council"},
    "phases": {"phase", "programme"},
    "workstreams": {"stream", "successor", "programme"},
    "roles": {"stream", "council", "person"},
    "stages": {"stream", "phase"},
    "agreements": {"agreement", "programme"},
    "proposals": {"proposal", "programme"},
    "gates": {"gate"},
    "rankings": {"council", "programme"},
    "milestones": {"stream", "programme"},
    "decisions": {"body", "programme"},
}
LISTS = [kind.key for kind in kinds if kind.listed]


def csv_text(content: bytes) -> str:
    return "\n".join(" ".join(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def xlsx_text(content: bytes) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return "\n".join(" ".join(map(str, row)) for row in sheet.iter_rows(values_only=True))


def the_same_names(texts, wanted, which, where):
    for text in texts:
        names = said(text)
        assert wanted <= names[which], (where, names)
        assert not names[1 - which], (where, names[1 - which])


@pytest.mark.once  # lists as at a day run on both (test_record_lists.py), so do the names on pages
@pytest.mark.parametrize("key", LISTS)
def test_a_list_and_its_files_say_the_names_of_their_day(get, key):
    for day, which in ((BEFORE, 0), (AFTER, 1), ("", 1)):
        texts = [
            on_the_day(get(f"/{key}/", day)),
            csv_text(get(f"/{key}/", day, format="csv")),
            xlsx_text(get(f"/{key}/", day, format="xlsx")),
        ]
        the_same_names(texts, IN_LISTS.get(key, set()), which, (key, day))


def test_a_position_taken_away_says_the_names_of_its_day(get):
    wanted = {"stream", "successor", "council", "phase"}
    for day, which in ((BEFORE, 0), (AFTER, 1), ("", 1)):
        texts = [
            csv_text(get("/programmes/west/", day, format="csv")),
            xlsx_text(get("/programmes/west/", day, format="xlsx")),
        ]
        the_same_names(texts, wanted, which, day)


IN_THE_REPORT = {"council", "body", "person", "post", "stream", "successor", "phase"}


def test_a_report_says_the_names_of_its_day(get):
    """Its own day is 1 June 2021; from the address one may ask for another."""
    for day, which in (("", 0), (BEFORE, 0), (AFTER, 1)):
        texts = [on_the_day(get("/reports/paper/", day))]
        for name in FORMATS:
            texts.append("\n".join(texts_of(name, get(f"/reports/paper.{name}", day))))
        the_same_names(texts, IN_THE_REPORT, which, day)


def test_a_report_from_the_command_line_says_the_names_of_its_day(world):
    out = io.StringIO()
    call_command("report", "paper", "--format", "html", stdout=out)
    assert said(out.getvalue()) == (IN_THE_REPORT, set())


def test_a_report_that_is_written_later_says_the_names_of_its_own_day(world):
    """Not published yet, or read as at its day again: it is written from the records."""
    report = Report.objects.for_report().get(code="paper")
    text = render_text(build(report, AnonymousUser()))
    assert said(text) == (IN_THE_REPORT, set())
    assert report.organisation.name == "Severnside"


def test_counts_and_filters_of_a_list_are_of_the_day(get, world):
    for day, name in ((BEFORE, "Avonmouth"), (AFTER, "Severnside")):
        page = get("/organisations/", day, part="yes").decode()
        assert name in page
        order = [row.all("th")[0].text() for row in read(page).one("main").all("tr")[1:]]
        assert order == sorted(order), "by the names of the day"


@pytest.mark.once
@pytest.mark.parametrize("address", ["/programmes/west/", "/organisations/", "/bodies/cab/"])
def test_a_day_of_other_names_costs_few_statements_more(world, address):
    client = Client()

    def cost(day):
        client.get(address, {"as_at": day})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, {"as_at": day}).status_code == 200
        return len(captured)

    assert abs(cost(BEFORE) - cost(AFTER)) <= 1


@pytest.mark.parametrize(("address", "name"), [
    ("/organisations/AVC/", "Avonmouth"),
    ("/people/mq/", "Marjorie Quince"),
    ("/programmes/west/", "Sharing Everything"),
    ("/programmes/west/workstreams/A1/", "Gully Cleaning"),
])  # fmt: skip
def test_what_was_renamed_says_so_under_its_name(get, address, name):
    said_so = f"Renamed 1 April 2022. Before, it was called “{name}”."
    assert said_so in read(get(address, AFTER).decode()).text()
    assert "Renamed 1 April" not in read(get(address, BEFORE).decode()).text()
