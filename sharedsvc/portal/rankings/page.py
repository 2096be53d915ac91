"""The comparison page of a programme: what its template shows, worked out once."""

from dataclasses import dataclass
from functools import cached_property

from programmes.carried_on import run_by
from programmes.models import Programme
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.prose import as_word
from sharedsvc.portal.rankings.choice import RankingsChoice
from sharedsvc.portal.rankings.comparison import Comparison, ListMeasured
from sharedsvc.portal.rankings.consensus import Consensus, consensus_of
from sharedsvc.portal.rankings.left_out import WithoutEach
from sharedsvc.portal.rankings.matrix import Matrix, MatrixRow, in_file
from sharedsvc.portal.rankings.paragraph import paragraph
from sharedsvc.portal.rankings.records import Listed, RankingRecords
from sharedsvc.portal.rankings.slope import (
    NARROW,
    SMALL,
    WIDE,
    DrawnItem,
    Far,
    Slope,
    draw,
    far_from,
    furthest,
)
from workstreams.ranking.ballots import places_in

WIDE_TABLE = 4  # lists up to which each cell has room for words
MOST_COLUMNS = 12  # lists beside one another; more go under their workstream
MOST_PANELS = 12


@dataclass(frozen=True)
class Chart:
    """One list beside another, drawn wide and narrow, and the same in words."""

    listed: Listed
    wide: Slope
    narrow: Slope
    small: Slope
    furthest: tuple[Far, ...]
    moved: tuple[DrawnItem, ...]
    selected: tuple[DrawnItem, ...]
    far: int

    @property
    def both(self) -> tuple[Slope, Slope]:
        """For a wide and for a narrow screen."""
        return self.wide, self.narrow


