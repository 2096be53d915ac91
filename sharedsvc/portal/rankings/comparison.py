"""The chosen lists as a profile, and what is worked out of them on each reading."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from sharedsvc.portal.rankings.choice import RankingsChoice
from sharedsvc.portal.rankings.left_out import FEWEST, WithoutEach, without_each
from sharedsvc.portal.rankings.records import Listed, ListedPlace, RankingRecords
from workstreams.ranking.ballots import Ballot, Profile
from workstreams.ranking.pairwise import Concord, compare_owners
from workstreams.ranking.study import Study, study

SECONDS = 1.5  # for Kemeny's orders on one page
MOST_READINGS = 8
LEFT_OUT_SECONDS = 0.5  # for the orders without each owner
MOST_PAIRED = 12


@dataclass(frozen=True)
class Item:
    """A workstream as the lists rank it, or what it counts as one with."""

    pk: int
    ref: str
    title: str


@dataclass(frozen=True)
class WayToRead:
    """One way to read the owners' lists: which of each owner's rival readings counts."""

    label: str
    study: Study


@dataclass(frozen=True)
class ListMeasured:
    """How one list stands to the one it is measured by, or to the shared order."""

    listed: Listed
    agreement: Concord | None
    first: int
    shared_first: tuple[str, ...]
    chosen: tuple[str, ...]
    forward: tuple[str, ...]

    @property
    def tau(self) -> str:
        """Kendall's tau-b to two decimals, or a dash."""
        return self._figure("tau_b")

    @property
    def rho(self) -> str:
        """Spearman's rho to two decimals, or a dash."""
        return self._figure("rho")

    @property
    def distance(self) -> str:
        """The distance, a pair tied in one counting half, to two decimals; or a dash."""
        return self._figure("distance")

    def _figure(self, name: str) -> str:
        found = getattr(self.agreement, name, None)
        return "–" if found is None else f"{float(found):.2f}"

    @property
    def pairs(self) -> str:
        """How many of the pairs that both order they order alike."""
        counts = self.agreement.counts if self.agreement else None
        if counts is None or not counts.ordered_by_both:
            return "No pair that both order"
        return f"{counts.agree} of {counts.ordered_by_both}"


