"""Records that changed since a draft took them: what would change in the paper, and taking it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from decisions.models import Report, ReportItem, TakenPlaces
from decisions.reports.build import ReportBuilder, built
from decisions.reports.content import ContentBlock, Listing, Note, SideBySide, Table
from decisions.reports.frozen import freeze_blocks, thaw_blocks
from decisions.reports.taken_blocks import (
    BLOCKS,
    DAY,
    IS_OPEN,
    PLACES,
    RESTS_ON,
    keepers_of,
    kept_of,
    open_part_of,
    seen_of,
)

# These are seen by the clerks alone until the report is published.
_OF_THE_DRAFT = frozenset(
    {
        "decisions.report",
        "decisions.reportitem",
        "decisions.recommendation",
        "decisions.reportmeeting",
    }
)


@dataclass(frozen=True)
class ChangedPlace:
    """A computed place of which the records say something else by now than the draft took.

    `is_left`: the paper prints what was taken until it is taken anew; otherwise it prints what the
    records say, since not everybody may read all of it.
    """

    item: ReportItem
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_left: bool


def changed_places(report: Report, seen: ReportBuilder | None = None) -> list[ChangedPlace]:
    """The places that changed, in the order of the paper; only for its clerks.

    Where `seen`, what one of them reads, is as it was taken, nothing is written once more.
    """
    kept = kept_of(report).get(PLACES, {})
    if not kept or (seen and not any(_differs(kept, *one) for one in seen.computed.items())):
        return []
    builder = built(report, keepers_of(report))
    taken = builder.records.taken
    found = []
    for section in builder.written_content.sections:
        for item in builder.records.items[section.key]:
            was, now = kept.get(str(item.pk)), builder.computed.get(item.pk)
            if was is None or now is None or was[BLOCKS] == freeze_as_kept(now):
                continue
            before = tuple(lines_of(thaw_blocks(was[BLOCKS])))
            found.append(ChangedPlace(item, before, tuple(lines_of(now)), item.pk in taken))
    return found


def _differs(kept: Any, key: int, blocks: list[ContentBlock]) -> bool:
    was = kept.get(str(key))
    return was is not None and was[BLOCKS] != freeze_as_kept(blocks)


@transaction.atomic
def take(report: Report, which: Collection[int] | None = None) -> None:
    """Take what the records say by now into places of a draft: those `which`, or all new ones."""
    row, _ = TakenPlaces.objects.select_for_update().get_or_create(report=report)
    before = row.content if row.content.get(DAY) == report.date else {}
    kept = before.get(PLACES, {})
    for_keepers = built(report, keepers_of(report))
    if which is None:
        which = {key for key in for_keepers.computed if str(key) not in kept}
    if not which:
        return
    for_all = built(report, open_part_of(report))
    for key in which:
        if key in for_keepers.computed:
            blocks = freeze_as_kept(for_keepers.computed[key])
            is_open = blocks == freeze_as_kept(for_all.computed.get(key, []))
            kept[str(key)] = {BLOCKS: blocks, IS_OPEN: is_open}
    rests_on = _rested_on(report, for_all, before)
    row.content = {DAY: report.date, PLACES: kept, RESTS_ON: rests_on}
    row.save()


def _rested_on(report: Report, builder: ReportBuilder, kept: Any) -> dict[str, list[int]]:
    """The records that everybody sees and that the blocks rest on, with those of before."""
    read = {one.reference for one in builder.records.read if one.pk and getattr(one, "seen", True)}
    seen = seen_of(read, open_part_of(report))
    for label, keys in kept.get(RESTS_ON, {}).items():
        seen.setdefault(label, set()).update(keys)
    return {label: sorted(keys) for label, keys in seen.items() if label not in _OF_THE_DRAFT}


def freeze_as_kept(blocks: list[ContentBlock]) -> Any:
    """Blocks as JSON gives them back: lists where they have tuples."""
    return _as_json(freeze_blocks(blocks))


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(one) for one in value]
    return value


def lines_of(blocks: list[ContentBlock]) -> Iterator[str]:
    """What blocks say, line by line, to be compared."""
    for block in blocks:
        if isinstance(block, Table):
            yield from filter(None, (block.caption, *map(": ".join, block.rows), block.note))
        elif isinstance(block, Listing):
            yield from (f"{label} {text}".strip() for label, text in block.items)
        elif isinstance(block, SideBySide):
            yield from _of_options(block)
        elif isinstance(block, Note):
            yield f"{block.lead} {block.text}"
        else:
            yield str(getattr(block, "text", ""))


def _of_options(block: SideBySide) -> Iterator[str]:
    for option in block.columns:
        yield f"{option.title} ({option.standing}) {option.description}".strip()
        for heading, points in option.points:
            yield from (f"{heading}, {label} {text}" for label, text in points)
