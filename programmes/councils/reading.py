"""Reads the public register of UK councils as it is published, without writing anything.

It is mySociety's "UK Local Authority Names and Codes": names, codes, dates, successors. Two habits
of that file are known here: starts in May and June 2005 are the days on which the register itself
began (the councils are older: their start is unknown), and an end is sometimes the first day
without the council, on which its successor starts.
"""

import csv
import datetime
import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from programmes.choices import OrganisationKind
from programmes.councils.other_names import is_damaged, names_in

KINDS = {
    "NMD": OrganisationKind.DISTRICT,
    "UA": OrganisationKind.UNITARY,
    "NID": OrganisationKind.NORTHERN_IRISH,
    "MD": OrganisationKind.METROPOLITAN,
    "SCO": OrganisationKind.SCOTTISH,
    "LBO": OrganisationKind.LONDON_BOROUGH,
    "CTY": OrganisationKind.COUNTY,
    "WPA": OrganisationKind.WELSH,
    "COMB": OrganisationKind.COMBINED,
    "SRA": OrganisationKind.REGIONAL,
    "CC": OrganisationKind.CITY_CORPORATION,
}
NEEDED = (
    "local-authority-code",
    "official-name",
    "nice-name",
    "gss-code",
    "start-date",
    "end-date",
    "replaced-by",
    "local-authority-type",
    "alt-names",
    "former-gss-codes",
)
REGISTER_BEGAN = (datetime.date(2005, 5, 1), datetime.date(2005, 6, 30))


MOST_PROBLEMS = 500


class NotTheRegister(ValueError):
    """The file is not the register as published; the message lists every problem found."""


@dataclass(frozen=True)
class Council:
    """One council as the register has it; dates as EDTF text, "" where unknown or open.

    `row` is where it stands in the file, `damaged` what is written there as other names that are
    none, since their letters were lost.
    """

    code: str
    name: str
    short_name: str
    kind: str
    official_code: str
    former_codes: tuple[str, ...]
    start: str
    end: str
    end_as_stated: str
    other_names: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    row: int = 0


@dataclass(frozen=True)
class _Row:
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def code(self) -> str:
        return self["local-authority-code"]


def read_councils(path: Path, known: Iterable[str] = ()) -> list[Council]:
    """Every council of the file, whose other names are split, but no name that is `known`.

    Raises NotTheRegister with all problems at once.
    """
    rows = _rows(path)
    by_code = {row.code.casefold(): row for row in rows}
    problems = _repeated(rows)
    for row in rows:
        problems += [f"row {row.number}: {problem}" for problem in _problems(row, by_code)]
    if problems:
        more = len(problems) - MOST_PROBLEMS
        rest = [f"… and {more:,} more."] if more > 0 else []
        raise NotTheRegister("\n".join([*problems[:MOST_PROBLEMS], *rest]))
    own = {row[name].casefold() for row in rows for name in ("official-name", "nice-name")}
    names = {*own, *(name.casefold() for name in known)}
    return [_council(row, by_code, names) for row in rows]


def _rows(path: Path) -> list[_Row]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        headings, *cells = list(reader) or [[]]
    except csv.Error as error:
        raise NotTheRegister(f"{path.name}, line {reader.line_num}: {error}.") from error
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise NotTheRegister(f"{path.name} lacks the column(s) {', '.join(missing)}.")
    columns = [(name, headings.index(name)) for name in NEEDED]
    found = [
        _Row(number, {name: " ".join("".join(row[at : at + 1]).split()) for name, at in columns})
        for number, row in enumerate(cells, start=2)
        if any(cell.strip() for cell in row)
    ]
    return found


def _text(path: Path) -> str:
    """What the file says. Raises NotTheRegister."""
    if not path.exists():
        raise NotTheRegister(f"There is no file {path}.")
    if not path.is_file():
        raise NotTheRegister(f"{path} is a folder: give the .csv file in it.")
    if zipfile.is_zipfile(path):
        raise NotTheRegister(
            f"{path.name} is a workbook or an archive, not the register's .csv file: give that, "
            "or save the sheet as “CSV UTF-8”."
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotTheRegister(f"{path} cannot be read as UTF-8 text.") from error


def _repeated(rows: Iterable[_Row]) -> list[str]:
    """Codes that stand there more than once; those that differ in capitals only are one."""
    places = defaultdict(list)
    for row in rows:
        for what in ("local-authority-code", "gss-code"):
            if row[what]:
                places[what, row[what].casefold()].append(row)
    return [
        f"{what} “{some[0][what]}” stands in rows {', '.join(str(row.number) for row in some)}"
        for (what, _), some in places.items()
        if len(some) > 1
    ]


def _problems(row: _Row, codes: Collection[str]) -> list[str]:
    found = []
    for name in ("local-authority-code", "official-name"):
        if not row[name]:
            found.append(f"{name} is blank")
    for name in ("local-authority-code", "official-name", "nice-name"):
        if is_damaged(row[name]):
            found.append(f"{name} “{row[name]}” is damaged: letters of it were lost")
    if row["local-authority-type"] not in KINDS:
        found.append(f"“{row['local-authority-type']}” is no type of council that is known")
    for name in ("start-date", "end-date"):
        if row[name] and not _day(row[name]):
            found.append(f"{name} “{row[name]}” is not a date")
    return found + _wrong_successors(row, codes)


def _wrong_successors(row: _Row, codes: Collection[str]) -> list[str]:
    named = _listed(row["replaced-by"])
    found = [f"successor “{code}” is not in the file" for code in named if _key(code) not in codes]
    if _key(row.code) in map(_key, named):
        found.append(f"“{row.code}” is given as its own successor")
    start, end = _day(row["start-date"]), _day(row["end-date"])
    if start and end and end < start:
        found.append(f"end-date {row['end-date']} is before start-date {row['start-date']}")
    return found


def _council(row: _Row, by_code: dict[str, _Row], known: Collection[str]) -> Council:
    start = _day(row["start-date"])
    if start and REGISTER_BEGAN[0] <= start <= REGISTER_BEGAN[1]:
        start = None
    successors = tuple(by_code[_key(code)] for code in _listed(row["replaced-by"]))
    end = _day(row["end-date"])
    if end and any(other["start-date"] == row["end-date"] for other in successors):
        end -= datetime.timedelta(days=1)
    named = _other_names(row, known)
    return Council(
        code=row.code,
        name=row["official-name"],
        short_name=row["nice-name"],
        kind=KINDS[row["local-authority-type"]].value,
        official_code=row["gss-code"],
        former_codes=_listed(row["former-gss-codes"]),
        start=start.isoformat() if start else "",
        end=end.isoformat() if end else "",
        end_as_stated=row["end-date"] if end and end.isoformat() != row["end-date"] else "",
        other_names=tuple(name for name in named if not is_damaged(name)),
        successors=tuple(other.code for other in successors),
        damaged=tuple(name for name in named if is_damaged(name)),
        row=row.number,
    )


def _other_names(row: _Row, known: Collection[str]) -> list[str]:
    """Other names, each once whatever its capitals, without the official and the short one."""
    own = (row["official-name"], row["nice-name"])
    seen = {name.casefold() for name in own}
    names = []
    for name in names_in(row["alt-names"], own, known):
        if name.casefold() not in seen:
            seen.add(name.casefold())
            names.append(name)
    return names


def _key(code: str) -> str:
    return code.casefold()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
