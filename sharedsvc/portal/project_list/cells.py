"""What stands in the cells of a project list: ratings, dates, and what is done."""

import re
from dataclasses import dataclass

from sharedsvc.core.dates import NotADate, read_date
from sharedsvc.core.workbook.columns import CellProblem, DateAsKnown, SheetColumn
from sharedsvc.core.workbook.drafting import read_cell
from sharedsvc.core.workbook.raw import Cell
from sharedsvc.portal.project_list.reading import plain
from workstreams.choices import Rating

NOTHING = frozenset({"", "na", "n a", "none", "nil", "not applicable", "not rated", "tbd"})
RATINGS = {short: rating for rating in Rating for short in (rating.value, rating.value[0])}
NO_RATING = "write Red, Amber or Green, or leave it blank; the colour of a cell is not read"
DONE = re.compile(
    r"(?:done|completed?|achieved|finished|delivered)\b[\s:,(–-]*(?:on\s+)?(?P<when>.*?)\)?",
    re.IGNORECASE | re.DOTALL,
)
TICKS = frozenset("✓✔☑")
DATE = DateAsKnown(name="date")
TEXT = SheetColumn(name="text")


@dataclass(frozen=True)
class MilestoneCell:
    """What a cell says of a milestone: a date as EDTF text, or words; and whether it is done."""

    date: str = ""
    words: str = ""
    is_done: bool = False


def text_in(cell: Cell) -> str:
    """The text of a cell. Raises CellProblem where the spreadsheet leaves it in doubt."""
    if cell.doubt:
        raise CellProblem(f"this is {cell.doubt}")
    return cell.text


def rating_in(cell: Cell) -> str:
    """The rating in a cell, by its word or first letter; "" for none. Raises CellProblem."""
    said = plain(text_in(cell))
    if said in NOTHING:
        return ""
    if said not in RATINGS:
        raise CellProblem(NO_RATING)
    return RATINGS[said].value


def date_in(cell: Cell) -> str:
    """The date in a cell, as EDTF text; "" for none. Raises CellProblem."""
    return str(read_cell(DATE, cell))


def milestone_in(cell: Cell) -> MilestoneCell | None:
    """What a cell says of a milestone; None where it says nothing. Raises CellProblem."""
    said = text_in(cell)
    if plain(said) in NOTHING - {"tbd"} and said not in TICKS:
        return None
    if said in TICKS:
        return MilestoneCell(words=said, is_done=True)
    done = DONE.fullmatch(said)
    if done:
        return _done(said, done["when"].strip())
    if cell.date or cell.number or re.search(r"\d", said):
        return MilestoneCell(date=date_in(cell))
    return _by_word(said)


def _done(said: str, when: str) -> MilestoneCell:
    """That it is done, with the day where one can be read; else in the list's words."""
    try:
        return MilestoneCell(date=read_date(when), is_done=True) if when else _undated(said)
    except NotADate:
        return _undated(said)


def _undated(said: str) -> MilestoneCell:
    return MilestoneCell(words=said, is_done=True)


def _by_word(said: str) -> MilestoneCell:
    """A date in words alone ("unknown" is one), or words that name none ("to be confirmed")."""
    try:
        return MilestoneCell(date=read_date(said))
    except NotADate:
        return MilestoneCell(words=said)
