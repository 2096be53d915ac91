"""Which programmes' gates hang on what was saved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import F

from sharedsvc.core.history import Saved
from sharedsvc.core.portions import portions

OF_A_GATE = (
    "programme",
    "by__workstream_roles__workstream__programme",
    "by__joined__partnership__programmes",
)
# How each kind of record leads to the programmes whose gates hang on it.
PATHS: Mapping[str, tuple[str, ...]] = {
    "workstreams.workstream": ("programme",),
    "workstreams.stage": ("workstream__programme",),
    "workstreams.arrangement": ("workstream__programme",),
    "workstreams.workstreamrole": ("workstream__programme",),
    "programmes.programme": ("pk",),
    "programmes.membership": ("partnership__programmes",),
    "programmes.organisation": (
        "workstream_roles__workstream__programme",
        "joined__partnership__programmes",
    ),
    "programmes.partnership": ("programmes",),
    "programmes.succession": ("successor__programmes",),
    "programmes.power": (
        "body__approvals__workstream__programme",
        "body__approvals__proposal__programme",
        "body__decisions__programme",
    ),
    "decisions.proposal": ("programme",),
    "decisions.gate": OF_A_GATE,
    "decisions.gatevoter": tuple(f"gate__{path}" for path in OF_A_GATE),
    "decisions.approval": ("workstream__programme", "proposal__programme"),
    "decisions.businesscase": ("programme",),
    "decisions.agreement": ("programme",),
    "decisions.party": ("agreement__programme",),
    "decisions.decision": ("programme",),
    "decisions.clause": ("decision__programme",),
    "decisions.callin": ("decision__programme",),
    "decisions.condition": ("clause__decision__programme",),
}
# What only describes such a record: no gate stands otherwise where nothing else of it was changed.
DESCRIBING: Mapping[str, frozenset[str]] = {
    "workstreams.workstream": frozenset({"title", "scope", "remit", "order", "remarks"}),
    "programmes.programme": frozenset({"title", "summary", "remarks"}),
    "decisions.gate": frozenset({"title", "rule", "remarks"}),
    "programmes.organisation": frozenset({"remarks"}),
    "programmes.partnership": frozenset({"remarks"}),
}
# Links, dated values and sources bear on gates by the record on which they hang; a link by what it
# names too, and a document, whose day may tell when something came about, by what cites it.
RECORD, SUBJECT = ("record_type", "record_id"), ("subject_type", "subject_id")
HANGING = (
    ("programmes.subject", "programmes.subject", "pk", RECORD),
    ("programmes.subject", "programmes.subject", "pk", SUBJECT),
    ("programmes.datedvalue", "programmes.datedvalue", "pk", RECORD),
    ("programmes.citation", "programmes.citation", "pk", RECORD),
    ("programmes.document", "programmes.citation", "document", RECORD),
)


def programmes_touched(saved: Saved) -> set[int]:
    """The keys of the programmes whose gates may stand otherwise by what was saved."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for (label, pk), columns in saved.items():
        if not (columns and columns <= DESCRIBING.get(label, frozenset())):
            wanted[label].add(pk)
    for label, rows, by, named in HANGING:
        for record_type, pk in [*_whose(rows, by, named, wanted[label])]:
            wanted[record_type].add(pk)
    return {
        programme
        for label, paths in PATHS.items()
        for path in paths
        for programme in _programmes(label, wanted[label], path)
    }


def _whose(
    label: str, by: str, named: tuple[str, str], pks: Iterable[int]
) -> Iterator[tuple[str, int]]:
    """The records that these rows hang on, or name."""
    for some in portions(sorted(pks)):
        rows: Any = apps.get_model(label)._base_manager.filter(
            **{f"{by}__in": some, f"{named[0]}__in": PATHS}
        )
        yield from rows.order_by().values_list(*named).distinct()


def _programmes(label: str, pks: Iterable[int], path: str) -> Iterator[int]:
    """Struck out or not: what is gone from a gate may leave it unmet."""
    for some in portions(sorted(pks)):
        rows = apps.get_model(label)._base_manager.filter(pk__in=some).order_by()
        found = rows.annotate(of=F(path)).filter(of__isnull=False)
        yield from found.values_list("of", flat=True).distinct()
