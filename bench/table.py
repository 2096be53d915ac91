"""The tables of docs/performance.md, between marks that this command alone writes between."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.bars import rows as rows_of_bars
from bench.measuring import Times
from bench.results import Results

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEADINGS = ("in one run", "must", "aim", "measured", "")
COSTS = ("page or job", "at", "median ms", "p95 ms", "requests/s", "statements", "kB")


class NoPlace(Exception):
    """The document has no marks to write between."""


def put_between(document: str, text: str) -> str:
    """The document with this text between its marks. Raises NoPlace."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlace(f"The document has no “{BEGIN}” and “{END}” to write between.")
    return f"{before}{BEGIN}\n{text.strip()}\n{END}{after}"


def write(path: Path, text: str) -> None:
    """Put the text between the marks of a file. Raises NoPlace."""
    path.write_text(put_between(path.read_text(encoding="utf-8"), text), encoding="utf-8")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def bars(results: Results) -> str:
    """What must be reached, and whether it is."""
    return table(HEADINGS, rows_of_bars(results))


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
