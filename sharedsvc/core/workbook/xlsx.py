"""Reading .xlsx files as a stream, with a limit on what is unpacked, whatever the file claims.

openpyxl knows what cells mean. What it leaves unseen in a stream (merged cells, what is hidden) is
noted here, and nothing is kept of a row that was handed on.
"""

import datetime
import warnings
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, from_ISO8601
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from sharedsvc.core.workbook import archive as archives
from sharedsvc.core.workbook.archive import TooLarge, XMLArchive
from sharedsvc.core.workbook.escapes import as_shown
from sharedsvc.core.workbook.measure import Measure
from sharedsvc.core.workbook.raw import (
    BLANK,
    DAMAGED,
    MOST_COLUMNS,
    Cell,
    NotAWorkbook,
    RawSheet,
    Remark,
    TellProgress,
    gather,
    refuse_doubles,
    silent,
    text_cell,
    tidy,
)
from sharedsvc.core.workbook.shown_cells import cell_of

MOST_TEXTS = 600_000
MOST_SHEETS = 500
MOST_PIECES = 8 * MOST_COLUMNS  # elements that hang on one row
DEEPEST = 100
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRING_TAG = f"{{{SHEET_MAIN_NS}}}si"
TEXT_TAG = f"{{{SHEET_MAIN_NS}}}t"
INLINE_TAG = f"{{{SHEET_MAIN_NS}}}is"
MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
LAST_SERIAL = 2_958_465  # 31 December 9999, counted from 1900
DAYS_TO_1904 = 1_462
NO_LEAP_DAY = 60  # 29 February 1900, which spreadsheets count though there was none
NOT_SHOWN = "a date that no spreadsheet can show; type it as text"
YES = frozenset({"1", "true", "on"})
NO = frozenset({"0", "false", "off"})
# What is typed as TRUE or FALSE is a formula once LibreOffice has saved it.
TRUTHS = {"=TRUE()": "yes", "=TRUE": "yes", "=FALSE()": "no", "=FALSE": "no"}
RUN_TAG, RUN_FONT_TAG, STRIKE_TAG = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("r", "rPr", "strike"))
CROSSED_OUT = "text that is crossed out: empty the cell, or take the line through it off"
ROW_CROSSED_OUT = "this row is crossed out: delete it, or take the line through it off"


def read_xlsx(
    path: Path, progress: TellProgress = silent, *, headed: bool = True
) -> list[RawSheet]:
    """The sheets of an .xlsx file that hold anything. Raises NotAWorkbook.

    Those that are not `headed` have letters for headings (`raw.gather`).
    """
    with path.open("rb") as stream:
        if stream.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
            raise NotAWorkbook(
                f"{path.name} is an old .xls file or locked by a password: "
                "save it as .xlsx without a password."
            )
    try:
        with warnings.catch_warnings(), XMLArchive(path) as archive:
            warnings.simplefilter("ignore")
            return list(_Book(path, archive).sheets(progress, headed=headed))
    except TooLarge:
        raise NotAWorkbook(
            f"{path.name} unpacks to more than {archives.LARGEST_UNPACKED >> 20} MB, or to more "
            "columns, texts or styles than a workbook needs. Copy what it says into a new workbook."
        ) from None
    except NotAWorkbook:
        raise
    except (*DAMAGED, InvalidFileException) as error:
        raise NotAWorkbook(f"{path.name} cannot be read as an .xlsx workbook.") from error


class _Book(ExcelReader):
    """What openpyxl knows of a workbook before its sheets are read."""

    def __init__(self, path: Path, archive: XMLArchive) -> None:
        super().__init__(path, read_only=True, keep_links=False)
        self.archive.close()
        self.archive = archive
        self.path, self.measure = path, Measure()
        self.shared_cells: list[Cell] = []

    def read_strings(self) -> None:
        """The texts that cells share, as cells, read as a stream."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for element in _elements(source, frozenset({STRING_TAG})):
                self.shared_cells.append(self.measure.keep(_text_cell(element)))
                if len(self.shared_cells) > MOST_TEXTS:
                    raise TooLarge

    def sheets(self, progress: TellProgress, *, headed: bool) -> Iterator[RawSheet]:
        """The sheets that hold anything, in order. Raises TooLarge and NotAWorkbook."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        styles = self.wb._cell_styles  # type: ignore[attr-defined]
        fonts = self.wb._fonts  # type: ignore[attr-defined]
        forms = [_form(self.wb, style.numFmtId) for style in styles]
        crossed = frozenset(n for n, style in enumerate(styles) if fonts[style.fontId].strike)
        sheets = list(islice(self.parser.find_sheets(), MOST_SHEETS + 1))
        if len(sheets) > MOST_SHEETS:
            raise TooLarge
        refuse_doubles(((f"“{s.name}”", s.name) for s, _ in sheets), f"{self.path.name} has")
        for sheet, relation in sheets:
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                with self.archive.open(relation.target) as source:
                    parser = _Sheet(
                        source, self.shared_cells, self.wb, (forms, crossed), self.measure
                    )
                    found = parser.read(sheet.name, progress, headed=headed)
                if found is not None:
                    if sheet.state != "visible":
                        found.remarks.append(
                            Remark(None, "", "the sheet is hidden: show it, or delete it")
                        )
                    yield found


