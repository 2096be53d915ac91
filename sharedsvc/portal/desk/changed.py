"""What changed in the records since the draft took them, in words before and after."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from decisions.models import Report
from decisions.reports.build import ReportBuilder
from decisions.reports.taken import ChangedPlace, changed_places
from sharedsvc.portal.deciding.wording import MarkedRun, changes

MOST_LINES = 40


@dataclass(frozen=True)
class ChangedOnDesk:
    """A place that changed: what it is called, where it stands, and its lines before and after."""

    place: ChangedPlace
    called: str
    section: str
    lines: tuple[tuple[MarkedRun, ...], ...]
    more: int


def changed_for_desk(report: Report, seen: ReportBuilder) -> list[ChangedOnDesk]:
    """The places of a draft that the records tell otherwise by now; [] once it is published."""
    return [] if report.is_published else [_told(one) for one in changed_places(report, seen)]


def _told(place: ChangedPlace) -> ChangedOnDesk:
    lines = tuple(_lines(place))
    return ChangedOnDesk(
        place=place,
        called=place.item.get_block_display(),
        section=place.item.section,
        lines=lines[:MOST_LINES],
        more=max(len(lines) - MOST_LINES, 0),
    )


def _lines(place: ChangedPlace) -> list[tuple[MarkedRun, ...]]:
    """The lines that differ, each with what was struck and added."""
    before, after = list(place.before), list(place.after)
    found: list[tuple[MarkedRun, ...]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, a1, a2, b1, b2 in matcher.get_opcodes():
        if what == "replace" and a2 - a1 == b2 - b1:
            pairs = zip(before[a1:a2], after[b1:b2], strict=True)
            found += [tuple(changes(old, new)) for old, new in pairs]
        elif what != "equal":
            found += [(MarkedRun("del", line),) for line in before[a1:a2]]
            found += [(MarkedRun("ins", line),) for line in after[b1:b2]]
    return found
