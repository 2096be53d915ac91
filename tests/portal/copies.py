"""Many records of any kind, made out of those that are there."""

import copy
import datetime
import itertools
from functools import cache
from typing import Any

from django.db import models

from decisions.models import Approval, CallIn, Decision, Gate, Option
from programmes.models import Criterion, Membership, Sharing
from workstreams.models import Score, Scoring, Workstream

AT_LEAST = 300
NUMBERS = itertools.count()
# What may be said only once is told apart by one of these; the parts of a link by its end.
TELLS_APART = ("code", "ref", "number", "spell", "order", "name")
ENDS = {"rankingentry": "workstream", "lineage": "successor", "score": "workstream"}


def fill(model: type[models.Model], at_least: int = AT_LEAST) -> list[int]:
    """Copy three of the model's records until there are `at_least`; history is left out.

    Returns the keys of as many that are alike: the three, then their copies.
    """
    rows = list(model._default_manager.order_by("pk")) or [_first(model)]
    three = [rows[0], rows[len(rows) // 2], rows[-1]]
    copies = [_copy(three[place % 3], next(NUMBERS)) for place in range(at_least - len(three))]
    if end := ENDS.get(model._meta.model_name or ""):
        workstreams = list(Workstream.objects.order_by("-pk")[: len(copies)])
        for one, workstream in zip(copies, workstreams, strict=True):
            setattr(one, end, workstream)
    if model is Sharing:
        for number, one in enumerate(copies):
            one.end = (datetime.date(2100, 1, 1) + datetime.timedelta(days=number)).isoformat()
            one.set_bounds()
    insert(model, copies)
    return [one.pk for one in (*three, *copies)]


def insert(model: type[models.Model], records: list[Any]) -> None:
    """Insert without history, past the guard of the model's own manager."""
    model._meta.concrete_model.before_writing(records)  # type: ignore[union-attr]
    models.QuerySet(model).bulk_create(records)


def _copy(record: Any, number: int) -> Any:
    one = copy.copy(record)
    one._state = copy.copy(record._state)
    one.pk = one.id = None
    one._state.adding = True
    for name in _told_apart_by(type(record)):
        value = getattr(one, name)
        setattr(one, name, 1000 + number if isinstance(value, int) else f"{value}x{number}"[:60])
    return one


@cache
def _told_apart_by(model: type[models.Model]) -> tuple[str, ...]:
    model = model._meta.concrete_model or model
    fields = {field.name for field in model._meta.get_fields()}
    unique = {
        str(getattr(expression, "name", ""))
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
        for expression in (*rule.expressions, *(models.F(name) for name in rule.fields))
    }
    return tuple(name for name in TELLS_APART if name in fields & unique)


def _first(model: type[models.Model]) -> Any:
    """The reports tell of no outcome at a gate, call-in, sharing or scores: one to be listed."""
    makers = {Sharing: _sharing, Approval: _approval, Scoring: _scoring, Score: _score}
    return (makers | {CallIn: _call_in})[model]()


def _call_in() -> CallIn:
    decision = Decision.objects.order_by("pk").first()
    call_in = CallIn(decision=decision, date="2014-07-01", called_by="Members", grounds="Cost")
    call_in.set_bounds()
    insert(CallIn, [call_in])
    return call_in


def _scoring() -> Scoring:
    criterion = Criterion.objects.order_by("pk").first()
    scoring = Scoring(
        programme=criterion.programme,
        by=criterion.programme.partnership.memberships.first().organisation,
        code="scores",
        title="Scores",
        date="2014-07-01",
    )
    scoring.set_bounds()
    insert(Scoring, [scoring])
    return scoring


def _score() -> Score:
    scoring = Scoring.objects.order_by("pk").first()
    score = Score(
        scoring=scoring,
        criterion=scoring.programme.criteria.first(),
        workstream=scoring.programme.workstreams.first(),
        value=3,
    )
    insert(Score, [score])
    return score


def _sharing() -> Sharing:
    member = Membership.objects.order_by("pk").first()
    sharing = Sharing(
        partnership=member.partnership,
        organisation=member.organisation,
        owner=member.organisation,
        start="2014-07-01",
    )
    sharing.set_bounds()
    insert(Sharing, [sharing])
    return sharing


def _approval() -> Approval:
    gate = Gate.objects.exclude(programme=None).get(code="clacks-stirling-full-business-case")
    council = gate.programme.partnership.memberships.first().organisation
    option = Option.objects.filter(programme=gate.programme).first()
    approval = Approval(
        gate=gate,
        proposal=option.proposal,
        organisation=council,
        outcome="approved",
        date="2014-07-01",
    )
    approval.clean_fields(exclude=["gate", "proposal", "organisation"])
    insert(Approval, [approval])
    return approval
