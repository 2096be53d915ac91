"""What a workbook says of fields whose values have days, beside what their dated values say."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sharedsvc.core.names import states_of
from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import Entry
from sharedsvc.core.workbook.overlaps import Taken

Newest = Mapping[tuple[str, int, str], str]
TWO_ANSWERS = (
    "the newest of its dated values says “{}”: write that here too, or write on the sheet “dated "
    "values” from when it is otherwise"
)
SINCE_WHEN = (
    "it was otherwise before: if it changed, write on the sheet “dated values” from which day on "
    "it is so; if it was wrong, nothing is missing"
)


def two_answers(
    entry: Entry, record: Any, columns: Iterable[SheetColumn], newest: Newest
) -> Iterator[tuple[str, str]]:
    """Each column that says something else than the newest dated value, and what to say of it."""
    states = states_of(entry.part.model)
    for column in (column for column in columns if column.attribute in states):
        found = newest.get((*record.reference, column.attribute))
        if found is not None and column.text(found) != column.text(entry.values[column.name]):
            yield column.name, TWO_ANSWERS.format(found)


def changed_without_a_day(taken: Iterable[Taken], newest: Newest) -> Iterator[tuple[Entry, str]]:
    """Each state that is another than before, of which nobody says since when; by its column."""
    for one in taken:
        states = () if one.is_new else states_of(one.entry.part.model)
        for column in one.entry.part.all_columns:
            is_listed = column.attribute in states and column.name in one.differing
            if is_listed and (*one.record.reference, column.attribute) not in newest:
                yield one.entry, column.name
