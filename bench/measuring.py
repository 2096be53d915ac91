"""Timing in turns, so that what else the machine does falls on all alike; only ratios are meant.

Each round asks every build for the same, one after the other and each time another first. A ratio
is the median over the rounds of the ratio within each: a noisy minute spoils one round, not one
build.
"""

import math
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Act = Callable[[], float]  # does it once, and says how many milliseconds that took

FEWEST_ROUNDS = 2
AT_ONCE = 2  # clients


@dataclass
class Times:
    """Milliseconds of one thing in one build, by round; requests a second, by round."""

    rounds: list[list[float]] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return sorted(ms for one in self.rounds for ms in one)

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        """The time that 95 of a hundred do not pass (nearest rank)."""
        return self.all[math.ceil(0.95 * len(self.all)) - 1]

    @property
    def rate(self) -> float | None:
        return statistics.median(self.rates) if self.rates else None


def ratio(these: Times, those: Times) -> float:
    """How many times as long these take as those."""
    pairs = zip(these.rounds, those.rounds, strict=False)
    return statistics.median(statistics.median(a) / statistics.median(b) for a, b in pairs)


def ratio_of_rates(these: Times, those: Times) -> float:
    """How many times as many of these are answered in a second as of those."""
    return statistics.median(a / b for a, b in zip(these.rates, those.rates, strict=False))


def in_turns(
    acts: Mapping[str, Act], *, rounds: int, share: float, budget: float
) -> dict[str, Times]:
    """The times of each act: for `share` seconds, at least once, in each round.

    No further round is begun after `budget` seconds.
    """
    found = {name: Times() for name in acts}
    names = list(acts)
    until = time.monotonic() + budget
    for number in range(rounds):
        if number >= FEWEST_ROUNDS and time.monotonic() > until:
            break
        first = number % len(names)
        for name in names[first:] + names[:first]:
            found[name].rounds.append(_for_a_while(acts[name], share))
    return found


def _for_a_while(act: Act, share: float) -> list[float]:
    until = time.monotonic() + share
    times = [act()]
    while time.monotonic() < until:
        times.append(act())
    return times


def count_in_turns(
    acts: Mapping[str, Act], found: Mapping[str, Times], *, rounds: int, seconds: float
) -> None:
    """Put into `found` how many requests a second two clients at once are answered."""
    for _ in range(rounds):
        for name, act in acts.items():
            found[name].rates.append(_rate(act, seconds))


def _rate(act: Act, seconds: float) -> float:
    until = time.monotonic() + seconds
    counts = [0] * AT_ONCE
    faults: list[BaseException] = []

    def client(number: int) -> None:
        try:
            while time.monotonic() < until or not counts[number]:
                act()
                counts[number] += 1
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(AT_ONCE)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts) / (time.monotonic() - began)
