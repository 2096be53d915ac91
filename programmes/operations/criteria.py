"""Keep what workstreams are scored against."""

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import Criterion, Programme
from programmes.operations.records import keep
from sharedsvc.core.versions import lock


@transaction.atomic
def keep_criterion(*, record: Criterion) -> Criterion:
    """Save a criterion. Raises ValidationError for a scale on which a score no longer stands.

    The programme is locked meanwhile, so that no score is entered in between.
    """
    lock(Programme, pk=record.programme_id)
    _refuse_to_leave_scores_off_the_scale(record)
    return keep(record=record)


def _refuse_to_leave_scores_off_the_scale(record: Criterion) -> None:
    if record._state.adding:
        return
    given = record.scores.not_struck_out().filter(value__isnull=False)
    if record.has_scale:
        given = given.exclude(value__gte=record.lowest, value__lte=record.highest)
    if given.exists():
        raise ValidationError({"highest": OFF_THE_SCALE})


OFF_THE_SCALE = "Scores are given that are not on that scale. Change them first."
