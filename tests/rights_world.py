"""A small world for the walk through docs/permissions.md: people, and one record of each kind.

Avon is one's own council and Brook a partner: both share in a partnership, whose manager is one's
own too. Elm is a member of it that does not share. Dene is a stranger; it has a partnership of its
own. `records` holds what is tried, by kind and whose it is, as in the table of records.
"""

import copy
from typing import Any

from django.contrib.auth.models import AnonymousUser

from decisions import models as decided
from decisions.choices import CaseStage, Outcome, WhoMustPass
from programmes import models as who
from programmes.choices import GrantRole, Visibility
from programmes.operations import keep
from tests import factories as make
from workstreams import models as what
from workstreams.choices import RoleKind, Standing

ROLES = {
    "member": GrantRole.MEMBER,
    "officer": GrantRole.OFFICER,
    "clerk": GrantRole.CLERK,
    "manager": GrantRole.MANAGER,
    "administrator": GrantRole.ADMINISTRATOR,
}
SINCE = {"start": "2009-01-01"}


class World:
    """People, and the records they try their rights on."""

    def __init__(self) -> None:
        self.programme = make.ProgrammeFactory()
        self.partnership = self.programme.partnership
        self.avon, self.brook, self.dene, self.elm = make.OrganisationFactory.create_batch(4)
        self.elsewhere = make.ProgrammeFactory()
        for council in (self.avon, self.brook, self.elm):
            make.MembershipFactory(partnership=self.partnership, organisation=council)
        self.sharing, _ = (
            make.SharingFactory(partnership=self.partnership, organisation=council, source="Letter")
            for council in (self.avon, self.brook)
        )
        self.joined = make.MembershipFactory(organisation=self.avon).partnership
        make.MembershipFactory(partnership=self.elsewhere.partnership, organisation=self.dene)
        self.people = self._people()
        self.records = self._records()

    def _people(self) -> dict[tuple[str, str], Any]:
        """By whose and role; a partnership is one's own or a stranger's, a partner has none.

        The member that does not share is called silent.
        """
        councils = {"own": self.avon, "partner": self.brook, "stranger": self.dene}
        partnerships = {"own": self.partnership, "stranger": self.elsewhere.partnership}
        people: dict[tuple[str, str], Any] = {
            ("", "signed out"): AnonymousUser(),
            ("", "no role"): make.UserFactory(),
            ("", "system administrator"): make.UserFactory(is_superuser=True, is_staff=True),
        }
        for whose, council in councils.items():
            for name, role in ROLES.items():
                at = partnerships.get(whose) if name == "manager" else council
                if at is not None:
                    people[whose, name] = make.UserFactory(name=f"{whose} {name}")
                    self.grant(people[whose, name], role, at)
        for name in ("member", "clerk"):
            people["silent", name] = make.UserFactory(name=f"silent {name}")
            self.grant(people["silent", name], ROLES[name], self.elm)
        return people

    @staticmethod
    def grant(user: Any, role: str, organisation: Any) -> who.Grant:
        return keep(record=who.Grant(user=user, role=role, organisation=organisation, **SINCE))

    def _records(self) -> dict[tuple[str, str], Any]:
        return {**self._of_who(), **self._of_what(), **self._of_decided()}

    def _of_who(self) -> dict[tuple[str, str], Any]:
        p, avon = self.programme, self.avon
        of_p: dict[str, Any] = {"programme": p}
        self.phase = make.PhaseFactory(**of_p)
        self.document = make.DocumentFactory(**of_p)
        self.body = make.BodyFactory(organisation=avon)
        self.board = make.BodyFactory(organisation=self.partnership)
        self.meeting = make.MeetingFactory(body=self.body)
        self.person = keep(record=who.Person(code="ann", name="Ann Lee"))
        self.post = keep(record=who.Post(code="director", title="Director"))
        employer = keep(record=who.PostOrganisation(post=self.post, organisation=avon))
        tenure = keep(record=who.Tenure(post=self.post, person=self.person, **SINCE))
        self.agreed = keep(
            record=who.NameAgreement(
                post=self.post, organisation=avon, name="Head", instead_of="Director"
            )
        )
        self.conflict = keep(record=who.Conflict(code="who", question="Who?", **of_p, **SINCE))
        successor = make.OrganisationFactory()
        cited = who.Citation(
            record_type="programmes.phase", record_id=self.phase.pk, document=self.document
        )
        subject = who.Subject(
            record_type="programmes.conflict",
            record_id=self.conflict.pk,
            subject_type="programmes.phase",
            subject_id=self.phase.pk,
        )
        dated = who.DatedValue(
            record_type="programmes.conflict",
            record_id=self.conflict.pk,
            field="settlement",
            value="Ann Lee.",
            start="2011-01-01",
        )
        member = who.Membership.objects.get(organisation=avon, partnership=self.partnership)
        ended = {"start": "2001-01-01", "end": "2001-12-31"}
        past = make.SharingFactory(partnership=self.partnership, organisation=avon, **ended)
        succession = who.Succession(predecessor=avon, successor=successor)
        self.given = self.grant(make.UserFactory(), GrantRole.MEMBER, avon)
        principle = who.Principle(number="1", text="Be fair.", **of_p, **SINCE)
        self.criterion = who.Criterion(
            number="1", text="Cost", weight=50, lowest=1, highest=5, **of_p, **SINCE
        )
        return {
            ("Organisation", "the council"): avon,
            ("Organisation", "the partnership"): who.Organisation.objects.get(
                pk=self.partnership.pk
            ),
            ("OrganisationName", "the council's"): keep(
                record=who.OrganisationName(organisation=avon, name="Avonshire")
            ),
            ("Succession", "of the council"): keep(record=succession),
            ("Membership", "of the partnership"): member,
            ("Sharing", "the council's, by a letter"): self.sharing,
            ("Sharing", "the council's, without a source"): past,
            ("Programme", "the partnership's"): p,
            ("Phase", "the programme's"): self.phase,
            ("Principle", "the programme's"): keep(record=principle),
            ("Criterion", "the programme's"): keep(record=self.criterion),
            ("Body", "the council's"): self.body,
            ("Body", "the partnership's"): self.board,
            ("Power", "the council's"): keep(record=who.Power(body=self.body, kind="decides")),
            ("Power", "the partnership's"): keep(
                record=who.Power(body=self.board, kind="recommends")
            ),
            ("Meeting", "the council's"): self.meeting,
            ("Meeting", "the partnership's"): make.MeetingFactory(body=self.board),
            ("Person", "in a post of the council"): self.person,
            ("Post", "the council's"): self.post,
            ("PostOrganisation", "the council's"): employer,
            ("Tenure", "of the council's post"): tenure,
            ("NameAgreement", "for the council's post"): self.agreed,
            ("Document", "the programme's"): self.document,
            ("Document", "the council's"): make.DocumentFactory(organisation=avon, **of_p),
            ("Document", "no programme's"): make.DocumentFactory(programme=None),
            ("Citation", "of the programme's phase"): keep(record=cited),
            ("Conflict", "the programme's"): self.conflict,
            ("Reading", "of the programme's conflict"): keep(
                record=who.Reading(conflict=self.conflict, statement="This one.")
            ),
            ("Subject", "of the programme's conflict"): keep(record=subject),
            ("DatedValue", "of the programme's conflict"): keep(record=dated),
            ("Grant", "in the council"): self.given,
        }

    def _of_what(self) -> dict[tuple[str, str], Any]:
        p, avon = self.programme, self.avon
        of_p: dict[str, Any] = {"programme": p}
        self.led, self.unled = make.WorkstreamFactory.create_batch(2, **of_p)
        role = make.RoleFactory(workstream=self.led, organisation=avon)
        make.RoleFactory(
            workstream=self.unled, organisation=avon, standing=Standing.PROPOSED, kind=RoleKind.HOST
        )
        review = {"title": "Review", **of_p, **SINCE}
        self.review = keep(record=what.Review(code="a", **review))
        update = {"date": "2010-02-01", "narrative": "Begun."}
        self.ranking = make.RankingFactory(by=avon, **of_p)
        self.scoring = make.ScoringFactory(by=avon, **of_p)
        self.council_stage = make.StageFactory(workstream=self.led, owner=avon, spell=2)
        found: dict[tuple[str, str], Any] = {
            ("Workstream", "the programme's"): self.led,
            ("Lineage", "the programme's"): keep(
                record=what.Lineage(predecessor=self.led, successor=self.unled, kind="merged")
            ),
            ("Stage", "the programme's"): make.StageFactory(workstream=self.led),
            ("Stage", "the council's own"): self.council_stage,
            ("WorkstreamRole", "the programme's"): role,
            ("Arrangement", "the programme's"): keep(
                record=what.Arrangement(
                    workstream=self.led,
                    model="in-house",
                    standing=Standing.PROPOSED,
                    **SINCE,
                )
            ),
            ("StatusUpdate", "of a workstream that the council leads"): keep(
                record=what.StatusUpdate(workstream=self.led, **update)
            ),
            ("StatusUpdate", "of a workstream that nobody leads"): keep(
                record=what.StatusUpdate(workstream=self.unled, **update)
            ),
            ("Milestone", "of a workstream that the council leads"): make.MilestoneFactory(
                workstream=self.led, **of_p
            ),
            ("Milestone", "the programme's"): make.MilestoneFactory(**of_p),
            ("Milestone", "the council's own"): make.MilestoneFactory(owner=avon, **of_p),
            ("Review", "the programme's"): self.review,
            ("Review", "the council's own"): keep(
                record=what.Review(code="b", owner=avon, **review)
            ),
            ("Finding", "of the programme's review"): keep(
                record=what.Finding(review=self.review, order=1, text="Well done.")
            ),
            ("Ranking", "the partnership's"): make.RankingFactory(by=self.partnership, **of_p),
            ("Ranking", "the council's"): self.ranking,
            ("RankingEntry", "of the council's ranking"): keep(
                record=what.RankingEntry(ranking=self.ranking, workstream=self.led, rank=1)
            ),
            ("Scoring", "the partnership's"): make.ScoringFactory(by=self.partnership, **of_p),
            ("Scoring", "the council's"): self.scoring,
            ("Score", "of the council's scores"): keep(
                record=what.Score(
                    scoring=self.scoring, criterion=self.criterion, workstream=self.led, value=3
                )
            ),
        }
        texts = {"code": "x", **of_p, **SINCE}
        for model, values in {
            what.Risk: {"text": "A risk."},
            what.Contribution: {"organisation": avon, "kind": "money", "text": "Money."},
            what.Consultation: {"who": "Staff", "on_what": "The plan."},
        }.items():
            name = model.__name__
            found[name, "the programme's"] = keep(record=model(**texts, **values))
            own = {**texts, **values, "code": "y", "owner": avon}
            found[name, "the council's own"] = keep(record=model(**own))
        return found

    def _of_decided(self) -> dict[tuple[str, str], Any]:
        p, avon = self.programme, self.avon
        of_p: dict[str, Any] = {"programme": p}
        self.proposal = keep(
            record=decided.Proposal(code="x", title="Share", kind="start sharing", **of_p, **SINCE)
        )
        self.agreement = keep(
            record=decided.Agreement(
                code="x", title="Memorandum", kind="memorandum of understanding", **of_p, **SINCE
            )
        )
        option = {"title": "Share", "standing": Standing.PROPOSED, "proposal": self.proposal}
        self.option = keep(record=decided.Option(code="x", **option, **of_p))
        self.gate = make.GateFactory(**of_p)
        self.own_gate = make.GateFactory(programme=None, by=avon, who_must_pass=WhoMustPass.OWNER)
        self.decision = make.DecisionFactory(organisation=avon, **of_p)
        self.clause = make.ClauseFactory(decision=self.decision)
        self.style = make.HouseStyleFactory(organisation=avon)
        self.report = make.ReportFactory(organisation=avon, style=self.style, **of_p)
        self.draft = make.ReportFactory(
            organisation=avon, style=self.style, date="2009-06-01", published="", **of_p
        )
        delegation = {"to": self.post, "on_what": "Staff", "state": "granted", **of_p, **SINCE}
        case = {"title": "Case", "stage": CaseStage.values[0], "proposal": self.proposal}
        self.approval = decided.Approval(
            gate=self.gate,
            proposal=self.proposal,
            organisation=avon,
            outcome=Outcome.values[0],
            date="2010-03-01",
        )
        return {
            ("Agreement", "the programme's"): self.agreement,
            ("Party", "to the programme's agreement"): keep(
                record=decided.Party(agreement=self.agreement, organisation=avon)
            ),
            ("Proposal", "the programme's"): self.proposal,
            ("Option", "the programme's"): self.option,
            ("Option", "the council's own"): keep(
                record=decided.Option(code="y", owner=avon, **option, **of_p)
            ),
            ("OptionPoint", "of the programme's option"): keep(
                record=decided.OptionPoint(
                    option=self.option, kind="strength", number="1", text="Cheap."
                )
            ),
            ("BusinessCase", "the programme's"): keep(
                record=decided.BusinessCase(code="x", **case, **of_p)
            ),
            ("Gate", "the programme's"): self.gate,
            ("Gate", "the council's own"): self.own_gate,
            ("GateTest", "of the programme's gate"): keep(
                record=decided.GateTest(gate=self.gate, text="Is it better?")
            ),
            ("GateVoter", "of the programme's gate"): keep(
                record=decided.GateVoter(gate=self.gate, organisation=self.partnership)
            ),
            ("Approval", "the council's"): keep(record=self.approval),
            ("Decision", "the council's"): self.decision,
            ("Decision", "the partnership's"): make.DecisionFactory(
                organisation=self.partnership, **of_p
            ),
            ("Clause", "of the council's decision"): self.clause,
            ("CallIn", "of the council's decision"): keep(
                record=decided.CallIn(
                    decision=self.decision,
                    clause=self.clause,
                    date="2010-02-20",
                    called_by="Members",
                    grounds="Cost.",
                )
            ),
            ("Condition", "of the council's decision"): keep(
                record=decided.Condition(clause=self.clause, number="1", text="If.", **SINCE)
            ),
            ("Delegation", "by a body of the council"): keep(
                record=decided.Delegation(code="x", by=self.body, **delegation)
            ),
            ("HouseStyle", "the council's"): self.style,
            ("HouseSection", "of the council's style"): keep(
                record=decided.HouseSection(
                    style=self.style, part="section", key="purpose", title="Purpose"
                )
            ),
            ("Report", "the council's, not published"): self.draft,
            ("Report", "the council's"): self.report,
            ("ReportItem", "of the council's report"): keep(
                record=decided.ReportItem(report=self.report, section="purpose", text="Why.")
            ),
            ("ReportMeeting", "of the council's report"): keep(
                record=decided.ReportMeeting(report=self.report, meeting=self.meeting)
            ),
            ("Recommendation", "of the council's report"): make.RecommendationFactory(
                report=self.report
            ),
        }


def unsaved(record: Any) -> Any:
    """The same record as one that is still to be added."""
    new = copy.copy(record)
    new._state = copy.copy(record._state)
    new.pk, new._state.adding = None, True
    return new


LEVELS = {
    "public": Visibility.PUBLIC,
    "between partners": Visibility.PARTNERS,
    "the owner's alone": Visibility.OWNER,
}
