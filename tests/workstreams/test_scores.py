"""Scores stand on their criterion's scale, once each, and a blank one is no nought."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from programmes.models import Criterion
from programmes.operations import keep_criterion
from sharedsvc.core.history import write_derived
from sharedsvc.core.saving import save_each
from tests.factories import (
    CriterionFactory,
    ProgrammeFactory,
    ScoringFactory,
    WorkstreamFactory,
)
from workstreams.models import Score
from workstreams.operations import enter_score, score_workstreams

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def programme(recorded):
    return ProgrammeFactory()


@pytest.fixture
def scoring(programme):
    return ScoringFactory(programme=programme)


@pytest.fixture
def cost(programme):
    return CriterionFactory(programme=programme, text="Cost")


@pytest.fixture
def waste(programme):
    return WorkstreamFactory(programme=programme, title="Waste")


def said(act, **given) -> dict:
    with pytest.raises(ValidationError) as refused:
        act(**given)
    return refused.value.message_dict


@pytest.mark.parametrize("value", ["0", "0.99", "5.01", "6"])
def test_a_score_off_its_scale_is_refused_with_the_scale(scoring, cost, waste, value):
    score = Score(scoring=scoring, criterion=cost, workstream=waste, value=Decimal(value))

    assert said(enter_score, record=score) == {
        "value": [f"“Cost” is scored from 1 to 5: {value} is not on that scale."]
    }


def test_scores_that_are_saved_together_are_held_to_their_scales_too(scoring, cost, programme):
    scores = [
        Score(
            scoring=scoring, criterion=cost, workstream=WorkstreamFactory(programme=programme),
            value=value,
        )
        for value in (1, 9, Decimal("4.5"))
    ]  # fmt: skip
    refused = [error is not None for _, error in save_each(scores, enter_score)]

    assert refused == [False, True, False]


def test_nothing_is_scored_against_a_criterion_without_a_scale(scoring, programme, waste):
    bare = CriterionFactory(programme=programme, text="Impact", lowest=None, highest=None)
    score = Score(scoring=scoring, criterion=bare, workstream=waste, value=3)

    assert said(enter_score, record=score) == {
        "value": ["“Impact” has no scale yet: give the criterion its lowest and highest score."]
    }


@pytest.mark.parametrize("name", ["criterion", "workstream"])
def test_what_belongs_to_another_programme_is_not_scored(scoring, cost, waste, name):
    other = {"criterion": CriterionFactory, "workstream": WorkstreamFactory}[name]()
    score = Score(scoring=scoring, criterion=cost, workstream=waste, value=3)
    setattr(score, name, other)

    assert said(enter_score, record=score) == {name: [f"The {name} belongs to another programme."]}


def test_a_workstream_is_scored_once_against_a_criterion(scoring, cost, waste):
    given = {"scoring": scoring, "criterion": cost, "workstream": waste}
    enter_score(record=Score(**given, value=3))

    assert said(enter_score, record=Score(**given, value=4)) == {
        "__all__": ["The workstream already has a score against this criterion."]
    }


def test_the_database_holds_that_no_score_is_below_nought(scoring, cost, waste):
    score = enter_score(record=Score(scoring=scoring, criterion=cost, workstream=waste, value=3))

    with pytest.raises(IntegrityError), transaction.atomic():
        write_derived(Score, Q(pk=score.pk), value=-1)


@pytest.mark.parametrize(("lowest", "highest"), [(1, None), (None, 5), (5, 5), (5, 1)])
def test_a_scale_has_two_ends_the_lowest_first(cost, lowest, highest):
    cost.lowest, cost.highest = lowest, highest

    assert said(keep_criterion, record=cost) == {
        "__all__": [
            "A scale has a lowest and a highest score: give both, the lowest first, or neither."
        ]
    }


@pytest.mark.parametrize(("lowest", "highest"), [(4, 5), (1, 2), (None, None)])
def test_a_scale_keeps_the_scores_that_were_given_on_it(scoring, cost, waste, lowest, highest):
    enter_score(record=Score(scoring=scoring, criterion=cost, workstream=waste, value=3))
    changed = Criterion.objects.get(pk=cost.pk)
    changed.lowest, changed.highest = lowest, highest

    assert said(keep_criterion, record=changed) == {
        "highest": ["Scores are given that are not on that scale. Change them first."]
    }
    changed.lowest, changed.highest = 0, 10
    keep_criterion(record=changed)


def test_blank_is_not_scored_and_a_score_made_blank_stays_in_the_history(scoring, cost, waste):
    score_workstreams(scoring=scoring, values={(cost, waste): Decimal(4)})
    other = WorkstreamFactory(programme=scoring.programme)
    score_workstreams(scoring=scoring, values={(cost, waste): None, (cost, other): Decimal(2)})

    values = {score.workstream: score.value for score in Score.objects.all()}
    assert values == {waste: None, other: 2}
    was = Score.history.filter(workstream=waste.pk).order_by("history_id")
    assert [version.value for version in was] == [4, None]


def test_of_blanks_alone_no_scores_are_made(scoring, cost, waste):
    with pytest.raises(ValidationError, match="Score at least one workstream"):
        score_workstreams(scoring=scoring, values={(cost, waste): None})
