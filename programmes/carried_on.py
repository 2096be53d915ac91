"""Which partnership runs a programme on a day: one may carry on what another began.

The programme's own column says who runs it as far as is known. A succession that is about the
programme says who ran it until its day, so that the page of an earlier day names that one, its
members and meetings; what it ranked stays the partnership's ranking.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from programmes.choices import SubjectRelation
from sharedsvc.core.by_name import objects_named
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.querysets import JSONRows

NONE: list[dict[str, Any]] = []


def partnership_then(day: datetime.date) -> Coalesce:
    """The id of the partnership that ran a programme on a day; for an annotation."""
    later = _successions(OuterRef(OuterRef("pk"))).filter(date_latest__gt=day)
    before = Subquery(later.values("predecessor")[:1])
    return Coalesce(before, F("partnership_id"), output_field=BigIntegerField())


def handed_on(programme: str = "pk") -> JSONRows:
    """Each partnership that ran a programme before, and until when; for an annotation."""
    rows = _successions(OuterRef(OuterRef(programme)))
    return JSONRows(rows, by=F("predecessor_id"), day=F("date_latest"))


def as_run_on(programmes: Iterable[Any], day: datetime.date) -> None:
    """Let programmes, each with `handed_on`, name who ran them on a day; not to be saved then.

    `run_by` are that partnership and all that ran it earlier. One statement, where one differs.
    """
    changed = []
    for programme in programmes:
        rows = [(row["by"], str(row["day"])) for row in programme.handed_on or NONE]
        ended = {by for by, until in rows if until <= day.isoformat()}
        then = next((by for by, until in rows if until > day.isoformat()), None)
        if then is not None and then != programme.partnership_id:
            programme.partnership_id = then
            changed.append(programme)
        programme.run_by = frozenset({programme.partnership_id, *ended})
    partnerships = objects_named("programmes", "Partnership")
    found = partnerships.in_bulk({one.partnership_id for one in changed}) if changed else {}
    for programme in changed:
        programme.partnership = found[programme.partnership_id]
        programme.__dict__["_of_a_day"] = True


def partnerships_then(programmes: Iterable[Any], day: datetime.date) -> dict[int, int]:
    """The key of the partnership that ran each programme on a day, by the programme's.

    A succession may be recorded before its day, so that today is asked about as any other day is.
    """
    return dict(THEN(programmes=[one.pk for one in programmes], day=day))


def _rows_then(programmes: Any, day: Any) -> Any:
    rows = objects_named("programmes", "Programme").filter(pk__among=programmes).order_by()
    return rows.values_list("pk", partnership_then(day))


THEN = Prepared(_rows_then)


def run_by_any_of(partnerships: Any, day: datetime.date) -> Any:
    """The keys of the programmes that one of these partnerships ran on a day, as a subquery."""
    programmes = objects_named("programmes", "Programme")
    then = programmes.annotate(run_then_by=partnership_then(day))
    return then.filter(run_then_by__in=partnerships).values("pk")


def name_who_ran(programmes: list[Any], day: datetime.date) -> None:
    """The same of programmes that were read without `handed_on`: one statement more."""
    read = objects_named("programmes", "Programme").filter(pk__in=[one.pk for one in programmes])
    before = dict(read.order_by().values_list("pk", handed_on()))
    for programme in programmes:
        programme.handed_on = before.get(programme.pk)
    as_run_on(programmes, day)


def ran_or_run_by(partnership: Any, day: Any, prefix: str = "pk") -> Q:
    """The condition that the partnership of a key runs a programme on a day, or ran it before."""
    programmes = objects_named("programmes", "Programme")
    now = programmes.annotate(run_then_by=partnership_then(day)).filter(run_then_by=partnership)
    before = _links().filter(
        record_id__in=_dated().filter(predecessor=partnership, date_latest__lte=day).values("pk")
    )
    return Q(**{f"{prefix}__in": now.values("pk")}) | Q(
        **{f"{prefix}__in": before.values("subject_id")}
    )


def run_by(programme: Any) -> frozenset[int]:
    """The partnerships that ran a programme up to the day as of which it was read."""
    return getattr(programme, "run_by", frozenset({programme.partnership_id}))


def _successions(programme: OuterRef) -> Any:
    """Those that are about a programme, the first first."""
    about = _links().filter(subject_id=programme)
    return _dated().filter(pk__in=about.values("record_id")).order_by("date_latest", "pk")


def _links() -> Any:
    return (
        objects_named("programmes", "Subject")
        .not_struck_out()
        .filter(
            record_type="programmes.succession",
            subject_type="programmes.programme",
            relation=SubjectRelation.ABOUT,
        )
    )


def _dated() -> Any:
    return objects_named("programmes", "Succession").not_struck_out().exclude(date="")
