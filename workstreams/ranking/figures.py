"""Rankings as a table of figures: a row an owner and a column an item, or the other way.

`2, 3, 1` may be ranks (the first item second) or an order (the second item first). Where both can
be meant and do not come to the same, nobody guesses: `figures` must say. So must `rows` where
nothing tells which of the two the rows are.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from sharedsvc.core.prose import in_figures
from workstreams.ranking.ballots import MOST_OWNERS, Ballot, Groups, Profile, read_weight
from workstreams.ranking.problems import BadRankings, LineProblem

OWNER_WORDS = frozenset(
    {"owner", "owners", "council", "councils", "organisation", "organisations", "authority"}
    | {"voter", "voters", "judge", "judges", "rater", "raters", "member", "members", "by"}
)
ITEM_WORDS = frozenset(
    {"item", "items", "workstream", "workstreams", "option", "options", "service", "services"}
    | {"candidate", "candidates", "alternative", "alternatives", "project", "projects"}
)
NOTHING = frozenset({"", "-", "–", "—", "n/a", "not ranked"})
CHOSEN = frozenset({"x", "✓", "✔", "☑", "selected", "yes"})
RANK = re.compile(r"=?(?P<number>\d+(?:\.\d+)?)=?$")
WEIGHT = "weight"
LARGEST_RANK = 1_000_000


class Unclear(BadRankings):
    """Two readings are possible; `option` says which one."""

    def __init__(self, option: str, line: int, text: str) -> None:
        self.option = option
        super().__init__([LineProblem(line, text)])


@dataclass(frozen=True)
class FileCell:
    """What stands in a cell, and where."""

    line: int
    column: str
    text: str

    def problem(self, said: str) -> LineProblem:
        """What is wrong in this cell, with its line and column."""
        return LineProblem(self.line, f"{self.column}: {said}")


@dataclass(frozen=True)
class FileLine:
    """An owner's cells, in the order of the items."""

    owner: str
    line: int
    cells: tuple[FileCell, ...]
    weight: FileCell | None = None


@dataclass(frozen=True)
class FileTable:
    """A file's cells with names for its rows and columns."""

    line: int
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, str, tuple[str, ...]], ...]  # line, name, cells

    def by_rows(self) -> tuple[tuple[str, ...], tuple[FileLine, ...]]:
        """Items and lines where a row is an owner."""
        items = tuple(name for name in self.columns if name.lower() != WEIGHT)
        return items, tuple(self._line(*row) for row in self.rows)

    def _line(self, line: int, owner: str, cells: tuple[str, ...]) -> FileLine:
        pairs = list(zip(self.columns, cells, strict=True))
        weights = [FileCell(line, n, cell) for n, cell in pairs if n.lower() == WEIGHT]
        return FileLine(
            owner,
            line,
            tuple(FileCell(line, f"“{n}”", cell) for n, cell in pairs if n.lower() != WEIGHT),
            weights[0] if weights else None,
        )

    def by_columns(self) -> tuple[tuple[str, ...], tuple[FileLine, ...]]:
        """Items and lines where a column is an owner; no lines where there are no items."""
        rows = [row for row in self.rows if row[1].lower() != WEIGHT]
        if not rows:
            return (), ()
        weights = next((row for row in self.rows if row[1].lower() == WEIGHT), None)
        lines = tuple(
            FileLine(
                owner,
                rows[0][0],
                tuple(FileCell(line, f"“{owner}”", cells[n]) for line, _, cells in rows),
                FileCell(weights[0], f"“{owner}”", weights[2][n]) if weights else None,
            )
            for n, owner in enumerate(self.columns)
        )
        return tuple(row[1] for row in rows), lines


def read_figures(text: str, figures: str = "", rows: str = "") -> Profile:
    """Read a table as CSV (commas, semicolons or tabs).

    `figures` is "ranks" or "order", `rows` "owners" or "items"; "" finds out or raises Unclear.
    Raises BadRankings for what cannot be read.
    """
    table, problems = _table(text)
    try:
        profile = _read(table, figures, rows)
    except Unclear:
        if not problems:
            raise
    except BadRankings as error:
        problems += error.problems
    if problems:
        raise BadRankings(problems)
    return profile


