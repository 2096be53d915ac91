"""Reading and writing workbook files: a folder of CSV, or one .xlsx. No meaning, only cells."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from sharedsvc.core.workbook.measure import Measure, TooMuch
from sharedsvc.core.workbook.raw import (
    LARGEST_FILE,
    MOST_COLUMNS,
    Cell,
    NotAWorkbook,
    RawSheet,
    TellProgress,
    gather,
    refuse_doubles,
    silent,
    tidy,
)

RISKY = frozenset("'=+-@\t\r")
FORMULA_START = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")
LISTS = "lists"
LONGEST_LINE = 1_000_000  # characters


def read_workbook(path: Path, progress: TellProgress = silent) -> list[RawSheet]:
    """The sheets at a path: a folder of .csv files, one .csv file, or an .xlsx file.

    `progress` is told every few thousand rows. Raises NotAWorkbook.
    """
    try:
        return _read(path, progress)
    except OSError as error:
        raise NotAWorkbook(f"{path} cannot be read: {error.strerror or error}.") from error


def _read(path: Path, progress: TellProgress) -> list[RawSheet]:
    if path.is_dir():
        return _read_folder(path, progress)
    if not path.is_file():
        raise NotAWorkbook(f"There is nothing at {path}.")
    if path.suffix.lower() == ".csv":
        return [_read_csv(path, Measure(), progress)]
    if path.suffix.lower() == ".xlsx":
        from sharedsvc.core.workbook.xlsx import read_xlsx  # loads openpyxl, and numpy with it

        return [sheet for sheet in read_xlsx(path, progress) if sheet.name != LISTS]
    raise NotAWorkbook(f"{path.name} is neither an .xlsx file nor a folder of .csv files.")


def read_list(path: Path) -> list[RawSheet]:
    """The sheets of an .xlsx or .csv file of people's own, headed by the letters of their columns.

    Raises NotAWorkbook.
    """
    if path.suffix.lower() == ".csv":
        return [_read_csv(path, Measure(), silent, headed=False)]
    from sharedsvc.core.workbook.xlsx import read_xlsx  # loads openpyxl, and numpy with it

    return read_xlsx(path, headed=False)


def _read_folder(path: Path, progress: TellProgress) -> list[RawSheet]:
    """Every sheet of a folder; what is wrong with several files is said of all of them."""
    files = sorted(f for f in path.iterdir() if is_sheet(f.name) and f.is_file())
    if not files:
        raise NotAWorkbook(f"The folder {path} holds no .csv files.")
    refuse_doubles(((f.name, f.stem) for f in files), f"The folder {path} holds")
    sheets, unreadable, measure = [], [], Measure()
    for file in files:
        try:
            sheets.append(_read_csv(file, measure, progress))
        except TooMuch:
            raise
        except NotAWorkbook as error:
            unreadable.append(str(error))
    if unreadable:
        raise NotAWorkbook("\n".join(unreadable))
    return sheets


def is_sheet(name: str) -> bool:
    """Whether a file of a folder is a sheet: not one that a Mac keeps hidden beside it."""
    path = PurePosixPath(name)
    return path.suffix.lower() == ".csv" and not path.name.startswith(".")


def _read_csv(
    path: Path, measure: Measure, progress: TellProgress, *, headed: bool = True
) -> RawSheet:
    if path.stat().st_size > LARGEST_FILE:
        raise NotAWorkbook(f"{path.name} is larger than {LARGEST_FILE >> 20} MB.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first_line = stream.readline(LONGEST_LINE)
            stream.seek(0)
            separator = ";" if ";" in first_line and "," not in first_line else ","
            lines = csv.reader(_plain_text(path, stream), delimiter=separator, strict=True)
            cells = _csv_cells(path.name, lines, measure)
            name = path.stem.replace("-", " ")
            sheet = gather(name, cells, measure, progress, headed=headed)
    except UnicodeDecodeError:
        raise NotAWorkbook(
            f"{path.name} is not UTF-8 text (line {_line_not_utf8(path)}): "
            "save it as “CSV UTF-8” and try again."
        ) from None
    except csv.Error as error:
        raise NotAWorkbook(f"{path.name} cannot be read as CSV: {error}.") from error
    if sheet is None:
        raise NotAWorkbook(f"{path.name} is empty: its first row must hold the headings.")
    return sheet


def _plain_text(path: Path, stream: Any) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        if "\0" in line:
            raise NotAWorkbook(f"{path.name} is not a text file.")
        if len(line) == LONGEST_LINE and line[-1] != "\n":
            raise NotAWorkbook(
                f"{path.name} has a line of more than {LONGEST_LINE:,} characters: "
                "save it as “CSV UTF-8” and try again."
            )
        yield line


def _csv_cells(name: str, lines: Any, measure: Measure) -> Iterator[tuple[int, list[Cell]]]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_COLUMNS:
            raise NotAWorkbook(f"{name}: more than {MOST_COLUMNS:,} columns in row {number}.")
        yield number, [measure.cell(_unguard(tidy(text))) for text in line]


def _line_not_utf8(path: Path) -> int:
    """The number of the first line of a file that is not UTF-8."""
    decoder, number = codecs.getincrementaldecoder("utf-8")(), 1
    with path.open("rb") as stream:
        while piece := stream.readline(LONGEST_LINE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return number
            number += piece.endswith(b"\n")
    return number


def _unguard(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def guard(text: str) -> str:
    """Text that a spreadsheet will not take for a formula; `read_workbook` takes the guard off."""
    return f"'{text}" if text[:1] in RISKY and FORMULA_START.match(text) else text


def write_folder(path: Path, sheets: list[tuple[str, list[str], list[list[str]]]]) -> None:
    """Write (file name, headings, rows) as CSV files into a folder, which is made if need be.

    Raises NotAWorkbook where the folder holds other sheets, which would be mixed with these.
    """
    path.mkdir(parents=True, exist_ok=True)
    names = {file_name for file_name, _, _ in sheets}
    others = sorted(f.name for f in path.glob("*.csv") if f.name not in names)
    if others:
        raise NotAWorkbook(f"{path} holds other sheets already ({', '.join(others)}).")
    for file_name, headings, rows in sheets:
        with (path / file_name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(headings)
            writer.writerows([[guard(text) for text in row] for row in rows])
