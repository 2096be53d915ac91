"""Which of a programme's further pages hold something: empty ones are not linked."""

import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef

from decisions.models import Agreement, Approval, BusinessCase, Condition, Delegation, Proposal
from programmes.models import Criterion
from workstreams.models import Arrangement

# What the page of proposals and agreements lists, and how each leads to its programme. Options and
# points hang on proposals; what is to be asked stands on the programme's own page.
LISTED: tuple[tuple[Any, str], ...] = (
    (Proposal, "programme"),
    (Agreement, "programme"),
    (Delegation, "programme"),
    (Arrangement, "workstream__programme"),
    (BusinessCase, "programme"),
    (Condition, "clause__decision__programme"),
    (Approval, "workstream__programme"),
)

WHENEVER = {BusinessCase}  # listed whatever the day of the page


def has_proposals(user: Any, day: datetime.date) -> Any:
    """Whether a programme's page of proposals and agreements holds something: within its query."""
    return reduce(or_, (_has(model, path, user, day) for model, path in LISTED))


def is_scored(user: Any) -> Any:
    """Whether a programme has a criterion with a scale: then its page of scores says something."""
    scales = Criterion.objects.visible_to(user).filter(lowest__isnull=False)
    return Exists(scales.filter(programme=OuterRef("pk")))


def _has(model: Any, path: str, user: Any, day: datetime.date) -> Any:
    rows = model.objects.visible_to(user).filter(**{path: OuterRef("pk")})
    return Exists(rows if model in WHENEVER else rows.as_at(day))