class Comparison:
    """The chosen lists, cut to what the choice says, and their figures."""

    def __init__(self, records: RankingRecords, choice: RankingsChoice) -> None:
        self.records, self.choice = records, choice
        by_code = {one.code: one for one in records.listed}
        self.lists = [by_code[code] for code in choice.shown]
        self.against = by_code.get(choice.against)
        self.counted = [one for one in self.lists if one.code not in choice.left_out]

    # Items

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What any of the lists names: in the order of the list they are measured by."""
        lists = [*([self.against] if self.against else []), *self.lists]
        found: dict[int, Item] = {}
        for entry in (entry for one in lists for entry in one.entries):
            pk = self.counts_as(entry.workstream_id)
            if pk not in found:
                found[pk] = self._item(pk, entry)
        return tuple(found.values())

    def counts_as(self, pk: int) -> int:
        """The workstream itself, or the one that it went into, where both count as one."""
        seen = {pk}
        while self.choice.as_one and pk in self.records.went_into:
            pk = self.records.went_into[pk]
            if pk in seen:
                break
            seen.add(pk)
        return pk

    def _item(self, pk: int, entry: ListedPlace) -> Item:
        row = self.records.rows.get(pk)
        if row is None or pk == entry.workstream_id:
            return Item(pk, entry.ref, entry.label)
        return Item(pk, row.workstream.ref, row.title)

    @cached_property
    def number(self) -> dict[int, int]:
        """The number of each workstream by its key, as the calculations know it."""
        return {item.pk: n for n, item in enumerate(self.items)}

    # Lists

    def ranks(self, one: Listed, what_if: bool = True) -> dict[int, int | None]:
        """The ranks that a list gives, by item; None in a selection. As recorded, or what if.

        What counts as one takes the best rank of its parts.
        """
        found: dict[int, int | None] = {}
        for entry in one.entries:
            item = self.number[self.counts_as(entry.workstream_id)]
            better = entry.rank if item not in found else _better(found[item], entry.rank)
            found[item] = better
        return self._moved(one, found) if what_if else found

    def _moved(self, one: Listed, ranks: dict[int, int | None]) -> dict[int, int | None]:
        number = {item.ref: n for n, item in enumerate(self.items)}
        for move in self.choice.moves:
            if move.code != one.code or move.ref not in number or not one.is_ranked:
                continue
            if move.rank is None:
                ranks.pop(number[move.ref], None)
            else:
                ranks[number[move.ref]] = move.rank
        return ranks

    def ballot(self, one: Listed, what_if: bool = True) -> Ballot:
        """A list in its pure form."""
        ranks = self.ranks(one, what_if)
        weight = self.choice.weights.get(one.code, 1) if what_if else 1
        if not one.is_ranked:
            return Ballot(one.code, (tuple(sorted(ranks)),), weight, ordered=False)
        levels = sorted({rank for rank in ranks.values() if rank is not None})
        groups = tuple(
            tuple(item for item in sorted(ranks) if ranks[item] == level) for level in levels
        )
        return Ballot(one.code, groups, weight)

    def profile(self, lists: Iterable[Listed], what_if: bool = True) -> Profile:
        """Lists as ballots over the workstreams; those that name none are left out."""
        ballots = (self.ballot(one, what_if) for one in lists)
        names = tuple(item.title for item in self.items)
        return Profile(names, tuple(ballot for ballot in ballots if ballot.groups))

    # Figures

    @cached_property
    def readings(self) -> list[WayToRead]:
        """The owners' lists studied together, once for each way to read them."""
        ways = self._ways()
        each = SECONDS / max(len(ways), 1)
        return [
            WayToRead(label, study(self.profile(lists), self.choice.unranked, each, paired=False))
            for label, lists in ways
        ]

    def _ways(self) -> list[tuple[str, list[Listed]]]:
        """Which lists count together: of one owner's rival readings one at a time."""
        by_owner: dict[int, list[Listed]] = {}
        alone: list[list[Listed]] = []
        for one in self.counted:
            if one.rivals:
                by_owner.setdefault(one.ranking.by_id, []).append(one)
            else:
                alone.append([one])
        rivals = list(by_owner.values())
        ways = list(product(*rivals, *alone))[:MOST_READINGS]
        return [(self._label(way), list(way)) for way in ways if way]

    @staticmethod
    def _label(way: tuple[Listed, ...]) -> str:
        return "; ".join(one.label for one in way if one.rivals)

    @property
    def owners(self) -> int:
        """How many owners' lists are counted: rival readings are one."""
        return len({one.ranking.by_id if one.rivals else one.code for one in self.counted})

    @property
    def main(self) -> Study | None:
        """The first reading; with fewer than two owners there is nothing to bring together."""
        return self.readings[0].study if self.owners > 1 else None

    @cached_property
    def recorded(self) -> "Comparison":
        """The same lists without what if."""
        return (
            self
            if not self.choice.is_what_if
            else Comparison(self.records, self.choice.as_recorded)
        )

    @cached_property
    def lines(self) -> list[ListMeasured]:
        """Each list beside the one it is measured by, or failing that beside the shared order."""
        base = self._base()
        if base is None:
            return []
        read = self.profile(self.lists).read_as(self.choice.unranked)
        beside = {ballot.owner: ballot for ballot in read.ballots}
        return [self._line(one, base, beside.get(one.code)) for one in self.lists]

    def _base(self) -> Ballot | None:
        if self.against is None:
            return Ballot("the shared order", self.main.borda.order) if self.main else None
        alone = self.profile([self.against]).read_as(self.choice.unranked)
        return alone.ballots[0] if alone.ballots else None

    def _line(self, one: Listed, base: Ballot, ballot: Ballot | None) -> ListMeasured:
        own = self.ballot(one)
        chosen = own.ranked if not one.is_ranked else tuple(sorted(own.first(self.choice.first)))
        has_more = one.is_ranked and len(own.ranked) > self.choice.first
        count = self.choice.first if has_more else len(chosen)  # as `compare` counts a whole list
        top = base.first(count)
        names = [item.title for item in self.items]
        return ListMeasured(
            one,
            None if ballot is None else compare_owners(ballot, base),
            count,
            tuple(names[item] for item in chosen if item in top),
            tuple(names[item] for item in chosen),
            tuple(names[item] for item in chosen if self._goes_forward(item)),
        )

    def _goes_forward(self, item: int) -> bool:
        return self.items[item].pk in self.records.forward

    @cached_property
    def distances(self) -> list[tuple[Listed, list[str]]]:
        """How far every two lists are apart; nothing where there are too many to read."""
        lists = self.lists
        if not 2 <= len(lists) <= MOST_PAIRED:
            return []
        read = self.profile(lists).read_as(self.choice.unranked)
        ballots = {ballot.owner: ballot for ballot in read.ballots}
        return [
            (one, [_apart(ballots.get(one.code), ballots.get(other.code)) for other in lists])
            for one in lists
        ]

    @cached_property
    def stability(self) -> list[WithoutEach]:
        """What changes without each owner, on each reading, as far as the time goes."""
        if self.owners < FEWEST:
            return []
        each = LEFT_OUT_SECONDS / len(self.readings)
        names = {one.code: one.label for one in self.lists}
        return [
            without_each(way.label, way.study.read, way.study.kemeny, each, names)
            for way in self.readings
        ]

    def measured_by(self, other: Listed) -> "Comparison":
        """The same choice, measured by another list."""
        return Comparison(self.records, replace(self.choice, against=other.code))


def _better(one: int | None, other: int | None) -> int | None:
    ranks = [rank for rank in (one, other) if rank is not None]
    return min(ranks) if ranks else None


def _apart(one: Ballot | None, other: Ballot | None) -> str:
    if one is None or other is None or one is other:
        return "–"
    found = compare_owners(one, other).distance
    return "–" if found is None else f"{float(found):.2f}"
