"""Which tests ask nothing of the database that others do not ask: ``.ci/asked_elsewhere``.

Told from what each asked of PostgreSQL (tests/asked.py) and which lines of ours it ran there. A
test is left out on PostgreSQL where each of its statements, with values of the same types, and each
of its lines is asked and run by tests that stay. What is about what a database can make different
stays (tests/test_both_databases.py), so do tests whose transactions are real.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coverage import CoverageData

from tests.databases import ELSEWHERE, function_of, listed

HEAD = "# Written by .ci/asked_elsewhere; see docs/decisions.md, Databases and tests.\n"


class Recorded:
    """What was asked and run, by function, and how many seconds of a core it took."""

    def __init__(self, folder: Path) -> None:
        self.numbers: dict[Any, int] = {}
        self.asked: dict[str, set[int]] = defaultdict(set)
        self.took: Counter[str] = Counter()
        self.real: set[str] = set()
        for file in sorted(folder.glob("*.json")):
            self._statements(json.loads(file.read_text(encoding="utf-8")))
        data = CoverageData(str(folder / "coverage"))
        data.read()
        for file in data.measured_files():
            self._lines(file, data.contexts_by_lineno(file))

    def number(self, what: Any) -> int:
        return self.numbers.setdefault(what, len(self.numbers))

    def _statements(self, told: dict[str, Any]) -> None:
        numbers = [self.number(text) for text in told["statements"]]
        for test, found in told["tests"].items():
            function = function_of(test)
            self.took[function] += found["took"]
            self.asked[function].update(numbers[at] for at in found["asked"])
            if found["real"]:
                self.real.add(function)

    def _lines(self, file: str, found: dict[int, list[str]]) -> None:
        for line, contexts in found.items():
            number = self.number((file, line))
            for function in {function_of(one.rpartition("|")[0]) for one in contexts}:
                if function in self.took:
                    self.asked[function].add(number)


def asked_elsewhere(recorded: Recorded, staying: Iterable[str]) -> list[str]:
    """Those that can be left out, beginning with what takes longest."""
    staying = {*staying, *recorded.real}
    times = Counter(number for asked in recorded.asked.values() for number in asked)
    found = []
    for function, _ in recorded.took.most_common():
        asked = recorded.asked[function]
        if function not in staying and all(times[number] > 1 for number in asked):
            times.subtract(asked)
            found.append(function)
    return found


def no_longer(recorded: Recorded, left_out: set[str]) -> dict[str, list[Any]]:
    """What only tests that are left out ask and run, by test."""
    names = {number: what for what, number in recorded.numbers.items()}
    stays: set[int] = set()
    for function, asked in recorded.asked.items():
        if function not in left_out:
            stays |= asked
    lost = {one: recorded.asked[one] - stays for one in sorted(left_out) if one in recorded.asked}
    return {
        one: [names[number] for number in sorted(asked)] for one, asked in lost.items() if asked
    }


def main() -> int:
    """Write the list, or say what in it is no longer so."""
    from tests.test_both_databases import about_a_database

    recorded = Recorded(Path(sys.argv[1]))
    if "--write" in sys.argv:
        found = asked_elsewhere(recorded, about_a_database())
        ELSEWHERE.write_text(HEAD + "".join(f"{one}\n" for one in sorted(found)), encoding="utf-8")
        seconds = sum(recorded.took[one] for one in found)
        print(
            f"{len(found)} of {len(recorded.took)} functions are asked elsewhere: {seconds:.0f} s"
        )
        return 0
    lost = no_longer(recorded, listed())
    for function, what in lost.items():
        print(f"{function} alone: {len(what)}, among them {what[0]}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
