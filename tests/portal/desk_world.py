"""What the tests of the desk start from: a programme of two councils, each with a house style."""

from decisions.choices import StylePart
from decisions.models import HouseSection
from programmes.choices import GrantRole
from programmes.models import Grant
from programmes.operations import cite, keep
from tests import factories as make
from workstreams.choices import RoleKind, Standing

DAY = "2010-02-18"
SECTIONS = ("purpose", "summary", "recommendations", "implications", "background-papers")


class DeskWorld:
    """Avon, whose clerk writes, and Brook, whose clerk may be offered a report."""

    def __init__(self):
        self.programme = make.ProgrammeFactory(code="p", title="Shared services")
        self.avon = make.OrganisationFactory(name="Avon Council", short_name="Avon")
        self.brook = make.OrganisationFactory(name="Brook Council", short_name="Brook")
        for council in (self.avon, self.brook):
            there = {"partnership": self.programme.partnership, "organisation": council}
            make.MembershipFactory(**there)
            make.SharingFactory(**there)
        self.styles = {one: self.style_of(one) for one in (self.avon, self.brook)}
        self.phase = make.PhaseFactory(programme=self.programme, title="Phase 1")
        self.waste = self.stream("Waste", self.brook, 1)
        self.audit = self.stream("Audit", self.avon, 2)
        self.document = make.DocumentFactory(programme=self.programme, title="The Review")
        cite(record=self.role, citations=[(self.document, "2.5", False)])
        self.cabinet = make.BodyFactory(organisation=self.avon, name="Cabinet")
        self.meeting = make.MeetingFactory(body=self.cabinet, date=DAY)
        self.panel = make.BodyFactory(organisation=self.avon, name="Scrutiny Panel")
        self.hearing = make.MeetingFactory(body=self.panel, date=DAY)
        self.clerk, self.second = (self.person(self.avon, name) for name in ("Ann Lee", "Bo Day"))
        self.brooks = self.person(self.brook, "Cy Orr")

    def style_of(self, council):
        style = make.HouseStyleFactory(
            organisation=council, title=f"Style of {council.short_name}", asks_lead_in="Agree to:"
        )
        parts = [(StylePart.SECTION, key, key.capitalize()) for key in SECTIONS]
        parts += [(StylePart.HEADER, "report-to", "To"), (StylePart.HEADER, "wards", "Wards")]
        parts += [(StylePart.IMPLICATION, "legal", "Legal")]
        for order, (part, key, title) in enumerate(parts, start=1):
            row = {"style": style, "part": part, "key": key, "title": title, "order": order}
            keep(record=HouseSection(**row))
        return style

    def stream(self, title, lead, priority):
        stream = make.WorkstreamFactory(
            programme=self.programme, title=title, ref=title.lower().replace(" ", "-")
        )
        make.StageFactory(workstream=stream, phase=self.phase, priority=priority)
        self.role = make.RoleFactory(
            workstream=stream, organisation=lead, kind=RoleKind.LEAD, standing=Standing.IN_FORCE
        )
        return stream

    def person(self, council, name):
        user = make.UserFactory(name=name)
        keep(
            record=Grant(user=user, role=GrantRole.CLERK, organisation=council, start="2009-01-01")
        )
        return user