def _read(table: FileTable, figures: str, rows: str) -> Profile:
    rows = rows or _what_rows_are(table, figures)
    items, lines = table.by_rows() if rows == "owners" else table.by_columns()
    if not items or not lines:
        raise BadRankings([LineProblem(0, "The table has no items or no owners.")])
    figures = figures or _what_figures_are(items, lines)
    return _profile(items, lines, _as_order if figures == "order" else _as_ranks)


def _table(text: str) -> tuple[FileTable, list[LineProblem]]:
    """The rows that have their cells, and what is wrong with the others."""
    rows = list(_rows(text))
    if len(rows) < 2:
        raise BadRankings([LineProblem(1, "the table needs a row of names and at least one more.")])
    (top, header), *others = rows
    problems = _names_given_twice(top, header[1:])
    seen: dict[str, int] = {}
    kept = []
    for line, row in others:
        wrong = _wrong_row(line, row, header, seen)
        problems += [LineProblem(line, wrong)] if wrong else []
        kept += [] if wrong else [(line, row[0], tuple(row[1:]))]
    if not kept:
        raise BadRankings(problems)
    return FileTable(top, header[0], tuple(header[1:]), tuple(kept)), problems


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that says anything, with the line on which it begins."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begins = 1
    for row in reader:
        if any(row):
            yield begins, [cell.strip() for cell in row]
        begins = reader.line_num + 1


def _names_given_twice(line: int, names: list[str]) -> list[LineProblem]:
    problems = [LineProblem(line, "a column has no name.") for name in names if not name]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return problems + [LineProblem(line, f"two columns are called “{name}”.") for name in twice]


def _wrong_row(line: int, row: list[str], header: list[str], seen: dict[str, int]) -> str:
    if len(row) != len(header):
        return f"has {in_figures(len(row), 'cell')}; the first row has {len(header)}."
    if not row[0]:
        return "has no name in its first cell."
    if row[0] in seen:
        return f"“{row[0]}” has a row already, line {seen[row[0]]}."
    seen[row[0]] = line
    return ""


def _what_rows_are(table: FileTable, figures: str) -> str:
    words = set(re.findall(r"\w+", table.corner.lower()))
    if bool(words & OWNER_WORDS) != bool(words & ITEM_WORDS):
        return "owners" if words & OWNER_WORDS else "items"
    if any(name.lower() == WEIGHT for name in table.columns):
        return "owners"
    if any(name.lower() == WEIGHT for _, name, _ in table.rows):
        return "items"
    read = _as_order if figures == "order" else _as_ranks
    possible = [
        rows
        for rows, (items, lines) in (("owners", table.by_rows()), ("items", table.by_columns()))
        if all(_is_a_list(line, items, read) for line in lines)
    ]
    if len(possible) == 1:
        return possible[0]
    raise Unclear(
        "rows",
        table.line,
        "a row could as well be an owner as an item. Say which with --rows owners or --rows "
        "items, or write “owner” or “item” into the first cell.",
    )


def _is_a_list(line: FileLine, items: tuple[str, ...], read: "ReadLine") -> bool:
    """Whether the cells can be one owner's list, its ranks neither too high nor missing."""
    try:
        groups = read(line, items)
    except BadRankings:
        return False
    if read is _as_order:
        return True
    numbers = sorted(n for n in (_number(cell.text) for cell in line.cells) if n is not None)
    return _runs_on(groups, numbers)


def _runs_on(groups: Groups, numbers: list[Fraction]) -> bool:
    """Whether ranks begin at the top and leave out none but those that ties take."""
    competition: list[Fraction] = []
    dense: list[Fraction] = []
    middle: list[Fraction] = []
    for n, group in enumerate(groups, start=1):
        taken = len(competition)
        competition += [Fraction(taken + 1)] * len(group)
        dense += [Fraction(n)] * len(group)
        middle += [Fraction(2 * taken + len(group) + 1, 2)] * len(group)
    return not numbers or numbers in (competition, dense, middle)


