"""A programme that runs today, with people of every role, for tests of home."""

import datetime
from types import SimpleNamespace
from typing import Any

from decisions.models import Recommendation, Report
from programmes.choices import GrantRole
from programmes.models import Meeting
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.saving import create_many
from sharedsvc.core.versions import Opened
from sharedsvc.portal.updates.saving import keep_draft
from tests.admin.conftest import person_with
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    HouseStyleFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProgrammeFactory,
    RankingFactory,
    ReportFactory,
    RoleFactory,
    WorkstreamFactory,
)
from workstreams.models import Milestone, StatusUpdate, Workstream, WorkstreamRole

TODAY = datetime.date.today()
NAMES = {
    "officer": (GrantRole.OFFICER, "Ann Lee"),
    "member": (GrantRole.MEMBER, "Meg Hill"),
    "clerk": (GrantRole.CLERK, "Cai Rees"),
    "administrator": (GrantRole.ADMINISTRATOR, "Ada Ford"),
}


def iso(days: int) -> str:
    """The day that is so many days from today."""
    return (TODAY + datetime.timedelta(days=days)).isoformat()


def home_world() -> SimpleNamespace:
    """Avon leads bins with Brook and hosts payroll; Brook leads libraries; nobody leads roads.

    The board met 12 days ago and meets in 14 days. Avon's cabinet is asked two things in 9 days;
    its committee was asked one 20 days ago, without an outcome.
    """
    with recording(user=None, reason="Test"):
        here = _councils()
        _work(here)
        _meetings(here)
    for name, (role, full_name) in NAMES.items():
        person = person_with(role, here.avon, name=full_name, email=f"{name}@severn.example")
        setattr(here, name, person)
    here.manager = person_with(
        GrantRole.MANAGER, here.partnership, name="Max Dean", email="manager@severn.example"
    )
    here.ben = person_with(GrantRole.OFFICER, here.brook, name="Ben Roy", email="ben@x.example")
    keep_draft(here.officer, here.payroll, {"narrative": "Half of it"}, Opened(None))
    return here


def _councils() -> SimpleNamespace:
    partnership = PartnershipFactory(code="severn", name="Severn Partnership")
    avon, brook, dene = (
        OrganisationFactory(code=name[:3].upper(), name=f"{name} Council", short_name=name)
        for name in ("Avon", "Brook", "Dene")
    )
    for council in (avon, brook, dene):
        MembershipFactory(partnership=partnership, organisation=council)
    programme = ProgrammeFactory(
        code="severn",
        title="Shared Services of the Severn",
        partnership=partnership,
        start=iso(-700),
        summary="Three councils share what each does alone.",
    )
    found = {"partnership": partnership, "programme": programme}
    return SimpleNamespace(avon=avon, brook=brook, dene=dene, **found)


def _work(here: Any) -> None:
    here.bins, here.payroll, here.libraries, here.roads = (
        WorkstreamFactory(programme=here.programme, ref=ref, title=title, start=iso(-600))
        for ref, title in (
            ("bins", "Bins and recycling"),
            ("payroll", "Payroll"),
            ("libraries", "Libraries"),
            ("roads", "Roads"),
        )
    )
    since = {"start": iso(-500)}
    RoleFactory(workstream=here.bins, organisation=here.avon, kind="joint lead", **since)
    RoleFactory(workstream=here.bins, organisation=here.brook, kind="joint lead", **since)
    RoleFactory(workstream=here.payroll, organisation=here.avon, kind="host", **since)
    RoleFactory(workstream=here.libraries, organisation=here.brook, **since)
    for one, days, rating, words in (
        (here.bins, -50, "amber", "Two lorries are late."),
        (here.payroll, -3, "green", "The contract is signed."),
        (here.libraries, -5, "red", "No building was found."),
    ):
        keep(record=StatusUpdate(workstream=one, date=iso(days), rating=rating, narrative=words))
    for by in (here.partnership, here.brook):
        RankingFactory(programme=here.programme, by=by, date=iso(-300))


def _meetings(here: Any) -> None:
    board = BodyFactory(code="board", organisation=here.partnership, name="Severn Board")
    here.cabinet = BodyFactory(code="cabinet", organisation=here.avon, name="Cabinet")
    committee = BodyFactory(code="committee", organisation=here.avon, name="Policy Committee")
    here.elsewhere = BodyFactory(code="dene-cabinet", organisation=here.dene, name="Dene Cabinet")
    MeetingFactory(code="board-past", body=board, date=iso(-12), state="held")
    MeetingFactory(code="board-next", body=board, date=iso(14))
    here.next = MeetingFactory(code="cabinet-next", body=here.cabinet, date=iso(9))
    past = MeetingFactory(code="committee-past", body=committee, date=iso(-20), state="held")
    MeetingFactory(code="dene-next", body=here.elsewhere, date=iso(30))
    style = HouseStyleFactory(organisation=here.avon)
    mine = {"programme": here.programme, "organisation": here.avon, "style": style}
    report = ReportFactory(code="paper", title="Bins together", date=iso(-4), **mine)
    asked = ReportFactory(code="asked", title="Payroll together", date=iso(-25), **mine)
    here.draft = ReportFactory(
        code="draft", title="Libraries together", date=iso(-1), published="", **mine
    )
    _ask(report, "a", "agree", "that bins are shared with Brook", here.next)
    _ask(report, "b", "note", "the risks", here.next)
    _ask(asked, "a", "approve", "the business case for payroll", past)
    for council, days, title in (
        (here.avon, -40, "Avon agrees in principle"),
        (here.brook, -10, "Brook agrees to share bins"),
    ):
        decision = DecisionFactory(
            programme=here.programme, organisation=council, date=iso(days), title=title
        )
        ClauseFactory(decision=decision)


def _ask(report: Any, number: str, verb: str, text: str, meeting: Any) -> None:
    keep(
        record=Recommendation(
            report=report, number=number, verb=verb, text=text, meeting=meeting, body=meeting.body
        )
    )


def many_more(here: Any, size: int, first: int = 0) -> None:
    """As many more workstreams of Avon with what hangs on them, meetings and reports."""
    numbers = range(first, first + size)
    new = [
        Workstream(programme=here.programme, ref=f"B{n}", title=f"More {n}", start=iso(-400))
        for n in numbers
    ]
    held = {"kind": "lead", "standing": "confirmed", "start": iso(-300)}
    with recording(user=None, reason="Test"):
        create_many(new)
        create_many([WorkstreamRole(workstream=w, organisation=here.avon, **held) for w in new])
        create_many([StatusUpdate(workstream=w, narrative="Begun", date=iso(-60)) for w in new])
        create_many(
            [
                Milestone(
                    programme=here.programme,
                    workstream=w,
                    code=f"m-{w.ref}",
                    title="Set out",
                    start=iso(-60),
                    due=iso(30),
                    meeting=here.next,
                )
                for w in new
            ]
        )
        create_many(
            [Meeting(code=f"more-{n}", body=here.cabinet, date=iso(20 + n)) for n in numbers]
        )
        create_many(
            [Meeting(code=f"gone-{n}", body=here.cabinet, date=iso(-20 - n)) for n in numbers]
        )
        create_many([_report(here, n) for n in numbers])


def _report(here: Any, number: int) -> Report:
    """One that is not published."""
    draft = here.draft
    return Report(
        code=f"report-{number}",
        title=f"Report {number}",
        programme=draft.programme,
        organisation=draft.organisation,
        style=draft.style,
        date=iso(-2),
    )
