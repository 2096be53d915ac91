"""How much a workbook holds, counted while it is read: little is kept of one that is too large.

By what it holds alone, never by the clock: a good file is taken however busy the machine is.
"""

from sys import getsizeof

from sharedsvc.core.workbook.raw import BLANK, Cell, NotAWorkbook, text_cell

MOST_ROWS = 200_000
MOST_LINES = 500_000
MOST_WEIGHT = 150 * 1024 * 1024  # bytes of memory
WEIGHT_OF_LINE, WEIGHT_OF_PLACE, WEIGHT_OF_CELL = 200, 50, 120
MOST_KNOWN, LONGEST_KNOWN = 20_000, 100  # cells that are kept to be used again
DIVIDE = "Divide it into several workbooks."


class TooMuch(NotAWorkbook):
    """More than is taken in at once."""


class Measure:
    """Counts the lines, rows, cells and texts of one workbook. Raises TooMuch for too many."""

    def __init__(self) -> None:
        self.lines = self.rows = self.places = self.characters = self.weight = 0
        self.sheet = ""
        self._known: dict[str, Cell] = {}

    def line(self, places: int) -> None:
        """Count a line, blank or not, with so many cells, blank or not."""
        self.lines += 1
        if self.lines > MOST_LINES:
            raise TooMuch(
                f"{self.sheet}: more than {MOST_LINES:,} lines in the workbook up to here, blank "
                "ones included. Delete the blank lines below the last row."
            )
        self.places += places
        self._weigh(places * WEIGHT_OF_PLACE)

    def row(self) -> None:
        """Count a line in which something stands."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise TooMuch(
                f"{self.sheet}: more than {MOST_ROWS:,} rows in the workbook up to here. {DIVIDE}"
            )
        self._weigh(WEIGHT_OF_LINE)

    def cell(self, text: str) -> Cell:
        """The cell of a text, the same for the same short text."""
        if not text:
            return BLANK
        found = self._known.get(text)
        if found is None:
            found = text_cell(text)
            self.characters += len(text)
            self._weigh(WEIGHT_OF_CELL + getsizeof(found.text))
            if len(text) <= LONGEST_KNOWN and len(self._known) < MOST_KNOWN:
                self._known[text] = found
        return found

    def _weigh(self, weight: int) -> None:
        self.weight += weight
        if self.weight > MOST_WEIGHT:
            raise TooMuch(
                f"{self.sheet or 'The workbook'}: too much to be taken in at once "
                f"({self.rows:,} rows, {self.places:,} cells and {self.characters:,} characters "
                f"up to here). {DIVIDE}"
            )
