"""What is said of a condition without a database, the database says too."""

import pytest
from django.db.models import F, Q
from django.db.models.constraints import CheckConstraint

from programmes.models import Programme
from sharedsvc.core.conditions import plainly_holds

ABOUT = [
    (Q(visibility="public"), True),
    (Q(visibility="partners"), False),
    (Q(visibility="partners") | Q(owner__isnull=True), True),
    (Q(visibility="partners") | Q(owner__isnull=False), False),
    (Q(visibility="public") & Q(owner__isnull=False), False),
    (Q(title=F("code")), True),
    (Q(title__gt=F("code")), False),
    (Q(title__gte=F("code")), True),
    # What is not plain is left to the database: it may hold all the same.
    (~Q(visibility="partners"), False),
    (Q(owner=None), False),
    (Q(title__startswith="x"), False),
    (Q(partnership__code__isnull=True), False),
    (Q(nothing_of_that_name__isnull=True), False),
    (Q(title=1), False),
]


@pytest.mark.parametrize(("condition", "holds"), ABOUT, ids=[str(one) for one, _ in ABOUT])
def test_a_condition_holds_plainly_or_the_database_is_asked(condition, holds):
    record = Programme(code="x", title="x", visibility="public")
    constraint = CheckConstraint(condition=condition, name="test")
    assert plainly_holds(constraint, record) is holds
