"""What was measured in one run."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.measuring import Times, ratio, ratio_of_rates


@dataclass
class Results:
    """Times, sizes and statements by what was asked and by side; the rest by name.

    `faults` tell what could not be measured, and why.
    """

    times: dict[str, dict[str, Times]] = field(default_factory=dict)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    statements: dict[str, dict[str, int]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def faster(self, what: str, side: str, than: str) -> float | None:
        """How many times as long the other takes; None where one was not measured."""
        return self._compared(what, than, side, ratio)

    def slower(self, what: str, side: str, than: str) -> float | None:
        """How many times as long as the other it takes."""
        return self._compared(what, side, than, ratio)

    def fewer(self, what: str, side: str, than: str) -> float | None:
        """How many times as many requests a second the other answers."""
        return self._compared(what, than, side, ratio_of_rates)

    def _compared(
        self, what: str, one: str, other: str, how: Callable[[Times, Times], float]
    ) -> float | None:
        found = self.times.get(what, {})
        if one not in found or other not in found:
            return None
        return how(found[one], found[other])
