"""What a draft prints in its computed places: what its clerks took, until they take it anew."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from decisions.models import Report, TakenPlaces
from decisions.reports.content import ContentBlock
from decisions.reports.frozen import thaw_blocks
from programmes.choices import GrantRole
from programmes.models import Link
from programmes.viewers import Viewer, viewer_with
from sharedsvc.core.reference import Reference, keys_by_label

DAY, PLACES, RESTS_ON, BLOCKS, IS_OPEN = "day", "places", "rests_on", "blocks", "is_open"


def blocks_taken(report: Report) -> dict[int, list[ContentBlock]]:
    """The blocks that the paper prints as they were taken, by the keys of their places.

    None of a place that not everybody may read in full; nothing at all once a record that they rest
    on was closed or struck out: then the paper says what the records say.
    """
    kept = kept_of(report)
    found = {int(key): one for key, one in kept.get(PLACES, {}).items() if one[IS_OPEN]}
    if not found or not _are_open(kept[RESTS_ON], report):
        return {}
    return {key: thaw_blocks(one[BLOCKS]) for key, one in found.items()}


def kept_of(report: Report) -> dict[str, Any]:
    """What is kept of the places of a report as at its date; {} for nothing."""
    found = TakenPlaces.objects.filter(report=report.pk).values_list("content", flat=True).first()
    return found if found and found.get(DAY) == report.date else {}


def keepers_of(report: Report) -> Viewer:
    """The clerks of a report's organisation, as readers."""
    return viewer_with(_clerk(report))


def open_part_of(report: Report) -> Viewer:
    """A reader of the draft who sees of all else no more than everybody does."""
    return Viewer(roles=_clerk(report))


def _clerk(report: Report) -> frozenset[tuple[str, int]]:
    return frozenset({(GrantRole.CLERK.value, report.organisation_id)})


def seen_of(references: Iterable[Reference], viewer: Viewer) -> dict[str, set[int]]:
    """Those of these records that a viewer may see, by label."""
    found = {}
    for label, keys in keys_by_label(references).items():
        model: Any = apps.get_model(label)
        rows = model._base_manager.filter(pk__in=keys)
        is_link = issubclass(model, Link)
        rows = rows.in_visible_documents(viewer) if is_link else rows.visible_to(viewer)
        found[label] = set(rows.values_list("pk", flat=True))
    return found


def _are_open(rests_on: dict[str, list[int]], report: Report) -> bool:
    """Whether everybody may still see all that the kept blocks rest on."""
    asked = [(label, key) for label, keys in rests_on.items() for key in keys]
    seen = seen_of(asked, open_part_of(report))
    return all(set(keys) <= seen.get(label, set()) for label, keys in rests_on.items())
