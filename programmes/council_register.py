"""Reads the public register of UK councils as it is published, without writing anything.

It is mySociety's "UK Local Authority Names and Codes": names, codes, dates, successors. Two habits
of that file are known here: starts in May and June 2005 are the days on which the register itself
began (the councils are older: their start is unknown), and an end is sometimes the first day
without the council, on which its successor starts.
"""

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from programmes.choices import OrganisationKind

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
    """One council as the register has it; dates as EDTF text, "" where unknown or open."""

    code: str
    name: str
    short_name: str
    kind: str
    official_code: str
    former_codes: str
    start: str
    end: str
    end_as_stated: str
    other_names: tuple[str, ...] = ()
    successors: tuple[str, ...] = field(default=())


def read_councils(path: Path) -> list[Council]:
    """Every council of the file. Raises NotTheRegister with all problems at once."""
    rows = _rows(path)
    codes = {row["local-authority-code"] for row in rows}
    starts = {row["local-authority-code"]: row["start-date"] for row in rows}
    problems: list[str] = []
    councils = []
    for number, row in enumerate(rows, start=2):
        found = _problems(row, codes)
        problems += [f"row {number}: {problem}" for problem in found]
        if not found:
            councils.append(_council(row, starts))
    repeated = len(rows) - len(codes)
    if repeated:
        problems.append(f"{repeated} code(s) stand there more than once")
    if problems:
        more = len(problems) - MOST_PROBLEMS
        rest = [f"… and {more:,} more."] if more > 0 else []
        raise NotTheRegister("\n".join([*problems[:MOST_PROBLEMS], *rest]))
    return councils


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotTheRegister(f"{path} cannot be read as UTF-8 text.") from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise NotTheRegister(f"{path.name} lacks the column(s) {', '.join(missing)}.")
    return [{name: (row.get(name) or "").strip() for name in NEEDED} for row in reader]


def _problems(row: dict[str, str], codes: Iterable[str]) -> list[str]:
    found = []
    for name in ("local-authority-code", "official-name"):
        if not row[name]:
            found.append(f"{name} is blank")
    if row["local-authority-type"] not in KINDS:
        found.append(f"“{row['local-authority-type']}” is no type of council that is known")
    for name in ("start-date", "end-date"):
        if row[name] and not _day(row[name]):
            found.append(f"{name} “{row[name]}” is not a date")
    unknown = [code for code in _listed(row["replaced-by"]) if code not in codes]
    found += [f"successor “{code}” is not in the file" for code in unknown]
    return found


def _council(row: dict[str, str], starts: dict[str, str]) -> Council:
    start = _day(row["start-date"])
    if start and REGISTER_BEGAN[0] <= start <= REGISTER_BEGAN[1]:
        start = None
    successors = _listed(row["replaced-by"])
    end = _day(row["end-date"])
    if end and any(starts[code] == row["end-date"] for code in successors):
        end -= datetime.timedelta(days=1)
    return Council(
        code=row["local-authority-code"],
        name=row["official-name"],
        short_name=row["nice-name"],
        kind=KINDS[row["local-authority-type"]].value,
        official_code=row["gss-code"],
        former_codes=", ".join(_listed(row["former-gss-codes"])),
        start=start.isoformat() if start else "",
        end=end.isoformat() if end else "",
        end_as_stated=row["end-date"] if end and end.isoformat() != row["end-date"] else "",
        other_names=_names(row),
        successors=successors,
    )


def _names(row: dict[str, str]) -> tuple[str, ...]:
    """Other names, each once whatever its capitals, without the official and the short one."""
    seen = {row["official-name"].lower(), row["nice-name"].lower()}
    names = []
    for name in _listed(row["alt-names"]):
        if name.lower() not in seen:
            seen.add(name.lower())
            names.append(name)
    return tuple(names)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
