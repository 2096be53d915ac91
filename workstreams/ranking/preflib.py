"""Rankings in the formats of PrefLib (preflib.org, "Data formats"): .soc, .soi, .toc and .toi.

Header lines begin with `#`; each other line is a number of owners and their order, as in
`12: 3,{1,4},2`, where items in braces are tied.
"""

import re
from dataclasses import dataclass, field

from workstreams.ranking.ballots import Ballot, Groups, Profile, read_weight
from workstreams.ranking.problems import BadRankings, LineProblem

TYPES = ("soc", "soi", "toc", "toi")
HEADER = re.compile(r"#\s*(?P<key>[^:]+?)\s*:\s*(?P<value>.*?)\s*$")
NAME = re.compile(r"ALTERNATIVE NAME (\d+)$")
GROUP = re.compile(r"\s*(?:\{(?P<tied>[^{}]*)\}|(?P<one>[^{},]*))\s*(?P<more>,|$)")
COUNTS = ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER UNIQUE ORDERS")


@dataclass
class _File:
    """What was read so far."""

    data_type: str
    names: dict[int, tuple[int, str]] = field(default_factory=dict)  # number → line, name
    stated: dict[str, tuple[int, int]] = field(default_factory=dict)  # key → line, number
    weights: list[int | None] = field(default_factory=list)  # of each line; None: not to be read
    ballots: list[Ballot] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)

    def problem(self, line: int, text: str) -> None:
        """Note what is wrong in a line."""
        self.problems.append(LineProblem(line, text))


def looks_like_preflib(text: str) -> bool:
    """Whether a text begins as PrefLib's files do."""
    return text.lstrip().startswith("#")


def read_preflib(text: str, data_type: str = "") -> Profile:
    """Read a file as published. Raises BadRankings.

    `data_type` is the ending of the file's name; without it the header's DATA TYPE counts.
    """
    file = _File(data_type)
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1)]
    headers = [(n, line) for n, line in lines if line.startswith("#")]
    orders = [(n, line) for n, line in lines if line and not line.startswith("#")]
    for n, line in headers:
        _read_header(file, n, line)
    _check_names(file, orders)
    for n, line in orders if file.names else []:
        _read_order(file, n, line)
    _check_counts(file)
    if file.problems:
        raise BadRankings(file.problems)
    return Profile(_distinct(file.names), tuple(file.ballots))


def _read_header(file: _File, line: int, text: str) -> None:
    match = HEADER.match(text)
    if match is None:
        return
    key, value = match["key"].upper(), match["value"]
    if named := NAME.match(key):
        _read_name(file, line, int(named[1]), value)
    elif key in COUNTS:
        _read_count(file, line, key, value)
    elif key == "DATA TYPE":
        _read_type(file, line, value.lower())


def _read_name(file: _File, line: int, number: int, name: str) -> None:
    if number in file.names:
        first = file.names[number][0]
        file.problem(line, f"alternative {number} has a name already, on line {first}.")
    else:
        file.names[number] = (line, name or str(number))


def _read_count(file: _File, line: int, key: str, value: str) -> None:
    if value.isdecimal():
        file.stated[key] = (line, int(value))
    else:
        file.problem(line, f"{key} is “{value}”; write a whole number.")


def _read_type(file: _File, line: int, value: str) -> None:
    file.data_type = file.data_type or value
    if value != file.data_type:
        file.problem(line, f"DATA TYPE is {value}, but the file is named .{file.data_type}.")


def _check_names(file: _File, orders: list[tuple[int, str]]) -> None:
    if file.data_type not in TYPES:
        file.problem(
            0, f"The kind of file is not known: it must be one of {', '.join(TYPES)} (DATA TYPE)."
        )
    line, size = file.stated.get("NUMBER ALTERNATIVES", (0, len(file.names)))
    if not file.names and not size:
        _says_no_names(file, orders)
    are_named = bool(file.names)
    for number in range(1, size + 1):
        if are_named and number not in file.names:
            file.problem(line, f"there are {size} alternatives, but {number} has no name.")
        file.names.setdefault(number, (line, str(number)))
    for number, (at, _) in file.names.items():
        if not 1 <= number <= size:
            file.problem(at, f"alternative {number}, but there are {size} (NUMBER ALTERNATIVES).")


