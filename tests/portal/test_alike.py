"""Of thousands of workstreams the page says the same as if each of them had been read."""

import random
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from decisions.choices import Outcome, WhoMustPass
from decisions.models import Approval
from programmes.choices import Visibility
from programmes.operations import keep
from sharedsvc.portal.position import choice as position_choice
from sharedsvc.portal.position import rows as position_rows
from tests.factories import (
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    ProgrammeFactory,
    RankingFactory,
    RoleFactory,
    StageFactory,
    WorkstreamFactory,
)
from workstreams.choices import DurationClass, LifecycleStage, RoleKind, Standing
from workstreams.models import Lineage, RankingEntry, StatusUpdate

pytestmark = pytest.mark.usefixtures("recorded")

DAY = "2010-03-01"
STARTS = ("2009-01-01", "2009-06-01", "2010", "../2010-02-01", "2010-05-01")
NARROWED = (
    *("&who=-", "&stage=identified", "&which=merged", "&q=service+1", "&without=host"),
    *("&rating=green", "&phase=Phase+1", "&phase=-"),
)
QUERIES = ("", "&page=2", "&rows=all", *NARROWED)


class Chance:
    """A programme of which everything was decided by chance, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.of = random.Random(seed)
        self.programme = ProgrammeFactory(code="p")
        self.phases = [PhaseFactory(programme=self.programme, title=f"Phase {n}") for n in (1, 2)]
        self.councils = [OrganisationFactory(name=f"Council {n}") for n in range(3)]
        self.persons = [PersonFactory(name=f"Person {n}") for n in range(2)]
        for council in self.councils:
            MembershipFactory(partnership=self.programme.partnership, organisation=council)
        self.workstreams = [self.workstream(n) for n in range(14)]
        self.rank_some()
        self.let_some_vote()
        for one in self.of.sample(self.workstreams[7:], 3):
            into = self.of.choice(self.workstreams[:7])
            kind = self.of.choice(("merged", "split", "replaced"))
            Lineage(predecessor=one, successor=into, kind=kind, date=self.of.choice(STARTS)).save()

    def seen(self) -> dict:
        """Now and then only a council may see it."""
        hidden = {"visibility": Visibility.OWNER, "owner": self.councils[0]}
        return hidden if self.of.random() < 0.15 else {}

    def workstream(self, number: int):
        made = WorkstreamFactory(
            programme=self.programme,
            ref=self.of.choice(("W{}", "w{}")).format(number),
            title=f"Service {number}",
            order=self.of.randrange(5),
            duration_class=self.of.choice(DurationClass.values),
            **self.seen(),
        )
        for add in self.of.choices((self.role_of, self.stage_of), k=self.of.randrange(5)):
            with suppress(ValidationError):  # what chance gives twice is refused
                add(made)
        if self.of.random() < 0.5:
            rating = self.of.choice(("green", "red", ""))
            StatusUpdate(workstream=made, date="2010-01-01", rating=rating, narrative="So.").save()
        return made

    def role_of(self, workstream) -> None:
        holder = (
            {"organisation": self.of.choice(self.councils)}
            if self.of.random() < 0.8
            else {"organisation": None, "person": self.of.choice(self.persons)}
        )
        # One sole lead at once: others have another part.
        kinds = [kind for kind in RoleKind.values if kind != RoleKind.LEAD]
        RoleFactory(
            workstream=workstream,
            kind=self.of.choice(kinds),
            standing=self.of.choice(Standing.values),
            start=self.of.choice(STARTS),
            **holder,
            **self.seen(),
        )

    def stage_of(self, workstream) -> None:
        placed = self.of.random() < 0.4
        StageFactory(
            workstream=workstream,
            stage=self.of.choice(LifecycleStage.values[:4]),
            start=self.of.choice(STARTS),
            phase=self.of.choice(self.phases) if placed else None,
            priority=self.of.randrange(1, 9) if placed else None,
            title=self.of.choice(("", "Called otherwise")) if placed else "",
            **(self.seen() if placed else {"owner": self.of.choice((None, None, *self.councils))}),
        )

    def rank_some(self) -> None:
        ranking = RankingFactory(by=self.programme.partnership, programme=self.programme)
        for rank, one in enumerate(self.of.sample(self.workstreams, 8), start=1):
            RankingEntry(ranking=ranking, workstream=one, rank=rank).save()

    def let_some_vote(self) -> None:
        gates = [
            GateFactory(programme=self.programme, order=n, who_must_pass=who)
            for n, who in enumerate(WhoMustPass.values[1:])
        ]
        for one in self.of.sample(self.workstreams, 8):
            for council in self.of.sample(self.councils, 2):
                keep(
                    record=Approval(
                        gate=self.of.choice(gates),
                        workstream=one,
                        organisation=council,
                        outcome=self.of.choice((Outcome.APPROVED, Outcome.REFUSED, Outcome.WAIVED)),
                        date=self.of.choice(STARTS[:3]),
                    )
                )


@pytest.mark.parametrize("seed", range(6))
def test_a_large_programme_says_the_same_as_if_each_workstream_was_read(seed, monkeypatch):
    monkeypatch.setattr(position_choice, "LARGE", 4)
    monkeypatch.setattr(position_choice, "PER_PAGE", 5)
    Chance(seed)
    said = {}
    for many in (0, 1_000):
        monkeypatch.setattr(position_rows, "MANY", many)
        for query in QUERIES:
            page = Client().get(f"/programmes/p/?as_at={DAY}{query}")
            assert page.status_code == 200
            said.setdefault(query, set()).add(page.content)
    assert {query: len(pages) for query, pages in said.items()} == dict.fromkeys(QUERIES, 1)
