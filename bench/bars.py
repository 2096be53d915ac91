"""The bars: what must be reached, what is aimed at, and what this run says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench import pages
from bench.results import Results
from bench.sides import BEFORE, OURS, PLAIN

Value = Callable[[Results], float | None]
AS_INSTALLED = ", as installed"
POSITION_5000 = "position of 5,000 as it answers"
JIT = "as installed, against JIT off: "
MEMORY = "memory after load"
NOT_MEASURED = "–"
TO = "10,000 → 100,000: "


@dataclass(frozen=True)
class Bar:
    """One line of the table. `at_least` where more is better; `form` writes a number of it.

    Without `must` only the aim says anything: the rest is held by a test.
    """

    what: str
    value: Value
    must: float | None
    aim: float
    form: str
    at_least: bool = False

    def reached(self, value: float, wanted: float) -> bool:
        return value >= wanted if self.at_least else value <= wanted

    def verdict(self, results: Results) -> tuple[str, str]:
        """What was measured, and whether that is enough, in words."""
        value = self.value(results)
        if value is None:
            return NOT_MEASURED, "not in this run"
        if self.reached(value, self.aim):
            return self.said(value), "aim reached"
        if self.must is None:
            return self.said(value), "aim not reached"
        return self.said(value), "reached" if self.reached(value, self.must) else "**not reached**"

    def said(self, value: float) -> str:
        return self.form.format(value)


def _than_before(what: str, must: float, aim: float, said: str = "") -> Bar:
    return Bar(
        f"{said or what}, ms against the build before",
        lambda results: results.faster(what, OURS, BEFORE),
        must,
        aim,
        "1/{:.3g}",
        at_least=True,
    )


def _than_plain(what: str, must: float, aim: float, said: str, beside: str) -> Bar:
    return Bar(
        f"{said}, ms against {beside}",
        lambda results: results.slower(what, OURS, PLAIN),
        must,
        aim,
        "{:.3g} ×",
    )


def _number(what: str, name: str, must: float, aim: float, form: str = "{:.3g} ×") -> Bar:
    return Bar(what, lambda results: results.numbers.get(name), must, aim, form)


def _worst(what: str, names: str, must: float, aim: float) -> Bar:
    """The worst of the numbers whose names begin so."""

    def worst(results: Results) -> float | None:
        found = [n for key, n in results.numbers.items() if key.startswith(names)]
        return max(found, default=None)

    return Bar(what, worst, must, aim, "{:.3g} ×")


def _grown(what: str, names: str, must: float, aim: float) -> Bar:
    return _worst(f"{TO}{what}", f"{TO}{names}", must, aim)


def _statements(what: str, aim: float) -> Bar:
    return Bar(
        f"statements: {what}",
        lambda results: results.statements.get(what, {}).get(OURS),
        None,
        aim,
        "{:.0f}",
    )


BARS: tuple[Bar, ...] = (
    Bar(
        "list of 50, requests a second against plain Django",
        lambda results: results.fewer(pages.LIST, OURS, PLAIN),
        5,
        3,
        "1/{:.3g}",
    ),
    _than_before(pages.LIST, 4, 6),
    _than_before(pages.WORKSTREAM, 7, 10),
    _than_before(pages.POSITION, 5, 8, "position of 500, all rows, JIT off in both"),
    _than_before(
        pages.POSITION + AS_INSTALLED, 25, 40, "position of 500, all rows, both as installed"
    ),
    _number(f"{POSITION_5000}, against that of 500", POSITION_5000, 3, 1.5),
    _than_before(pages.REPORT, 2.5, 3),
    _than_before(pages.REPORT_LATER, 2.5, 3),
    _than_before(pages.HOME, 2, 3),
    _than_before(pages.HISTORY, 3, 4),
    _than_before(pages.SEARCH, 4, 6),
    _than_before(pages.ORGANISATION, 3, 5),
    _than_before(pages.PARTNERSHIP, 3, 5),
    _than_before(pages.BACKGROUND, 3, 5),
    _than_plain(pages.UPDATE, 3, 2, pages.UPDATE, "plain Django’s form"),
    _than_plain(pages.SAVE, 6, 4, pages.SAVE, "plain Django’s form"),
    _than_plain(pages.CSV, 5, 2, pages.CSV, "`csv.writer` of the same columns"),
    _than_before(pages.XLSX, 3, 5),
    _than_before(pages.IMPORT, 5, 8),
    _number("import, its memory against the build before", "import memory", 1.02, 1),
    _worst(f"{JIT}the page that it delays most", JIT, 1.1, 1.05),
    _grown("list: first page", "list, first page", 1.5, 1.2),
    _grown("list: any sort", "list, sorted", 1.5, 1.2),
    _grown("list: as at a day", "list, as at", 1.5, 1.2),
    _grown("workstream page", "workstream", 1.5, 1.2),
    _grown("history", "history", 1.5, 1.2),
    _grown("milestone list", "milestone list", 1.5, 1.2),
    _grown("list: last page", "list, last page", 2, 1.5),
    _grown("list: word filter", "list, word filter", 2, 1.5),
    _grown("home", "home", 2, 1.5),
    _statements(pages.LIST, 9),
    _statements(pages.WORKSTREAM, 14),
    _statements(pages.HISTORY, 7),
    _statements(pages.POSITION, 25),
    _statements(pages.UPDATE, 14),
    _number("memory of two processes after load, MB", f"{MEMORY}, {OURS}", 200, 150, "{:.0f}"),
)


def rows(results: Results) -> Iterable[tuple[str, ...]]:
    """A row for each bar: what, must, aim, measured, reached."""
    for bar in BARS:
        measured, verdict = bar.verdict(results)
        must = "constant" if bar.must is None else bar.said(bar.must)
        yield bar.what, must, bar.said(bar.aim), measured, verdict