def _says_no_names(file: _File, orders: list[tuple[int, str]]) -> None:
    if orders and orders[0][1].isdecimal():
        said = "this is PrefLib's format of before 2022. Fetch the file as published today."
        file.problem(orders[0][0], said)
    else:
        file.problem(0, "The header names no alternatives (# NUMBER ALTERNATIVES: …).")


def _read_order(file: _File, line: int, text: str) -> None:
    """Keep the list of a line, or note all that is wrong with it."""
    count, colon, order = text.partition(":")
    if not colon:
        file.problem(line, "has no colon. Write the number of owners, a colon, and their order.")
        file.weights.append(None)
        return
    weight = read_weight(count.strip())
    file.weights.append(weight)
    if weight is None:
        file.problem(line, f"“{count.strip()}” is not a number of owners.")
    groups = _groups(file, line, order.strip())
    if weight is not None and groups is not None:
        file.ballots.append(Ballot(f"line {line}", groups, weight))


def _groups(file: _File, line: int, order: str) -> Groups | None:
    """The groups of an order, items from 0; None after saying all that is wrong."""
    members, unread = _members(order)
    if unread:
        file.problem(line, f"cannot be read from “{unread}” on.")
        return None
    wrong = [*_wrong_members(file, members), *_not_of_its_kind(file, members)]
    for said in wrong:
        file.problem(line, said)
    if wrong:
        return None
    return tuple(tuple(sorted(int(member) - 1 for member in group)) for group in members)


def _members(order: str) -> tuple[list[list[str]], str]:
    """What stands between commas, tied ones together; and the rest that cannot be read."""
    groups: list[list[str]] = []
    at, is_more = 0, bool(order)
    while is_more:
        match = GROUP.match(order, at)
        if match is None:
            return groups, order[at:]
        tied = match["one"] if match["tied"] is None else match["tied"]
        groups.append([member.strip() for member in tied.split(",")])
        at, is_more = match.end(), match["more"] == ","
    return groups, ""


def _wrong_members(file: _File, groups: list[list[str]]) -> list[str]:
    found, seen = [], set()
    for member in (member for group in groups for member in group):
        number = int(member) if member.isdecimal() else None
        if not member:
            found.append("has an empty place between commas or braces.")
        elif number not in file.names:
            found.append(
                f"“{member}” is not the number of an alternative (1 to {len(file.names)})."
            )
        elif number in seen:
            found.append(f"alternative {member} stands twice.")
        seen.add(number)
    return list(dict.fromkeys(found))


def _not_of_its_kind(file: _File, groups: list[list[str]]) -> list[str]:
    """What a file of this kind has not: ties, or items left out."""
    kind, size, named = file.data_type, len(file.names), sum(map(len, groups))
    if not groups:
        return ["ranks nothing."]
    wrong = []
    if kind.startswith("s") and any(len(group) > 1 for group in groups):
        wrong.append(f"has a tie; a .{kind} file has none.")
    if kind.endswith("c") and named < size:
        wrong.append(f"ranks {named} of {size} alternatives; a .{kind} file ranks all.")
    return wrong


def _check_counts(file: _File) -> None:
    """Hold what the header counts against the lines, as far as these can be counted."""
    if not file.weights:
        if not file.problems:
            file.problem(0, "There are no orders in the file.")
        return
    found = {"NUMBER UNIQUE ORDERS": len(file.weights)}
    known = [weight for weight in file.weights if weight is not None]
    if len(known) == len(file.weights):
        found["NUMBER VOTERS"] = sum(known)
    for key, number in found.items():
        line, stated = file.stated.get(key, (0, number))
        if stated != number:
            file.problem(line, f"{key} is {stated}, but the orders make {number}.")


def _distinct(names: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """Names by number; those given twice have their number added."""
    listed = [names[number][1] for number in sorted(names)]
    return tuple(
        f"{name} ({n})" if listed.count(name) > 1 else name
        for n, name in enumerate(listed, start=1)
    )
