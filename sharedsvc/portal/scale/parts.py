"""The workstreams of one made-up programme, and everything that hangs on each of them."""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from programmes.models import Citation, Document, Organisation, Phase, Programme
from sharedsvc.portal.scale.councils import BEGAN, ONCE, Partners
from sharedsvc.portal.scale.past_the_door import SharedVersion, write
from sharedsvc.portal.scale.words import scope_text, service_title
from workstreams.choices import (
    DeliveryModel,
    DurationClass,
    LifecycleStage,
    RankingKind,
    Rating,
    RiskCategory,
    RoleKind,
    Standing,
)
from workstreams.models import (
    Arrangement,
    Milestone,
    Ranking,
    RankingEntry,
    Risk,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

VERSIONS = 10
APART = datetime.timedelta(days=60)
STARTS = ("2018-06", "2019-01-14", "2019-09", "2020-02-03", "2021-05")
NOW_AT = (
    LifecycleStage.BUSINESS_CASE,
    LifecycleStage.APPROVED,
    LifecycleStage.IMPLEMENTING,
    LifecycleStage.LIVE,
)
DUE = ("2023-11-30", "2024-06-28", "2035-03", "2036-09-30", "2037-01-15")
BEFORE_GATES = "Made up: it is live whatever its gates say."
MODELS = (DeliveryModel.LEAD_AUTHORITY, DeliveryModel.JOINT_TEAM, DeliveryModel.COMPANY)


@dataclass(frozen=True)
class Making:
    """A programme being made: what its parts belong to. `first` numbers its first workstream."""

    programme: Programme
    partners: Partners
    phase: Phase
    document: Document
    first: int
    choice: random.Random


@dataclass(frozen=True)
class Made:
    """A workstream with the two councils that carry it."""

    workstream: Workstream
    number: int
    lead: Organisation
    partner: Organisation


def make_workstreams(making: Making, size: int) -> list[Made]:
    """Write so many workstreams, ten versions of each, and their parts."""
    numbers = range(making.first, making.first + size)
    found = write((_workstream(making, n) for n in numbers), list(_ten_versions()))
    pairs = [making.choice.sample(making.partners.councils, 2) for _ in found]
    made = [Made(w, n, *pair) for w, n, pair in zip(found, numbers, pairs, strict=True)]
    roles = write((role for one in made for role in _roles(one)), ONCE)
    stages = write((stage for one in made for stage in _stages(making, one)), ONCE)
    write((update for one in made for update in _updates(one)), ONCE)
    write((_milestone(making, one) for one in made), ONCE)
    write((_arrangement(one) for one in made if one.number % 3 == 0), ONCE)
    write((_risk(making, one) for one in made if one.number % 10 == 0), ONCE)
    for records in (found, roles[::2], stages[1::2]):
        _cite(making.document, records)
    return made


def make_ranking(making: Making, made: Sequence[Made]) -> Ranking:
    """Write the partnership's ranking of all its workstreams."""
    meeting = making.partners.meetings[0]
    [ranking] = write(
        [
            Ranking(
                programme=making.programme,
                code="ranking",
                title="The board’s ranking (made up)",
                by=making.partners.partnership,
                kind=RankingKind.RANKED,
                date=meeting.date,
                meeting=meeting,
            )
        ],
        ONCE,
    )
    order = making.choice.sample(range(1, len(made) + 1), len(made))
    write(
        (
            RankingEntry(ranking=ranking, workstream=one.workstream, rank=rank, order=rank)
            for one, rank in zip(made, order, strict=True)
        ),
        ONCE,
    )
    return ranking


def _workstream(making: Making, number: int) -> Workstream:
    return Workstream(
        programme=making.programme,
        ref=f"W{number:06}",
        order=number - making.first + 1,
        title=service_title(number),
        scope=scope_text(number, VERSIONS),
        remit="Made up: to say within a year what sharing would save, and what it would cost.",
        remarks=f"As in version {VERSIONS}.",
        duration_class=DurationClass.LONG_TERM if number % 4 else DurationClass.TRIAL,
        start=making.choice.choice(STARTS),
    )


def _ten_versions() -> Iterator[SharedVersion]:
    """The texts of a workstream told another version's number, until the last."""
    for number in range(1, VERSIONS + 1):
        kind, why = ("+", "Made up for measuring") if number == 1 else ("~", f"Version {number}")
        texts: dict[str, tuple[str, Sequence[Any]]] = {
            "remarks": ("CAST(%s AS text)", [f"As in version {number}."]),
            "scope": (
                "REPLACE(scope, %s, %s)",
                [f"version {VERSIONS}:", f"version {number}:"],
            ),
        }
        yield SharedVersion(BEGAN + (number - 1) * APART, why, kind, texts)


def _roles(one: Made) -> Iterator[WorkstreamRole]:
    for order, (kind, council) in enumerate(
        ((RoleKind.LEAD, one.lead), (RoleKind.PARTICIPANT, one.partner)), start=1
    ):
        yield WorkstreamRole(
            workstream=one.workstream,
            kind=kind,
            organisation=council,
            standing=Standing.CONFIRMED,
            order=order,
            start="2021-06-01",
        )


def _stages(making: Making, one: Made) -> Iterator[Stage]:
    yield Stage(
        workstream=one.workstream,
        stage=LifecycleStage.IDENTIFIED,
        start="2021-06-01",
        end="2022-03-31",
    )
    now_at = NOW_AT[one.number % len(NOW_AT)]
    stage = Stage(
        workstream=one.workstream,
        stage=now_at,
        phase=making.phase,
        priority=one.number - making.first + 1,
        start="2022-04-01",
    )
    # Apart: the bench fills the build before by this generator too, and that has no such column.
    stage.before_gates = BEFORE_GATES if now_at == LifecycleStage.LIVE else ""
    yield stage


def _updates(one: Made) -> Iterator[StatusUpdate]:
    for number, day in enumerate(("2023-06-30", "2023-12-15"), start=1):
        yield StatusUpdate(
            workstream=one.workstream,
            number=number,
            date=day,
            rating=Rating.values[(one.number + number) % len(Rating.values)],
            narrative=f"Made up: what was done for {one.workstream.title} until then.",
            next_steps="Made up: the next meeting is told what it costs.",
            author=f"Officers of {one.lead.short_name}",
        )


def _milestone(making: Making, one: Made) -> Milestone:
    return Milestone(
        programme=making.programme,
        workstream=one.workstream,
        code=f"m{one.number:06}",
        title=f"Business case of {one.workstream.ref}",
        start="2022-04-01",
        due=DUE[one.number % len(DUE)],
        meeting=making.partners.meetings[-1] if one.number % 7 == 0 else None,
    )


def _arrangement(one: Made) -> Arrangement:
    return Arrangement(
        workstream=one.workstream,
        model=MODELS[one.number % len(MODELS)],
        standing=Standing.PROPOSED,
        start="2022-04-01",
    )


def _risk(making: Making, one: Made) -> Risk:
    return Risk(
        programme=making.programme,
        workstream=one.workstream,
        code=f"r{one.number:06}",
        category=RiskCategory.FINANCIAL,
        text="Made up: savings come later than they were promised.",
        start="2022-04-01",
    )


def _cite(document: Document, records: Sequence[Any]) -> None:
    """Let each rest on a paragraph of the document."""
    write(
        (
            Citation(
                record_type=type(record)._meta.label_lower,  # `label_of`, which is newer
                record_id=record.pk,
                document=document,
                paragraph=f"{n // 9 + 1}.{n % 9 + 1}",
                order=1,
            )
            for n, record in enumerate(records)
        ),
        ONCE,
    )
