"""How a council's ranking compares with another, in sentences that are true to every reading."""

from collections.abc import Iterable
from typing import Any

from sharedsvc.core.prose import as_word, list_in_words
from workstreams.ranking.two_lists import Place, RankedList, TwoLists, compare


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
        first: int | None = None,
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
        return self.first if self.first and mine.ranked and len(mine.items) > self.first else None

    def sentence(self, ranking: Any, against: Any) -> str:
        """How the reading at hand compares."""
        found, shared, forward = self._counts(ranking, against)
        whole = len(found.chosen) == len(self.entries[ranking.pk])
        of = f"{'these' if whole else 'its first'} {as_word(len(found.chosen))}"
        top = f"the first {as_word(found.count)} of {against.by.label}"
        sentences = [self._share(len(shared), of, f"among {top}", shared)]
        if self.phase_title:
            place = f"taken forward in {self.phase_title}"
            sentences.append(self._share(len(forward), of, place, forward))
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

    @staticmethod
    def _share(number: int, of: str, place: str, names: list[str]) -> str:
        verb = "is" if number == 1 else "are"
        named = f": {list_in_words(names)}" if names else ""
        return f"{as_word(number).capitalize()} of {of} {verb} {place}{named}."

    @staticmethod
    def _move(lower: int) -> str:
        places = as_word(abs(lower))
        return (
            f"{places} place{'s' if abs(lower) != 1 else ''} {'lower' if lower > 0 else 'higher'}"
        )

    def rival_sentence(self, rival: Any, against: Any, paragraphs: str) -> str:
        """How a rival reading does, which these paragraphs give."""
        found, shared, forward = self._counts(rival, against)
        order = "" if rival.is_ranked else ", without an order"
        verb = "is" if len(shared) == 1 else "are"
        sentence = (
            "This holds for the list above. "
            f"By {paragraphs[0].lower()}{paragraphs[1:]} it is another{order}: "
            f"{list_in_words(self._titles(rival).values())}. Of these {as_word(found.count)}, "
            f"{as_word(len(shared))} {verb} among the first {as_word(found.count)} of "
            f"{against.by.label}"
        )
        if self.phase_title:
            are = "is" if len(forward) == 1 else "are"
            sentence += f" and {as_word(len(forward))} {are} taken forward in {self.phase_title}"
        return f"{sentence}. Which reading is right is not settled."