def _text_of(element: Any) -> str:
    """The text in a shared or inline string, whose pieces may differ in their font."""
    if not len(element):
        return ""
    if len(element) == 1 and element[0].tag == TEXT_TAG:
        return element[0].text or ""
    return str(Text.from_tree(element).content)  # type: ignore[union-attr]


def _text_cell(element: Any) -> Cell:
    """The cell of a shared or inline string; one of which a part is crossed out is in doubt."""
    cell = text_cell(tidy(as_shown(_text_of(element))))
    gone = [run.findtext(TEXT_TAG) or "" for run in element.iter(RUN_TAG) if _is_struck(run)]
    said = " ".join(" ".join(gone).split())
    if not said or cell.doubt:
        return cell
    return replace(
        cell,
        doubt=f"text of which a part is crossed out (“{said}”): delete it, or take the line off",
    )


def _is_struck(run: Any) -> bool:
    font = run.find(RUN_FONT_TAG)
    strike = None if font is None else font.find(STRIKE_TAG)
    return strike is not None and strike.get("val", "1") not in NO


def _form(book: Any, number: int) -> str:
    builtin = BUILTIN_FORMATS.get(number, "General")
    return str(book._number_formats[number - 164] if number >= 164 else builtin)


def _elements(source: Any, wanted: frozenset[str]) -> Iterator[Any]:
    """The elements of these names, one by one; nothing else is kept. Raises TooLarge."""
    above: list[Any] = []
    inside = pieces = 0
    for event, element in iterparse(source, events=("start", "end")):
        source.silence = 0
        if event == "start":
            source.note_element()
            above.append(element)
            inside += element.tag in wanted
            pieces += 1
            if pieces > MOST_PIECES or len(above) > DEEPEST:
                raise TooLarge
            continue
        above.pop()
        if element.tag in wanted:
            inside -= 1
            yield element
        if not inside and above:
            pieces = 0
            above[-1].clear()


