"""The tables of docs/performance.md, between marks that this command alone writes between."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.bars import NOT_MEASURED
from bench.bars import rows as rows_of_bars
from bench.measuring import Times
from bench.results import Results

MEASURED = "measured"
GROWTH = "growth"
AS_AT = "as-at"
SEALS = "seals"
REPORTS = "reports"
HEADINGS = ("in one run", "must", "aim", "measured", "")
COSTS = ("page or job", "at", "median ms", "p95 ms", "requests/s", "statements", "kB")


class NoPlace(Exception):
    """The document has no marks to write between."""


def marks(what: str = MEASURED) -> tuple[str, str]:
    """What stands before and after the tables of that name."""
    return f"<!-- {what}: begin -->", f"<!-- {what}: end -->"


def put_between(document: str, text: str, what: str = MEASURED) -> str:
    """The document with this text between the marks of that name. Raises NoPlace."""
    first, last = marks(what)
    before, begin, rest = document.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise NoPlace(f"The document has no “{first}” and “{last}” to write between.")
    return f"{before}{first}\n{text.strip()}\n{last}{after}"


def write(path: Path, text: str, what: str = MEASURED) -> None:
    """Put the text between the marks of a file. Raises NoPlace."""
    path.write_text(put_between(path.read_text(encoding="utf-8"), text, what), encoding="utf-8")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def slower(results: Results, most: float) -> str:
    """How many times as long each page takes as before, and whether that is within the limit."""
    rows = []
    for what, times in results.times.items():
        (now, after), (before, earlier) = times.items()
        grown = results.slower(what, now, before) or 0
        figures = (f"{earlier.median:,.1f}", f"{after.median:,.1f}", f"{grown:.2f} ×")
        rows.append((what, *figures, "kept" if grown <= most else "MISSED"))
    return table(("page", "before, ms", "now, ms", "now : before", f"at most {most} ×"), rows)


def bars(results: Results, *, measured: bool = False) -> str:
    """What must be reached, and whether it is; with `measured` only what was measured."""
    rows = [row for row in rows_of_bars(results) if row[3] != NOT_MEASURED or not measured]
    return table(HEADINGS, rows)


def costs(results: Results) -> str:
    """All that was measured."""
    return table(
        COSTS,
        (
            _line(results, what, side, times)
            for what, sides in results.times.items()
            for side, times in sides.items()
        ),
    )


def _line(results: Results, what: str, side: str, times: Times) -> tuple[str, ...]:
    statements = results.statements.get(what, {}).get(side)
    size = results.sizes.get(what, {}).get(side)
    return (
        what,
        side,
        _ms(times.median),
        _ms(times.p95),
        "–" if times.rate is None else f"{times.rate:.3g}",
        "–" if statements is None else str(statements),
        "–" if size is None else f"{size / 1000:,.0f}",
    )


def _ms(ms: float) -> str:
    return f"{ms:,.0f}" if ms >= 100 else f"{ms:.1f}"


def numbers(results: Results) -> str:
    """What is not a time of a page."""
    return table(
        ("number", "measured"), ((name, f"{n:,.4g}") for name, n in results.numbers.items())
    )
