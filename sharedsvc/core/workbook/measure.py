"""How much a workbook holds, counted while it is read: little is kept of one that is too large.

By what it holds alone, never by the clock: a good file is taken however busy the machine is.
"""

from sys import getsizeof

from sharedsvc.core.workbook.raw import BLANK, Cell, NotAWorkbook, text_cell

MOST_ROWS = 150_000
MOST_LINES = 500_000
MOST_PLACES = 2_000_000
MOST_WEIGHT = 120 * 1024 * 1024  # bytes of memory
WEIGHT_OF_ROW, WEIGHT_OF_PLACE, WEIGHT_OF_CELL = 300, 50, 80
MOST_KNOWN, LONGEST_KNOWN = 20_000, 100  # cells that are kept to be used again
DIVIDE = "Divide it into several workbooks."


class TooMuch(NotAWorkbook):
    """More than is taken in at once."""


class Measure:
    """Counts the lines, rows, cells and texts of one workbook. Raises TooMuch for too many."""

    def __init__(self) -> None:
        self.lines = self.rows = self.places = self.characters = self.weight = 0
        self.sheet = ""
        self._known: dict[Cell, Cell] = {}

    def line(self, places: int) -> None:
        """Count a line, blank or not, with so many cells, blank or not."""
        self.lines += 1
        if self.lines > MOST_LINES:
            raise TooMuch(
                f"{self.sheet}: more than {MOST_LINES:,} lines in the workbook up to here, blank "
                "ones included. Delete the blank lines below the last row."
            )
        self.places += places
        if self.places > MOST_PLACES:
            raise TooMuch(
                f"{self.sheet}: more than {MOST_PLACES:,} cells in the workbook up to here, blank "
                f"ones included. {DIVIDE}"
            )

    def row(self, places: int) -> None:
        """Count a line in which something stands."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise TooMuch(
                f"{self.sheet}: more than {MOST_ROWS:,} rows in the workbook up to here. {DIVIDE}"
            )
        self._weigh(WEIGHT_OF_ROW + places * WEIGHT_OF_PLACE)

    def cell(self, text: str) -> Cell:
        """The cell of a text."""
        return self.keep(text_cell(text))

    def keep(self, cell: Cell) -> Cell:
        """The cell to be kept for this one: where it is short, the same for the same."""
        if cell is BLANK:
            return BLANK
        if len(cell.text) > LONGEST_KNOWN:
            return self._weighed(cell)
        found = self._known.get(cell)
        if found is None:
            found = self._weighed(cell)
            if len(self._known) < MOST_KNOWN:
                self._known[cell] = cell
        return found

    def _weighed(self, cell: Cell) -> Cell:
        self.characters += len(cell.text)
        self._weigh(WEIGHT_OF_CELL + getsizeof(cell.text))
        return cell

    def _weigh(self, weight: int) -> None:
        self.weight += weight
        if self.weight > MOST_WEIGHT:
            raise TooMuch(
                f"{self.sheet or 'The workbook'}: too much to be taken in at once "
                f"({self.rows:,} rows, {self.places:,} cells and {self.characters:,} characters "
                f"up to here). {DIVIDE}"
            )
