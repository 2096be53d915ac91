"""What one organisation's scores come to, and how: every figure that is needed to check it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from sharedsvc.portal.scores.records import Given, ScoreRecords
from workstreams.models import plain
from workstreams.ranking import scores as arithmetic

WEIGHT = re.compile(r"[0-9]{1,4}")
PER_CENT = 100


@dataclass(frozen=True)
class Weighed:
    """A criterion with its weight, its share of all weights, and how far the weight may move."""

    criterion: Any
    weight: int | None
    stated: int | None
    share: Fraction | None
    range: arithmetic.Range | None

    @property
    def name(self) -> str:
        """The name of its field in the form of weights."""
        return f"w{self.criterion.pk}"

    @property
    def share_in_words(self) -> str:
        """Its share of all weights, in per cent."""
        return "" if self.share is None else f"{_figure(self.share * PER_CENT)}%"

    @property
    def stays(self) -> str:
        """Between which weights the order stays, in words."""
        found = self.range
        if found is None:
            return ""
        if found.high is None:
            return "whatever it is" if not found.low else f"from {_figure(found.low)} upwards"
        if found.low == found.high:
            return f"at {_figure(found.low)} alone: a tie hangs on it"
        return f"from {_figure(found.low)} to {_figure(found.high)}"


@dataclass(frozen=True)
class ScoreCell:
    """A score, and what it adds to the total."""

    weighed: Weighed
    value: Decimal | None
    adds: Fraction | None

    @property
    def shown(self) -> str:
        """The score as it was given; "" where none was."""
        return "" if self.value is None else plain(self.value)

    @property
    def adds_in_words(self) -> str:
        """What it adds to the total: score times weight."""
        return "" if self.adds is None else _figure(self.adds)


@dataclass(frozen=True)
class ScoredRow:
    """A workstream with its scores; without a place where one is missing."""

    owner: str
    workstream: Any
    place: int | None
    is_tied: bool
    total: Fraction | None
    cells: tuple[ScoreCell, ...]
    missing: tuple[str, ...]
    adopted: int | None

    @property
    def total_in_words(self) -> str:
        """The total; "" where a score is missing."""
        return "" if self.total is None else _figure(self.total)

    @property
    def is_scored(self) -> bool:
        """Whether anything of it was scored."""
        return any(cell.value is not None for cell in self.cells)


class Working:
    """One organisation's scores, weighed; `weights` are those tried instead of the stated."""

    def __init__(self, records: ScoreRecords, given: Given, weights: Mapping[int, int]) -> None:
        self.records, self.given, self.tried = records, given, weights

    @property
    def is_what_if(self) -> bool:
        """Whether any weight is another than the stated one."""
        return any(one.weight != one.stated for one in self.criteria)

    @cached_property
    def criteria(self) -> list[Weighed]:
        """Those that can be scored against, with what was worked out of their weights."""
        scored, ranges = self._scored, {}
        if scored:
            ranges = {it.criterion: it for it in scored.ranges}
        return [
            Weighed(
                criterion,
                self._weight(criterion),
                criterion.weight,
                scored.shares.get(str(criterion.pk)) if scored else None,
                ranges.get(str(criterion.pk)),
            )
            for criterion in self.records.scored_criteria
        ]

    def _weight(self, criterion: Any) -> int | None:
        return self.tried.get(criterion.pk, criterion.weight)

    @cached_property
    def unweighted(self) -> list[Any]:
        """Criteria that have a scale and no weight: they are not counted."""
        return [one for one in self.records.scored_criteria if self._weight(one) is None]

    @cached_property
    def _counted(self) -> list[Any]:
        return [one for one in self.records.scored_criteria if self._weight(one) is not None]

    @cached_property
    def scales_differ(self) -> bool:
        """Then every score counts as the share of its scale, or the longest would count most."""
        return len({(one.lowest, one.highest) for one in self._counted}) > 1

    @cached_property
    def top(self) -> str:
        """The best total there could be."""
        if self.scales_differ:
            return str(PER_CENT)
        return str(self._counted[0].highest) if self._counted else ""

    def _on_scale(self, criterion: Any, value: Decimal) -> Fraction:
        if not self.scales_differ:
            return Fraction(value)
        span = criterion.highest - criterion.lowest
        return (Fraction(value) - criterion.lowest) / span * PER_CENT

    @cached_property
    def _scored(self) -> arithmetic.Scored | None:
        """None where no criterion has a weight: then nothing is totalled."""
        if not any(self._weight(one) for one in self._counted):
            return None
        criteria = tuple(
            arithmetic.WeightedCriterion(str(one.pk), Fraction(self._weight(one) or 0))
            for one in self._counted
        )
        values = {
            (n, str(one.pk)): self._on_scale(one, self.given.values[workstream.pk, one.pk])
            for n, workstream in enumerate(self.records.workstreams)
            for one in self._counted
            if (workstream.pk, one.pk) in self.given.values
        }
        return arithmetic.weigh(len(self.records.workstreams), criteria, values)

    @cached_property
    def rows(self) -> list[ScoredRow]:
        """The best first; then those that cannot be placed, then those not scored at all."""
        rows = [self._row(n, workstream) for n, workstream in enumerate(self.records.workstreams)]
        return sorted(rows, key=lambda row: (row.place is None, row.place or 0, not row.is_scored))

    @cached_property
    def _places(self) -> dict[int, tuple[int, bool]]:
        found: dict[int, tuple[int, bool]] = {}
        for group in self._scored.order if self._scored else ():
            found |= dict.fromkeys(group, (len(found) + 1, len(group) > 1))
        return found

    def _row(self, n: int, workstream: Any) -> ScoredRow:
        place, is_tied = self._places.get(n, (None, False))
        cells = tuple(self._cell(workstream, weighed) for weighed in self.criteria)
        missing = tuple(
            cell.weighed.criterion.text
            for cell in cells
            if cell.value is None and cell.weighed.share is not None
        )
        total = self._scored.totals.get(n) if self._scored else None
        adopted = self.records.adopted.get(workstream.pk)
        return ScoredRow(
            self.given.owner, workstream, place, is_tied, total, cells, missing, adopted
        )

    def _cell(self, workstream: Any, weighed: Weighed) -> ScoreCell:
        value = self.given.values.get((workstream.pk, weighed.criterion.pk))
        if value is None or weighed.share is None:
            return ScoreCell(weighed, value, None)
        return ScoreCell(weighed, value, self._on_scale(weighed.criterion, value) * weighed.share)

    @property
    def placed(self) -> list[ScoredRow]:
        """The workstreams with a place."""
        return [row for row in self.rows if row.place is not None]

    @property
    def incomplete(self) -> list[ScoredRow]:
        """Scored in part: named, not placed."""
        return [row for row in self.rows if row.is_scored and row.missing]

    @property
    def unscored(self) -> list[ScoredRow]:
        """The workstreams of which nothing was scored."""
        return [row for row in self.rows if not row.is_scored]

    @property
    def counts(self) -> tuple[int, int]:
        """How many scores are given, of how many that could be."""
        scored = sum(cell.value is not None for row in self.rows for cell in row.cells)
        return scored, len(self.rows) * len(self.criteria)

    @property
    def first(self) -> list[str]:
        """What stands first: several in a tie."""
        return [row.workstream.title for row in self.rows if row.place == 1]


def _figure(value: Fraction) -> str:
    """A figure to two decimals at most."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def tried_weights(given: Any, criteria: list[Any]) -> dict[int, int]:
    """The weights that an address tries instead of the stated ones, by criterion."""
    texts = {criterion.pk: given.get(f"w{criterion.pk}", "") for criterion in criteria}
    return {pk: int(text) for pk, text in texts.items() if WEIGHT.fullmatch(text)}