def _what_figures_are(items: tuple[str, ...], lines: tuple[FileLine, ...]) -> str:
    readings = {}
    for name, read in (("ranks", _as_ranks), ("order", _as_order)):
        try:
            readings[name] = _profile(items, lines, read)
        except BadRankings:
            continue
    if "order" not in readings:
        return "ranks"
    if "ranks" not in readings:
        return "order"
    if readings["ranks"] == readings["order"]:
        return "ranks"
    differing = next(line for line in lines if _as_ranks(line, items) != _as_order(line, items))
    raise Unclear(
        "figures",
        differing.line,
        f"the figures of “{differing.owner}” could as well be ranks (each item's place) as an "
        "order (the number of the item in each place). Say which with --figures ranks or "
        "--figures order.",
    )


ReadLine = Callable[[FileLine, tuple[str, ...]], Groups]


def _profile(items: tuple[str, ...], lines: tuple[FileLine, ...], read: ReadLine) -> Profile:
    problems: list[LineProblem] = []
    ballots = []
    for line in lines:
        problems += _wrong_weight(line)
        try:
            groups = read(line, items)
        except BadRankings as error:
            problems += error.problems
            continue
        chosen = any(cell.text.lower() in CHOSEN for cell in line.cells)
        weight = int(line.weight.text) if line.weight and not problems else 1
        ballots.append(Ballot(line.owner, groups, weight, ordered=not chosen))
    if problems:
        raise BadRankings(problems)
    return Profile(items, tuple(ballots))


def _wrong_weight(line: FileLine) -> list[LineProblem]:
    """What is wrong with an owner's weight; nothing where it has none."""
    if line.weight is None or read_weight(line.weight.text):
        return []
    said = f"the weight “{line.weight.text}” of “{line.owner}” is not a whole number from 1"
    return [LineProblem(line.weight.line, f"{said} to {MOST_OWNERS:,}.")]


def _number(text: str) -> Fraction | None:
    match = RANK.match(text)
    number = Fraction(match["number"]) if match else None
    return number if number is not None and 1 <= number <= LARGEST_RANK else None


def _as_ranks(line: FileLine, items: tuple[str, ...]) -> Groups:
    """Each cell is its item's rank, or marks it as chosen in a selection without an order."""
    filled = [(n, cell) for n, cell in enumerate(line.cells) if cell.text.lower() not in NOTHING]
    if filled and all(cell.text.lower() in CHOSEN for _, cell in filled):
        return (tuple(n for n, _ in filled),)
    problems = []
    by_rank: dict[Fraction, list[int]] = {}
    for n, cell in filled:
        rank = _number(cell.text)
        if rank is None:
            problems.append(cell.problem(f"“{cell.text}” is not a rank. Ranks begin at 1."))
        else:
            by_rank.setdefault(rank, []).append(n)
    if not filled:
        problems.append(LineProblem(line.line, f"“{line.owner}” ranks nothing."))
    if problems:
        raise BadRankings(problems)
    return tuple(tuple(by_rank[rank]) for rank in sorted(by_rank))


def _as_order(line: FileLine, items: tuple[str, ...]) -> Groups:
    """The cells name, from the first place on, the items by their number or their name."""
    names = {name.lower(): n for n, name in enumerate(items)}
    found: list[int] = []
    problems = []
    ended = False
    for cell in line.cells:
        if cell.text.lower() in NOTHING:
            ended = True
            continue
        item = _item(cell.text, items, names)
        said = _wrong_place(cell.text, item, found, ended)
        if said:
            problems.append(cell.problem(said))
        elif item is not None:
            found.append(item)
    if not found and not problems:
        problems.append(LineProblem(line.line, f"“{line.owner}” ranks nothing."))
    if problems:
        raise BadRankings(problems)
    return tuple((item,) for item in found)


def _item(text: str, items: tuple[str, ...], names: dict[str, int]) -> int | None:
    if text.lower() in names:
        return names[text.lower()]
    if text.isdecimal() and 1 <= int(text) <= len(items):
        return int(text) - 1
    return None


def _wrong_place(text: str, item: int | None, found: list[int], ended: bool) -> str:
    if item is None:
        return f"“{text}” is not the number of an item."
    if item in found:
        return f"item {text} stands twice."
    return "a place before it is empty." if ended else ""