class RankingsPage:
    """Everything that the comparison of a programme's rankings says."""

    def __init__(
        self, programme: Programme, records: RankingRecords, choice: RankingsChoice, as_at: AsAt
    ) -> None:
        self.programme, self.records, self.choice, self.as_at = programme, records, choice, as_at
        self.found = Comparison(records, choice)
        self.matrix = Matrix(self.found)

    @property
    def address(self) -> str:
        """The query that holds the whole choice."""
        return self.choice.query(as_at=self._day)

    @property
    def address_as_recorded(self) -> str:
        """The address of the page without what if."""
        return self.choice.as_recorded.query(as_at=self._day)

    @property
    def _day(self) -> str:
        return "" if self.as_at.is_today else self.as_at.date.isoformat()

    @property
    def distances(self) -> list[tuple[Listed, list[tuple[str, str]]]]:
        """How far every two lists are apart, each figure with the other's name."""
        labels = [one.label for one in self.lists]
        return [(one, list(zip(labels, cells, strict=True))) for one, cells in self.found.distances]

    @property
    def lists(self) -> list[Listed]:
        """The rankings that are compared."""
        return self.found.lists

    @property
    def against(self) -> Listed | None:
        """The ranking that others are compared with, if one was chosen."""
        return self.found.against

    @property
    def base_name(self) -> str:
        """What the lists are measured by, in words."""
        if self.against is None:
            return "the shared order"
        own = self.against.ranking.by_id in run_by(self.programme)
        return "the partnership" if own else self.against.owner

    @property
    def has_base(self) -> bool:
        """Whether there is an order to compare with."""
        return bool(self.against or self.found.main)

    @cached_property
    def panels(self) -> list[tuple[Chart, ListMeasured]]:
        """The other lists, small; of many only the first."""
        if not self.has_base:
            return []
        others = [line for line in self.lines if line.listed is not self.drawn]
        return [(self._chart(line.listed), line) for line in others[:MOST_PANELS]]

    @property
    def not_drawn(self) -> int:
        """How many lists are not drawn."""
        return max(0, len(self.lists) - 1 - MOST_PANELS)

    @property
    def is_compact(self) -> bool:
        """Whether there are too many lists for wide columns."""
        return len(self.lists) > WIDE_TABLE

    @property
    def is_too_wide(self) -> bool:
        """Whether there are too many lists for a table at all."""
        return len(self.lists) > MOST_COLUMNS

    @property
    def has_merged(self) -> bool:
        """Whether any list names what has gone into another."""
        return self.matrix.has_merged

    @property
    def rows(self) -> list[MatrixRow]:
        """The workstreams with their rank in each list."""
        return self.matrix.rows

    # Charts

    @cached_property
    def drawn(self) -> Listed | None:
        """The list that is drawn large."""
        if not self.lists:
            return None
        return next((one for one in self.lists if one.code == self.choice.drawn), self.lists[0])

    @cached_property
    def chart(self) -> Chart | None:
        """The slope chart of the lists drawn; None without anything to compare with."""
        return self._chart(self.drawn) if self.drawn and self.has_base else None

    def _chart(self, one: Listed) -> Chart:
        ranks = self.found.ranks(one)
        marks = [
            DrawnItem(
                item.title,
                ranks.get(n),
                self.matrix.base_ranks.get(n),
                selected=n in ranks and not one.is_ranked,
            )
            for n, item in enumerate(self.found.items)
        ]
        far = far_from(len(marks))
        moved = [m for m in marks if m.lower is not None and abs(m.lower) >= far]
        return Chart(
            one,
            draw(marks, WIDE, self.choice.first),
            draw(marks, NARROW, self.choice.first),
            draw(marks, SMALL),
            furthest(marks, SMALL),
            tuple(sorted(moved, key=lambda m: m.left or 0)),
            tuple(m for m in marks if m.selected),
            far,
        )

    # Agreement

    @property
    def lines(self) -> list[ListMeasured]:
        """Each list with how far it agrees."""
        return self.found.lines

    @cached_property
    def consensus(self) -> list[Consensus]:
        """The orders that do justice to all, on each reading; none for fewer than two owners."""
        if self.found.owners < 2:
            return []
        return [consensus_of(reading) for reading in self.found.readings]

    @cached_property
    def before(self) -> dict[str, dict[str, int]]:
        """Without what if, the place of each workstream in the shared order, on each reading."""
        recorded = self.found.recorded
        if recorded.main is None:
            return {}
        titles = [item.title for item in recorded.items]
        places = {way.label: places_in(way.study.borda.order) for way in recorded.readings}
        return {
            label: {titles[n]: place for n, place in found.items()}
            for label, found in places.items()
        }

    @cached_property
    def moved_by_what_if(self) -> list[tuple[str, list[tuple[str, int, int]]]]:
        """What the what-if puts elsewhere in the shared order, on each reading: title, was, is."""
        if not self.choice.is_what_if:
            return []
        found = []
        for one in self.consensus:
            before = self.before.get(one.label, {})
            moved = [
                (it.title, before[it.title], it.borda)
                for it in one.placed
                if before.get(it.title) not in (None, it.borda)
            ]
            found += [(one.label, moved)] if moved else []
        return found

    @property
    def stability(self) -> list[WithoutEach]:
        """What the shared order would be without each list."""
        return self.found.stability

    @cached_property
    def against_otherwise(self) -> list[tuple[Listed, list[ListMeasured]]]:
        """The other readings of the list that all are measured by, and the lists beside each."""
        others = [one for one in (self.against.rivals if self.against else []) if one.is_ranked]
        return [
            (one, [it for it in self.found.measured_by(one).lines if it.listed is not one])
            for one in others
        ]

    @property
    def answer(self) -> str:
        """What the page comes to, in a sentence or two."""
        if not self.lists:
            return ""
        rival = next((line for line in self.lines if line.listed.rivals), None)
        if rival:
            return self._by_each_reading(rival.listed)
        if self.consensus:
            nearest = self.nearest_and_furthest
            said = self.consensus[0].w
            if nearest and nearest[0].tau != nearest[1].tau:
                near, far = nearest[0].listed.owner, nearest[1].listed.owner
                said += f" {near} is nearest to {self.base_name}, {far} furthest."
            return said
        return " ".join(f"{line.listed.owner}: {self._of_first(line)}." for line in self.lines[:3])

    def _by_each_reading(self, one: Listed) -> str:
        lines = [line for line in self.lines if line.listed in (one, *one.rivals)]
        counts = "; by ".join(f"{line.listed.paragraphs}, {self._of_first(line)}" for line in lines)
        return f"{one.owner}’s list is given in {as_word(len(lines))} ways. By {counts}."

    def _of_first(self, line: ListMeasured) -> str:
        are = "is" if len(line.shared_first) == 1 else "are"
        return (
            f"{as_word(len(line.shared_first))} of {as_word(len(line.chosen))} {are} among the "
            f"first {as_word(line.first)} of {self.base_name}"
        )

    @cached_property
    def paragraph(self) -> list[str]:
        """What a report may say of it, sentence by sentence."""
        return paragraph(self)

    @property
    def nearest_and_furthest(self) -> tuple[ListMeasured, ListMeasured] | None:
        """The lists that agree most and least with what they are measured by."""
        known = [line for line in self.lines if line.agreement and line.agreement.tau_b is not None]
        if len(known) < 2:
            return None
        known.sort(key=lambda line: -(line.agreement.tau_b or 0))  # type: ignore[union-attr]
        return known[0], known[-1]

    @property
    def changes(self) -> list[str]:
        """What the what-if changes, in words."""
        labels = {one.code: one.label for one in self.lists}
        titles = {item.ref: item.title for item in self.found.items}
        said = [f"{labels[code]} left out" for code in sorted(self.choice.left_out)]
        said += [
            f"{labels[move.code]}: {titles[move.ref]} "
            + ("not ranked" if move.rank is None else f"at rank {move.rank}")
            for move in self.choice.moves
            if move.ref in titles
        ]
        said += [f"{labels[code]} counted {n} times" for code, n in self.choice.weights.items()]
        return said

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The matrix as texts, for a file."""
        headings = [f"Rank: {self.base_name}", "Reference", "Workstream", "Place"]
        tried = {move.code for move in self.choice.moves}
        headings += [f"{it.label}{', what if' if it.code in tried else ''}" for it in self.lists]
        rows = [
            [
                str(row.rank or ""),
                row.item.ref,
                row.item.title,
                row.place,
                *(in_file(cell) for cell in row.cells),
            ]
            for row in self.matrix.rows
        ]
        return headings, rows
