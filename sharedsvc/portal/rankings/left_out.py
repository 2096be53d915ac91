"""What changes without each owner, on one reading: who can be named together is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workstreams.ranking.ballots import Profile
from workstreams.ranking.kemeny import Kemeny
from workstreams.ranking.stability import LeftOut, leave_one_out

FEWEST = 3  # lists: of two, one left out leaves nothing to bring together


@dataclass(frozen=True)
class WithoutEach:
    """Each list left out in turn; `label` is the reading, "" where there is one alone."""

    label: str
    left_out: tuple[tuple[str, LeftOut], ...]

    @property
    def changed(self) -> list[tuple[list[str], tuple[str, ...]]]:
        """Those without whom some order changes, by which ones do."""
        found: dict[tuple[str, ...], list[str]] = {}
        for name, left in self.left_out:
            if left.changed:
                found.setdefault(left.changed, []).append(name)
        return [(names, changed) for changed, names in found.items()]

    @property
    def unchanged(self) -> list[str]:
        """Those without whom every order surely stays as it is."""
        return [name for name, left in self.left_out if left.settled and not left.changed]

    @property
    def unsettled(self) -> list[str]:
        """Those without whom Kemeny's order is not proven in the time of a page."""
        return [name for name, left in self.left_out if not left.settled]


def without_each(
    label: str, read: Profile, best: Kemeny, seconds: float, names: Mapping[str, str]
) -> WithoutEach:
    """Leave each owner out in turn, within about `seconds`; `names` are the owners' names."""
    found: Sequence[LeftOut] = ()
    if len(read.ballots) >= FEWEST:
        found = leave_one_out(read, seconds, best)
    return WithoutEach(label, tuple((names.get(it.owner, it.owner), it) for it in found))
