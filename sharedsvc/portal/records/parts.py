"""What some kinds of record show beyond tables: gates that wait, options side by side."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from decisions.choices import PointKind
from decisions.gate_policy import unmet
from decisions.gates_ahead import gates_before, gates_before_a_whole
from decisions.kinds import workstreams_about
from decisions.models import Option, OptionPoint
from decisions.settling import moves_of
from programmes.carried_on import run_by_any_of
from programmes.models import Membership
from sharedsvc.core.kinds import kinds
from sharedsvc.portal.business_cases.part import shown_for as document_of
from sharedsvc.portal.deciding.wording import amended
from sharedsvc.portal.gathered.children import attach_sources, citations_of
from sharedsvc.portal.gathered.next_meetings import next_meetings
from sharedsvc.portal.gathered.sections import IN_NAME, OF_HEADING
from sharedsvc.portal.seals.part import shown_for
from workstreams.choices import Standing
from workstreams.models import Workstream

POINTS_IN_ORDER = (
    (PointKind.STRENGTH, "strength", "strengths"),
    (PointKind.WEAKNESS, "weakness", "weaknesses"),
    (PointKind.FEATURE, "feature", "features"),
    (PointKind.COMMENT, "comment", "comments"),
)
# Of what may be long: lines on a phone, and how much is shown where it is longer.
LINES_OF_CELL, CELLS, LOOKED_AT = 7, 5, 100
LINES_OF_POINTS, POINTS = 80, 2
LINES_OF_SEAL, LINES_OF_WORDING = 5, 6
OVER = (Standing.IN_FORCE, Standing.ENDED, Standing.NOT_PREFERRED)
TO_DECIDE = "still-to-decide-each-council-for-itself"  # the section of a proposal's page


@dataclass
class RecordPart:
    """A part of a record's page with a template of its own; it stands `after` a section, or first.

    `rows` are all that the template may show, `few` those that the record's page shows.
    """

    template: str
    title: str
    key: str
    rows: list[Any]
    few: list[Any]
    lines: float
    address: str
    after: str = ""
    is_capped: bool = False
    is_one_thing: bool = False
    link: str = field(init=False)

    def __post_init__(self) -> None:
        self.link = f"#{self.key}"

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    @property
    def count_in_words(self) -> str:
        """How many rows it has, or that there are more; of what is one thing nothing."""
        if self.is_one_thing:
            return ""
        return f"more than {self.count}" if self.is_capped else str(self.count)


def _before_proposal(of: Any) -> list[Any]:
    """The gates before a proposal, by what was said of it and of no other: read once a page."""
    found: list[Any] | None = getattr(of, "gates_before_proposal", None)
    if found is None:
        about = workstreams_about(of.record.pk, of.user)
        workstreams = _shaped(Workstream.objects.visible_to(of.user).filter(pk__in=about))
        found = gates_before(workstreams, of.user, of.as_at.date, proposal=of.record.pk)
        if not found and not workstreams:
            found = gates_before_a_whole(of.record, of.user, of.as_at.date)
        of.gates_before_proposal = found
    return found


def _may_take_effect(of: Any) -> RecordPart | None:
    """Whether a proposal may take effect: every requirement that is not met, in words.

    One row without a word where none is left: the page says that too.
    """
    cells = _before_proposal(of)
    if not cells or of.record.standing in OVER:
        return None
    words = list(dict.fromkeys(unmet(cell.before for cell in cells))) or [""]
    return RecordPart(
        template="portal/parts/may_take_effect.html",
        title="May it take effect?",
        key="may-it-take-effect",
        rows=words,
        few=words[:CELLS],
        lines=OF_HEADING + 2 * len(words[:CELLS]),
        address=of.address_of("may-it-take-effect"),
        after=TO_DECIDE,
        is_one_thing=True,
    )


def _gates_of_proposal(of: Any) -> RecordPart | None:
    return _gates(of, "Gates, and who is waited for", _before_proposal(of))


def _gates_of_organisation(of: Any) -> RecordPart | None:
    """Only those that wait for it, in what it has a part in or is a member for."""
    joined = Membership.objects.visible_to(of.user).as_at(of.as_at.date)
    partnerships = joined.filter(organisation=of.record.pk).values("partnership")
    workstreams = (
        Workstream.objects.visible_to(of.user)
        .as_at(of.as_at.date)
        .filter(programme__in=run_by_any_of(partnerships, of.as_at.date), parent=None)
        .not_merged(of.as_at.date, of.user)
    )
    cells, is_capped = _cells(of, _shaped(workstreams), of.record.pk)
    return _gates(of, "Gates that wait for it", cells, only=of.record.pk, is_capped=is_capped)


def _shaped(workstreams: Any) -> Any:
    return workstreams.select_related("programme").order_by("programme__title", "order", "ref")


def _gates(
    of: Any, title: str, cells: list[Any], only: int | None = None, *, is_capped: bool = False
) -> RecordPart | None:
    if not cells:
        return None
    gates = {cell.gate.pk: cell.gate for cell in cells}
    of.more_documents += attach_sources(
        gates.values(), citations_of(gates.values(), of.user), of.as_at.date
    )
    few = cells[:CELLS]
    shown = cells if of.is_whole else few
    meetings = next_meetings(
        {one for cell in shown for one in cell.councils}, of.user, of.as_at.date
    )
    for cell in shown:
        cell.next_meetings.update(meetings)
    return RecordPart(
        template="portal/parts/gate_cells.html",
        title=title,
        key="gates-waiting",
        rows=cells,
        few=few,
        lines=OF_HEADING + LINES_OF_CELL * len(few),
        address=of.address_of("gates-waiting"),
        after=TO_DECIDE if only is None else "leads",
        is_capped=is_capped,
    )


def _cells(of: Any, workstreams: Any, only: int) -> tuple[list[Any], bool]:
    """The cells, and whether there may be more: a page looks no further than it can show."""

    def waiting(some: Any) -> list[Any]:
        cells = gates_before(some, of.user, of.as_at.date)
        return [cell for cell in cells if only in cell.councils]

    if of.is_whole:
        return waiting(workstreams), False
    first = list(workstreams[:LOOKED_AT])
    cells = waiting(first)
    if len(first) < LOOKED_AT or len(cells) > CELLS:
        return cells, len(first) == LOOKED_AT
    return cells + waiting(workstreams[LOOKED_AT:]), False


def _options(of: Any) -> RecordPart | None:
    """The options of a proposal side by side, the preferred one first, with their points."""
    options = list(
        Option.objects.visible_to(of.user)
        .filter(proposal=of.record.pk)
        .select_related("programme")
        .order_by("order", "number")
    )
    if not options:
        return None
    points = OptionPoint.objects.visible_to(of.user).filter(option__in=options)
    by_kind: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for point in points.order_by("order", "pk"):
        by_kind[point.option_id, point.kind].append(point)
    lines = sum(2 + len(point.text) / IN_NAME for some in by_kind.values() for point in some)
    most = None if lines <= LINES_OF_POINTS else POINTS
    for option in options:
        option.proposal = of.record  # whose start is the option's
        address = kinds.part_address(option, "points")
        option.points_by_kind = [
            PointsOfKind(one if len(found) == 1 else many, len(found), found[:most], address)
            for kind, one, many in POINTS_IN_ORDER
            if (found := by_kind[option.pk, kind])
        ]
    options.sort(key=lambda option: _preference(option.standing))
    shown = [point for option in options for some in option.points_by_kind for point in some.few]
    cited = [*options, *shown]
    of.more_documents += attach_sources(cited, citations_of(cited, of.user), of.as_at.date)
    return RecordPart(
        template="portal/parts/options.html",
        title="Options side by side",
        key="options",
        rows=options,
        few=options,
        lines=OF_HEADING
        + sum(len(o.description) / IN_NAME + 6 for o in options)
        + sum(2 + len(point.text) / IN_NAME for point in shown),
        address="",
        after=TO_DECIDE,
    )


def _preference(standing: str) -> int:
    """Preferred options come first, those that are only considered next."""
    if standing in (Standing.NOT_PREFERRED, Standing.ENDED):
        return 2
    return 1 if standing == Standing.CONSIDERED else 0


@dataclass(frozen=True)
class PointsOfKind:
    """The points of an option of one kind: how many, and those that are shown."""

    noun: str
    count: int
    few: list[Any]
    address: str

    @property
    def title(self) -> str:
        """What points of the kind are called."""
        return self.noun.capitalize()


def _seal(of: Any) -> RecordPart:
    """Whether a decision was confirmed, and whether it still matches its seal."""
    shown = shown_for(of.record, of.user)
    return RecordPart(
        template="portal/parts/seal.html",
        title=shown.title,
        key="confirmation",
        rows=[shown],
        few=[shown],
        lines=OF_HEADING + LINES_OF_SEAL,
        address="",
        after="what-it-decided",
        is_one_thing=True,
    )


def _settles(of: Any) -> RecordPart | None:
    """What a decision settles, and whether that has moved or why it waits; as things stand now."""
    moves = moves_of(of.record, of.user)
    if not moves:
        return None
    return RecordPart(
        template="portal/parts/settles.html",
        title="What it settles",
        key="settles",
        rows=moves,
        few=moves,
        lines=OF_HEADING + 2 * len(moves),
        address="",
        after="what-it-decided",
    )


def _wording(of: Any) -> RecordPart | None:
    """What was changed in the wording of what was recommended, clause by clause."""
    rows = amended(of.record, of.user)
    if not rows:
        return None
    return RecordPart(
        template="portal/parts/wording.html",
        title="What was changed in the wording",
        key="wording",
        rows=rows,
        few=rows,
        lines=OF_HEADING + LINES_OF_WORDING * len(rows),
        address="",
        after="what-it-decided",
        is_one_thing=True,
    )


def _document(of: Any) -> RecordPart | None:
    """The document of a version of a business case, and whether all approved this very one."""
    shown = document_of(of.record, of.user, of.as_at.date)
    if shown is None:
        return None
    return RecordPart(
        template="portal/parts/case_document.html",
        title="The document of this version",
        key="document-of-this-version",
        rows=[shown],
        few=[shown],
        lines=OF_HEADING + LINES_OF_SEAL,
        address="",
        is_one_thing=True,
    )


PARTS: dict[str, tuple[Callable[[Any], RecordPart | None], ...]] = {
    "business-cases": (_document,),
    "decisions": (_wording, _settles, _seal),
    "clauses": (_wording,),
    "proposals": (_options, _may_take_effect, _gates_of_proposal),
    "organisations": (_gates_of_organisation,),
    "partnerships": (_gates_of_organisation,),
}