class _Sheet(WorkSheetParser):
    """One sheet: its rows as cells, and what is hidden or merged."""

    def __init__(
        self,
        source: Any,
        texts: list[Any],
        book: Any,
        styles: tuple[list[str], frozenset[int]],
        measure: Measure,
    ) -> None:
        super().__init__(
            source,
            texts,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        (self.forms, self.crossed), self.measure = styles, measure
        self.hidden_columns: list[tuple[int, int]] = []
        self.hidden_rows: list[int] = []
        self.crossed_rows: list[int] = []
        self.merged: list[str] = []

    def read(self, name: str, progress: TellProgress, *, headed: bool) -> RawSheet | None:
        """The sheet with its cells and remarks, or None where nothing stands on it."""
        sheet = gather(name, self._lines(), self.measure, progress, headed=headed)
        if sheet is not None:
            sheet.remarks += self._hidden_columns(sheet.headings)
            sheet.remarks += self._hidden_rows()
            sheet.remarks += [Remark(row, "", ROW_CROSSED_OUT) for row in self.crossed_rows]
            sheet.remarks += [_merged(area, sheet.headings) for area in self.merged]
        return sheet

    def _lines(self) -> Iterator[tuple[int, list[Cell]]]:
        for element in _elements(self.source, frozenset({COL_TAG, ROW_TAG, MERGED_TAG})):
            if element.tag == ROW_TAG:
                yield self._line(element)
            elif element.tag == COL_TAG and _is_hidden(element, "width"):
                self.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
            elif element.tag == MERGED_TAG:
                self.merged.append(element.get("ref"))
            if len(self.merged) + len(self.hidden_columns) > MOST_COLUMNS:
                raise TooLarge

    def _line(self, element: Any) -> tuple[int, list[Cell]]:
        is_hidden = _is_hidden(element, "ht")
        number, found = self.parse_row(element)
        self.row_dimensions.clear()
        line: list[Cell] = []
        crossed: list[int] = []
        for values in found:
            place = values["column"]
            if place > MOST_COLUMNS:
                raise TooLarge
            line += [BLANK] * (place - len(line))
            style = values["style_id"]
            cell = self._cell(values["value"], values["data_type"], self.forms[style])
            line[place - 1] = cell
            if style in self.crossed and cell.text:
                crossed.append(place - 1)
        if is_hidden and any(cell.text for cell in line):
            self.hidden_rows.append(number)
        if crossed:
            self._note_crossed(number, line, crossed)
        return number, line

    def _note_crossed(self, number: int, line: list[Cell], crossed: list[int]) -> None:
        """Note a row that is crossed out, or put in doubt those of its cells that are."""
        if len(crossed) == sum(bool(cell.text) for cell in line):
            self.crossed_rows.append(number)
            return
        for place in crossed:
            line[place] = self.measure.keep(replace(line[place], doubt=CROSSED_OUT))

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """As openpyxl reads it; plain inline text, which it is slow at, without its help."""
        kind = element.get("t")
        inline = element.find(INLINE_TAG) if kind == "inlineStr" else None
        if inline is not None:
            return self._found(element, self.measure.keep(_text_cell(inline)), "s")
        doubtful = self._date_not_shown(element) if kind in (None, "n", "d") else None
        if doubtful is not None:
            return self._found(element, doubtful, "d")
        return dict(super().parse_cell(element))

    def parse_formula(self, element: Any) -> str:
        """A formula as it stands: what it would be in another cell need not be worked out."""
        return f"={element.find(FORMULA_TAG).text or ''}"

    def _found(self, element: Any, value: Any, kind: str) -> dict[str, Any]:
        place = element.get("r")
        self.col_counter = coordinate_to_tuple(place)[1] if place else self.col_counter + 1
        return {
            "row": self.row_counter,
            "column": self.col_counter,
            "value": value,
            "data_type": kind,
            "style_id": int(element.get("s", 0)),
        }

    def _date_not_shown(self, element: Any) -> Cell | None:
        """The cell of a date that no spreadsheet can show; None for any other."""
        text = element.findtext(VALUE_TAG)
        if not text or element.find(FORMULA_TAG) is not None:
            return None
        if element.get("t") == "d":
            return None if _is_shown(text) else Cell(text, date=True, doubt=NOT_SHOWN)
        style = int(element.get("s", 0))
        if style not in self.date_formats or style in self.timedelta_formats:
            return None
        is_1904 = self.epoch == MAC_EPOCH
        serial = _as_float(text)
        last = LAST_SERIAL - DAYS_TO_1904 if is_1904 else LAST_SERIAL
        is_no_day = int(serial) == NO_LEAP_DAY and not is_1904 if 0 <= serial < last + 1 else True
        return Cell(text, date=True, doubt=NOT_SHOWN) if is_no_day else None

    def _cell(self, value: Any, kind: str, form: str) -> Cell:
        if value is None:
            return BLANK
        if isinstance(value, Cell):
            return value
        if kind == "f" and value.upper() in TRUTHS:
            return Cell(TRUTHS[value.upper()])
        if kind == "f":
            return self.measure.keep(Cell(tidy(value), doubt="a formula; type its value"))
        if isinstance(value, str) and kind != "e":
            return self.measure.cell(tidy(value))
        return self.measure.keep(cell_of(value, kind, form))

    def _hidden_columns(self, headings: list[str]) -> Iterator[Remark]:
        reached = 0
        for first, last in sorted(self.hidden_columns):
            for place in range(max(first, reached + 1), min(last, len(headings)) + 1):
                yield Remark(
                    1, _heading(headings, place), "this column is hidden: show it, or delete it"
                )
            reached = max(reached, last)

    def _hidden_rows(self) -> Iterator[Remark]:
        """Hidden rows, those below one another as one."""
        below_one_another = groupby(enumerate(self.hidden_rows), lambda pair: pair[1] - pair[0])
        for _, pairs in below_one_another:
            rows = [row for _, row in pairs]
            yield Remark(rows[0], "", _hidden_from(rows[0], rows[-1]))


def _is_hidden(element: Any, size: str) -> bool:
    return element.get("hidden", "") in YES or element.get(size, "") in {"0", "0.0"}


def _hidden_from(first: int, last: int) -> str:
    if first == last:
        return "this row is hidden: show it (take filters off), or delete it"
    return f"the rows {first} to {last} are hidden: show them (take filters off), or delete them"


def _heading(headings: list[str], place: int) -> str:
    named = headings[place - 1] if place <= len(headings) else ""
    return named or f"column {get_column_letter(place)}"


def _merged(area: str, headings: list[str]) -> Remark:
    place, row, _, _ = range_boundaries(area)
    return Remark(
        row,
        _heading(headings, place or 1),
        f"the cells {area} are merged: divide them and fill in each",
    )


def _as_float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def _is_shown(text: str) -> bool:
    """Whether a date in ISO 8601 is one that a spreadsheet can show."""
    try:
        found = from_ISO8601(text)
    except (OverflowError, ValueError):
        return False
    return not isinstance(found, datetime.date) or found.year >= 1900
