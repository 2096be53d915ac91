"""docs/rules.md names every constraint of our models."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from programmes.models import Body, Membership
from sharedsvc.portal.management.model_drawing import (
    constraint_table,
    our_models,
    refreshed,
    short_name,
)

DOCUMENT = Path(settings.BASE_DIR, "docs/rules.md")


def test_the_document_is_current():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert refreshed(text) == text, "Run manage.py draw_model."


def test_every_constraint_is_named_beside_its_record():
    rows = DOCUMENT.read_text(encoding="utf-8").splitlines()
    missing = [
        constraint.name
        for model in our_models()
        for constraint in model._meta.constraints
        if not any(
            f"`{model.__name__}`" in row and f"`{short_name(model, constraint)}`" in row
            for row in rows
        )
    ]
    assert missing == []


def test_constraints_of_many_tables_are_named_without_app_and_record():
    names = {c.name: short_name(Body, c) for c in Body._meta.constraints}
    assert names["programmes_body_start_bounds"] == "…_start_bounds"
    names = {c.name: short_name(Membership, c) for c in Membership._meta.constraints}
    assert names["membership_once_a_spell"] == "membership_once_a_spell"


def test_a_row_says_rule_message_name_and_databases():
    assert (
        "| `Membership` | one for the same partnership, organisation, role, spell "
        "| This membership is already recorded. | `membership_once_a_spell` | yes |"
    ) in constraint_table("programmes").splitlines()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Q(priority__isnull=True) | Q(phase__isnull=False), "priority is blank or phase is given"),
        (Q(rank__gte=1), "rank ≥ 1"),
        (~Q(text=""), "not (text is blank)"),
        (Q(start__lte=F("end")), "start ≤ end"),
        (Q(state__in=["open", "failed"]), "state is “open” or “failed”"),
        (Q(a=1) & (Q(b=1) | Q(c=1)), "a is 1 and (b is 1 or c is 1)"),
    ],
)
def test_conditions_read_as_words(monkeypatch, condition, words):
    constraint = models.CheckConstraint(
        condition=condition, name="one_rule", violation_error_message="So."
    )
    monkeypatch.setattr(Membership._meta, "constraints", [constraint])
    assert f"| `Membership` | {words} | So. | `one_rule` | yes |" in constraint_table("programmes")
