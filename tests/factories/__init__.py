"""Factories: sound records with as little said as possible; for use with `recorded`."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from decisions import models as decisions
from programmes import models as programmes
from programmes.choices import OrganisationKind
from programmes.operations import cite, keep
from sharedsvc.accounts.models import User
from workstreams import models as workstreams
from workstreams.choices import LifecycleStage, RankingKind, RoleKind, Standing


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class RecordFactory(DjangoModelFactory):
    """Saves through the operation, so that every factory's record obeys the rules."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return keep(record=model_class(*args, **kwargs))


class OrganisationFactory(RecordFactory):
    class Meta:
        model = programmes.Organisation

    code = factory.Sequence(lambda n: f"C{n}")
    name = factory.LazyAttribute(lambda o: f"{o.code} Council")


class PartnershipFactory(OrganisationFactory):
    class Meta:
        model = programmes.Partnership

    code = factory.Sequence(lambda n: f"partnership-{n}")
    name = factory.LazyAttribute(lambda o: f"Partnership {o.code}")
    kind = OrganisationKind.PARTNERSHIP


class MembershipFactory(RecordFactory):
    class Meta:
        model = programmes.Membership

    partnership = factory.SubFactory(PartnershipFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    start = "2009-01-01"


class SharingFactory(RecordFactory):
    """A member, unless it is one already, that shares from long ago on."""

    class Meta:
        model = programmes.Sharing

    partnership = factory.SubFactory(PartnershipFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    owner = factory.SelfAttribute("organisation")
    start = "2009-01-01"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        pair = {name: kwargs[name] for name in ("partnership", "organisation")}
        if not programmes.Membership.objects.filter(**pair).exists():
            MembershipFactory(**pair)
        return super()._create(model_class, *args, **kwargs)


class ProgrammeFactory(RecordFactory):
    class Meta:
        model = programmes.Programme

    code = factory.Sequence(lambda n: f"programme-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    partnership = factory.SubFactory(PartnershipFactory)
    start = "2009-01-01"


class PhaseFactory(RecordFactory):
    class Meta:
        model = programmes.Phase

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"phase-{n}")
    title = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())
    start = "2009-06-01"


class DocumentFactory(RecordFactory):
    class Meta:
        model = programmes.Document

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"document-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    date = "2010-02-18"


class BodyFactory(RecordFactory):
    class Meta:
        model = programmes.Body

    organisation = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda n: f"body-{n}")
    name = factory.LazyAttribute(lambda o: f"Name of {o.code}")


class MeetingFactory(RecordFactory):
    class Meta:
        model = programmes.Meeting

    body = factory.SubFactory(BodyFactory)
    code = factory.Sequence(lambda n: f"meeting-{n}")
    date = "2010-02-18"


def announce(meeting: Any, programme: Any, day: str = "2010-02-18") -> None:
    """Let a document of that day state a meeting that is to come."""
    document = DocumentFactory(programme=programme, date=day)
    cite(record=meeting, citations=[(document, "1", False)], programme=programme)


class WorkstreamFactory(RecordFactory):
    class Meta:
        model = workstreams.Workstream

    programme = factory.SubFactory(ProgrammeFactory)
    ref = factory.Sequence(lambda n: f"A{n}")
    title = factory.LazyAttribute(lambda o: f"Service {o.ref}")
    start = "2009-01-01"


class StageFactory(RecordFactory):
    class Meta:
        model = workstreams.Stage

    workstream = factory.SubFactory(WorkstreamFactory)
    stage = LifecycleStage.IDENTIFIED
    start = "2009-01-01"


class RoleFactory(RecordFactory):
    class Meta:
        model = workstreams.WorkstreamRole

    workstream = factory.SubFactory(WorkstreamFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = RoleKind.LEAD
    standing = Standing.CONFIRMED
    start = "2010-01-15"


class RankingFactory(RecordFactory):
    class Meta:
        model = workstreams.Ranking

    programme = factory.SubFactory(ProgrammeFactory)
    by = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda n: f"ranking-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    kind = RankingKind.RANKED
    date = "2010-01-15"


class CriterionFactory(RecordFactory):
    class Meta:
        model = programmes.Criterion

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: f"c{n}")
    text = factory.LazyAttribute(lambda o: f"Criterion {o.number}")
    weight = 50
    lowest, highest = 1, 5
    start = "2009-01-01"


class ScoringFactory(RecordFactory):
    class Meta:
        model = workstreams.Scoring

    programme = factory.SubFactory(ProgrammeFactory)
    by = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda n: f"scores-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    date = "2010-01-15"


class MilestoneFactory(RecordFactory):
    class Meta:
        model = workstreams.Milestone

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"milestone-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    start = "2010-01-15"
    due = "2010-03-12"


class DecisionFactory(RecordFactory):
    class Meta:
        model = decisions.Decision

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda n: f"decision-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    date = "2010-01-15"


class ClauseFactory(RecordFactory):
    class Meta:
        model = decisions.Clause

    decision = factory.SubFactory(DecisionFactory)
    number = factory.Sequence(str)
    verb = "agree"
    text = "What was agreed."


class GateFactory(RecordFactory):
    class Meta:
        model = decisions.Gate

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"gate-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    start = "2009-03-01"


class PersonFactory(RecordFactory):
    class Meta:
        model = programmes.Person

    code = factory.Sequence(lambda n: f"person-{n}")
    name = factory.LazyAttribute(lambda o: f"Person {o.code}")


class PostFactory(RecordFactory):
    class Meta:
        model = programmes.Post

    code = factory.Sequence(lambda n: f"post-{n}")
    title = factory.LazyAttribute(lambda o: f"Post {o.code}")


class ProposalFactory(RecordFactory):
    class Meta:
        model = decisions.Proposal

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"proposal-{n}")
    title = factory.LazyAttribute(lambda o: f"Proposal {o.code}")
    kind = "start sharing"


class AgreementFactory(RecordFactory):
    class Meta:
        model = decisions.Agreement

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"agreement-{n}")
    title = factory.LazyAttribute(lambda o: f"Agreement {o.code}")
    kind = "memorandum of understanding"
    start = "2010-01-15"


class ReviewFactory(RecordFactory):
    class Meta:
        model = workstreams.Review

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"review-{n}")
    title = factory.LazyAttribute(lambda o: f"Review {o.code}")


class HouseStyleFactory(RecordFactory):
    class Meta:
        model = decisions.HouseStyle

    organisation = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda n: f"style-{n}")
    title = factory.LazyAttribute(lambda o: f"Style {o.code}")


class ReportFactory(RecordFactory):
    """A published report, of which no edition is kept yet; `published=""` for one that is not."""

    class Meta:
        model = decisions.Report

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    style = factory.SubFactory(HouseStyleFactory)
    code = factory.Sequence(lambda n: f"report-{n}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    date = "2010-02-18"
    published = factory.LazyAttribute(lambda o: f"../{o.date}" if o.date else "")


class RecommendationFactory(RecordFactory):
    class Meta:
        model = decisions.Recommendation

    report = factory.SubFactory(ReportFactory)
    number = factory.Sequence(str)
    text = "What is asked."
