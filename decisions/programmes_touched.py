"""Which programmes' gates hang on what was saved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import F

from sharedsvc.core.history import Saved
from sharedsvc.core.portions import portions

# How each kind of record leads to the programmes whose gates hang on it.
PATHS: Mapping[str, tuple[str, ...]] = {
    "workstreams.stage": ("workstream__programme",),
    "workstreams.arrangement": ("workstream__programme",),
    "workstreams.workstreamrole": ("workstream__programme",),
    "programmes.membership": ("partnership__programmes",),
    "programmes.power": (
        "body__approvals__workstream__programme",
        "body__approvals__proposal__programme",
        "body__decisions__programme",
    ),
    "decisions.proposal": ("programme",),
    "decisions.gate": ("programme", "by__workstream_roles__workstream__programme"),
    "decisions.gatevoter": (
        "gate__programme",
        "gate__by__workstream_roles__workstream__programme",
    ),
    "decisions.approval": ("workstream__programme", "proposal__programme"),
    "decisions.businesscase": ("programme",),
    "decisions.decision": ("programme",),
    "decisions.clause": ("decision__programme",),
    "decisions.condition": ("clause__decision__programme",),
    "decisions.callin": ("decision__programme",),
}
# Links, and dated values, bear on gates by the record on which they hang.
HANGING = ("programmes.subject", "programmes.datedvalue")


def programmes_touched(saved: Saved) -> set[int]:
    """The keys of the programmes whose gates may stand otherwise by what was saved."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for label, pk in saved:
        wanted[label].add(pk)
    for label in HANGING:
        for record_type, pk in _whose(label, wanted[label]):
            wanted[record_type].add(pk)
    return {
        programme
        for label, paths in PATHS.items()
        for path in paths
        for programme in _programmes(label, wanted[label], path)
    }


def _whose(label: str, pks: Iterable[int]) -> Iterator[tuple[str, int]]:
    for some in portions(sorted(pks)):
        rows: Any = apps.get_model(label)._base_manager.filter(pk__in=some, record_type__in=PATHS)
        yield from rows.order_by().values_list("record_type", "record_id").distinct()


def _programmes(label: str, pks: Iterable[int], path: str) -> Iterator[int]:
    """Struck out or not: what is gone from a gate may leave it unmet."""
    for some in portions(sorted(pks)):
        rows = apps.get_model(label)._base_manager.filter(pk__in=some).order_by()
        found = rows.annotate(of=F(path)).filter(of__isnull=False)
        yield from found.values_list("of", flat=True).distinct()
