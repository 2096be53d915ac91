"""What a report says to each group of its readers, worked out once, when it is published.

Most reports rest on what everybody may see: they say the same to all. Where some of it is between
partners, or one council's own, there is a rendition for everybody, and one for each group of people
that may see more: those of one organisation of the partnership, and those who see everything. Each
names the versions that only some may see, and is read by whoever may see them all.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps

from decisions.models import KeptText, MadeFile, Report
from decisions.reports.build import ReportBuilder, build
from decisions.reports.formats import files_of
from decisions.reports.frozen import Rendition, checksum_of, freeze
from decisions.reports.records import ReportRecords
from programmes.choices import GrantRole
from programmes.models import Link, Membership
from programmes.viewers import Viewer, viewer_with
from sharedsvc.core.reference import Reference, keys_by_label
from sharedsvc.core.versions import latest_versions

EVERYBODY = Viewer()
Keys = frozenset[Reference]


def frozen(report: Report) -> list[KeptText]:
    """What to keep of a report, everybody's first: text, and a file of each format."""
    return [_kept(one, files_of(one.content)) for one in renditions_of(report)]


def frozen_without_files(report: Report) -> list[KeptText]:
    """The texts alone: the files are made of them when they are asked for, or kept later."""
    return [_kept(one, ()) for one in renditions_of(report)]


def _kept(rendition: Rendition, files: Iterable[MadeFile]) -> KeptText:
    text = freeze(rendition)
    return KeptText(text, checksum_of(text), tuple(files))


def renditions_of(report: Report) -> list[Rendition]:
    """The report's renditions: everybody's first, then those for whom it rests on more and more."""
    report = Report.objects.for_report().get(pk=report.pk)
    read = _read_for(report)
    restricted = read - _seen(read, EVERYBODY)
    readers = {Keys(): EVERYBODY}
    for viewer in _groups(report, restricted):
        readers.setdefault(_seen(restricted, viewer), viewer)
    versions = _latest_versions(restricted)
    return [
        Rendition(build(report, viewer), tuple(sorted((key[0], versions[key]) for key in keys)))
        for keys, viewer in sorted(readers.items(), key=lambda one: (len(one[0]), sorted(one[0])))
    ]


def _read_for(report: Report) -> Keys:
    """Every record that the report is written from, seen or not, with those fetched with it."""
    records = ReportRecords(report, Viewer(sees_all=True))
    ReportBuilder(records).content()
    found = {one.reference for record in records.read for one in _with_related(record)}
    for reading in records.readings:
        found |= {("programmes.subject", row["id"]) for row in reading.about_rows}  # type: ignore[attr-defined]
    return frozenset(found)


def _with_related(record: Any) -> Iterator[Any]:
    yield record
    for related in record._state.fields_cache.values():
        if hasattr(related, "seen_through"):
            yield from _with_related(related)


def _seen(keys: Keys, viewer: Viewer) -> Keys:
    """Those of these records that a viewer may see; links beside a record that is known."""
    seen = set()
    for label, pks in keys_by_label(keys).items():
        model: Any = apps.get_model(label)
        rows = model._base_manager.filter(pk__in=pks)
        is_link = issubclass(model, Link)
        rows = rows.in_visible_documents(viewer) if is_link else rows.visible_to(viewer)
        seen |= {(label, pk) for pk in rows.values_list("pk", flat=True)}
    return frozenset(seen)


def _groups(report: Report, restricted: Keys) -> list[Viewer]:
    """Who may see more than everybody, if anybody may: people of one organisation each."""
    if not restricted:
        return []
    concerned = {report.organisation_id, report.programme.partnership_id, *_owners(restricted)}
    pairs = set(Membership.objects.not_struck_out().values_list("partnership", "organisation"))
    joint = {pair[0] for pair in pairs if concerned & set(pair)}
    fellows = concerned | joint | {one for partnership, one in pairs if partnership in joint}
    return [
        *(viewer_with(frozenset({(GrantRole.MEMBER.value, one)})) for one in sorted(fellows)),
        Viewer(sees_all=True),
    ]


def _owners(keys: Keys) -> set[int]:
    """The organisations that own any of these records."""
    owners = set()
    for label, pks in keys_by_label(keys).items():
        rows: Any = apps.get_model(label)._base_manager.filter(pk__in=pks)
        owners |= set(rows.order_by().values_list("owner", flat=True).distinct())
    return owners - {None}


def _latest_versions(keys: Keys) -> dict[Reference, int]:
    """The number of each record's latest version."""
    found: dict[Reference, int] = {}
    for label, pks in keys_by_label(keys).items():
        latest = latest_versions(apps.get_model(label), pks)
        found |= {(label, pk): last for pk, last in latest.items()}
    return found
