"""A made-up register as a whole: so many workstreams, the same ones for the same seed."""

import random
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import transaction

from decisions.reports.keeping import keep_what_is_missing
from decisions.reports.renditions import frozen_without_files
from programmes.choices import DocumentKind
from programmes.models import Criterion, Document, Organisation, Phase, Principle, Programme
from sharedsvc.core.history import recording
from sharedsvc.core.planner import tell_planner
from sharedsvc.core.search.indexing import reindex
from sharedsvc.portal.scale.councils import (
    BEGAN,
    ONCE,
    Councils,
    Partners,
    make_councils,
    make_partners,
)
from sharedsvc.portal.scale.deciding import make_decisions, make_gates, make_report
from sharedsvc.portal.scale.parts import Making, make_ranking, make_workstreams
from sharedsvc.portal.scale.past_the_door import write

IN_A_PROGRAMME = 500


class NotMade(RuntimeError):
    """Nothing was made, for a reason that the message tells with what to do."""


def make_scale(
    workstreams: int,
    seed: int,
    *,
    in_a_programme: int = IN_A_PROGRAMME,
    into_filled: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Fill the database with made-up councils and so many workstreams: everything, or nothing.

    Raises NotMade outside development, where the database holds something unless `into_filled`, and
    where the seed was used in it before.
    """
    _refuse(workstreams, seed, into_filled)
    choice = random.Random(seed)
    sizes = list(_sizes(workstreams, in_a_programme))
    with transaction.atomic():
        councils = make_councils(seed, len(sizes))
        for number, size in enumerate(sizes, start=1):
            say(f"Programme {number} of {len(sizes)}: {size} workstreams")
            _make_programme(councils, number, (number - 1) * in_a_programme + 1, size, choice)
        tell_planner(workstreams)
        say("What the reports said when they were published")
        with recording(user=None, reason="Made up for measuring", at=BEGAN):
            keep_what_is_missing(frozen_without_files)
        say("The index of search")
        reindex()
    tell_planner(workstreams)


def _refuse(workstreams: int, seed: int, into_filled: bool) -> None:
    if not settings.DEBUG:
        raise NotMade(
            "Nothing was made: made-up councils are for development, and DEBUG is off here. "
            "Where this is no register that people use, set DEBUG=1 for this command."
        )
    if workstreams < 1:
        raise NotMade("Nothing was made: give a number of workstreams from 1.")
    if Organisation.objects.filter(code__startswith=f"mu{seed}-").exists():
        raise NotMade(
            f"Nothing was made: councils of seed {seed} are here already. Give another seed."
        )
    if Organisation.objects.exists() and not into_filled:
        raise NotMade(
            "Nothing was made: this database holds organisations already, and what is made up "
            "cannot be taken out again. Use an empty database, or say --into-filled."
        )


def _sizes(workstreams: int, in_a_programme: int) -> Iterator[int]:
    for done in range(0, workstreams, in_a_programme):
        yield min(in_a_programme, workstreams - done)


def _make_programme(
    councils: Councils, number: int, first: int, size: int, choice: random.Random
) -> None:
    partners = make_partners(councils, number, choice)
    making = _begin(councils.seed, number, partners, first, choice)
    made = make_workstreams(making, size)
    ranking = make_ranking(making, made)
    make_gates(making, made)
    make_decisions(making, made)
    make_report(making, ranking)


def _begin(seed: int, number: int, partners: Partners, first: int, choice: random.Random) -> Making:
    """The programme itself, with its phase, its document, its principles and criteria."""
    [programme] = write(
        [
            Programme(
                code=f"made-up-{seed}-{number}",
                title=f"Made-up programme {number}",
                partnership_id=partners.partnership.pk,
                summary="Made up for measuring: no council has ever agreed to any of this.",
                start="2018-04-01",
            )
        ],
        ONCE,
    )
    [phase] = write([_phase(programme)], ONCE)
    [document] = write([_document(programme, partners)], ONCE)
    for model, one, many in ((Principle, "principle", 5), (Criterion, "criterion", 3)):
        write(
            (
                model(
                    programme=programme,
                    number=str(n),
                    order=n,
                    text=f"Made-up {one} {n}.",
                    start="2018-04-01",
                )
                for n in range(1, many + 1)
            ),
            ONCE,
        )
    return Making(programme, partners, phase, document, first, choice)


def _phase(programme: Programme) -> Phase:
    return Phase(programme=programme, code="phase-1", title="Phase 1", start="2021-01-01")


def _document(programme: Programme, partners: Partners) -> Document:
    return Document(
        code=f"{programme.code}-report",
        title=f"Report on {programme.title}",
        kind=DocumentKind.REPORT,
        organisation=partners.partnership,
        programme=programme,
        date="2022-01-20",
    )
