"""How a council's ranking compares with another, in sentences that are true to every reading."""

from collections.abc import Iterable
from typing import Any

from sharedsvc.core.prose import as_word, list_in_words
from workstreams.ranking.two_lists import Place, RankedList, TwoLists, compare

FIRST = 3  # of a longer list only so many are compared, unless another number is asked for


def phases_in_words(titles: Iterable[str | None]) -> str:
    """The phases that workstreams stand in: "Phase 1 or Phase 2"; "" for none."""
    return list_in_words(sorted({title for title in titles if title}), "or")


def ranked_list(ranking: Any, entries: Iterable[Any]) -> RankedList:
    """The pure form of a ranking's entries."""
    places = tuple(Place(str(entry.workstream_id), entry.rank) for entry in entries)
    return RankedList(places, ranked=ranking.is_ranked)


class ComparisonText:
    """Writes how `ranking` compares with `against`.

    `entries` gives each ranking's entries by ranking id, `forward` the ids of the workstreams that
    go forward in a phase (with those that led to them). A rival is another reading of the same
    ranking, while a conflict about it is open. `first` keeps to the first so many of a longer list.
    """

    def __init__(
        self,
        entries: dict[int, list[Any]],
        forward: set[int],
        phase_title: str,
        first: int = FIRST,
    ) -> None:
        self.entries = entries
        self.forward = forward
        self.phase_title = phase_title
        self.first = first

    def _titles(self, ranking: Any) -> dict[str, str]:
        return {str(entry.workstream_id): entry.label for entry in self.entries[ranking.pk]}

    def _counts(self, ranking: Any, against: Any) -> tuple[TwoLists, list[str], list[str]]:
        mine = ranked_list(ranking, self.entries[ranking.pk])
        theirs = ranked_list(against, self.entries[against.pk])
        found = compare(mine, theirs, self._first_of(mine))
        titles = self._titles(ranking)
        shared = [titles[item] for item in found.shared]
        forward = [titles[item] for item in found.chosen if int(item) in self.forward]
        return found, shared, forward

    def _first_of(self, mine: RankedList) -> int | None:
        """Only the first so many, of a list that has more and an order."""
        return self.first if mine.ranked and len(mine.items) > self.first else None

    def sentences(self, ranking: Any, against: Any, rivals: Iterable[tuple[Any, str]]) -> list[str]:
        """How a ranking compares, then how each rival reading does, with the paragraphs of each."""
        of_rivals = (self.rival_sentence(rival, against, where) for rival, where in rivals)
        return [self.sentence(ranking, against), *of_rivals]

    def sentence(self, ranking: Any, against: Any) -> str:
        """How the reading at hand compares."""
        found, shared, forward = self._counts(ranking, against)
        place = _among_the_first(found.count, against)
        sentences = [self._share(ranking, found, place, shared)]
        if self.phase_title:
            sentences.append(self._share(ranking, found, self._taken_forward, forward))
        own = {str(e.workstream_id): e.rank for e in self.entries[ranking.pk]}
        moves = [
            f"{self._titles(ranking)[item]} stands {self._move(lower)} "
            f"(rank {own[item] + lower}, not {own[item]})"
            for item, lower in found.places_lower
            if lower
        ]
        if moves:
            sentences.append(f"In the list of {against.by.label} {list_in_words(moves)}.")
        return " ".join(sentences)

    @property
    def _taken_forward(self) -> str:
        return f"taken forward in {self.phase_title}"

    def _of(self, ranking: Any, found: TwoLists) -> str:
        """What is compared of a list: "these three" where it is all of it, or "its first three"."""
        whole = len(found.chosen) == len(self.entries[ranking.pk])
        return f"{'these' if whole else 'its first'} {as_word(len(found.chosen))}"

    def _share(self, ranking: Any, found: TwoLists, place: str, names: list[str]) -> str:
        if len(found.chosen) == 1:
            return f"This one {_is_or_not(names)} {place}."
        verb = "is" if len(names) == 1 else "are"
        named = f": {list_in_words(names)}" if names else ""
        number = as_word(len(names)).capitalize()
        return f"{number} of {self._of(ranking, found)} {verb} {place}{named}."

    @staticmethod
    def _move(lower: int) -> str:
        places = as_word(abs(lower))
        return (
            f"{places} place{'s' if abs(lower) != 1 else ''} {'lower' if lower > 0 else 'higher'}"
        )

    def rival_sentence(self, rival: Any, against: Any, paragraphs: str) -> str:
        """How a rival reading does, which these paragraphs give."""
        found, shared, forward = self._counts(rival, against)
        titles = self._titles(rival)
        named = list_in_words(titles[item] for item in found.chosen)
        order = "" if rival.is_ranked else ", without an order"
        whole = len(found.chosen) == len(titles)
        given = f"{order}: {named}" if whole else f", which begins with {named}"
        shares = [(shared, _among_the_first(found.count, against))]
        if self.phase_title:
            shares.append((forward, self._taken_forward))
        return (
            "This holds for the list above. "
            f"By {paragraphs[0].lower()}{paragraphs[1:]} it is another{given}. "
            f"{self._shares(rival, found, shares)}. Which reading is right is not settled."
        )

    def _shares(self, rival: Any, found: TwoLists, shares: list[tuple[list[str], str]]) -> str:
        if len(found.chosen) == 1:
            said = " and ".join(f"{_is_or_not(names)} {place}" for names, place in shares)
            return f"That one {said}"
        said = " and ".join(
            f"{as_word(len(names))} {'is' if len(names) == 1 else 'are'} {place}"
            for names, place in shares
        )
        return f"Of {self._of(rival, found)}, {said}"


def _among_the_first(count: int, against: Any) -> str:
    if count == 1:
        return f"ranked first by {against.by.label}"
    return f"among the first {as_word(count)} of {against.by.label}"


def _is_or_not(names: list[str]) -> str:
    return "is" if names else "is not"
