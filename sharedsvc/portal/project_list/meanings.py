"""What the columns of a project list mean: as its organisation said before, else as they look."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sharedsvc.core.workbook.columns import CellProblem
from sharedsvc.core.workbook.raw import BLANK, Cell
from sharedsvc.portal.project_list.cells import milestone_in
from sharedsvc.portal.project_list.reading import ListedColumn, ProjectList, plain
from workstreams.choices import ListMeaning
from workstreams.models import ListColumn

Meanings = Mapping[str, str]  # by the letter of the column

USUAL: dict[str, str] = {
    heading: meaning
    for meaning, headings in {
        ListMeaning.NAME: "workstream, project, project name, name, title, service, scheme, "
        "initiative, work package, project title, programme strand",
        ListMeaning.REFERENCE: "ref, reference, ref no, id, project id, project ref, code, no, #",
        ListMeaning.LEAD: "lead, lead authority, lead council, led by, lead organisation, "
        "lead partner",
        ListMeaning.RATING: "rag, rag status, rag rating, rating, status, health, overall rag",
        ListMeaning.HAPPENED: "comment, comments, update, latest update, progress, notes, "
        "commentary, narrative, progress update, position, what has happened",
        ListMeaning.NEXT: "next steps, next step, what comes next, next actions, actions, next",
        ListMeaning.DATE: "date, date of update, updated, last updated, as at, update date, "
        "date updated, reported",
        ListMeaning.MILESTONE_NAME: "next milestone, milestone, key milestone, milestone name",
        ListMeaning.MILESTONE_DATE: "milestone date, due, due date, target date, by when, "
        "milestone due",
    }.items()
    for heading in map(plain, headings.split(", "))
}
ONCE = frozenset(ListMeaning.values) - {ListMeaning.LEFT_OUT, ListMeaning.MILESTONE}
WHICH = "Say which column names the workstream: by its name or by its reference."
TWICE = "“{}” is chosen for {}: choose one of them."
TOGETHER = "A row’s own milestone needs both its name and its date: choose both, or neither."
SAYS_NOTHING = "Choose at least one column that says how things stand, or a milestone."
TELLING = frozenset(ONCE) - {ListMeaning.NAME, ListMeaning.REFERENCE, ListMeaning.LEAD}


def remembered(organisation: Any) -> dict[str, str]:
    """What an organisation said of headings before, by their plain words."""
    rows = ListColumn.objects.filter(organisation=organisation)
    return dict(rows.values_list("heading", "meaning"))


def remember(organisation: Any, columns: Iterable[ListedColumn], meanings: Meanings) -> None:
    """Keep what the headings mean in lists of an organisation, in the place of what was kept."""
    said = {one.plain: meanings[one.letter] for one in columns if one.plain}
    ListColumn.objects.bulk_create(
        [ListColumn(organisation=organisation, heading=h, meaning=m) for h, m in said.items()],
        update_conflicts=True,
        unique_fields=["organisation", "heading"],
        update_fields=["meaning"],
    )


def supposed(found: ProjectList, known: Mapping[str, str]) -> dict[str, str]:
    """What each column seems to mean; `known` is what was said of headings before."""
    meanings = {one.letter: known.get(one.plain) or _looks(one, found) for one in found.columns}
    if ListMeaning.MILESTONE_NAME not in meanings.values():
        for letter, meaning in meanings.items():
            if meaning == ListMeaning.MILESTONE_DATE:
                meanings[letter] = ListMeaning.MILESTONE
    seen: set[str] = set()
    for one in found.columns:
        meaning = meanings[one.letter]
        if meaning in ONCE and meaning in seen:
            meanings[one.letter] = ListMeaning.LEFT_OUT
        seen.add(meaning)
    return meanings


def _looks(column: ListedColumn, found: ProjectList) -> str:
    if not column.heading:
        return ListMeaning.LEFT_OUT
    usual = USUAL.get(column.plain)
    if usual:
        return usual
    filled = [cell for row in found.rows if (cell := row.cells.get(column.letter, BLANK)).text]
    dated = sum(_is_of_milestone(cell) for cell in filled)
    return ListMeaning.MILESTONE if 2 * dated >= len(filled) > 0 else ListMeaning.LEFT_OUT


def _is_of_milestone(cell: Cell) -> bool:
    """Whether a cell holds a date, or says that something is done; a bare number is neither."""
    if cell.number or cell.text.isdigit():
        return False
    try:
        said = milestone_in(cell)
    except CellProblem:
        return False
    return said is not None and bool(said.date or said.is_done)


def faults_of(meanings: Meanings) -> list[str]:
    """What is wrong with a choice of meanings, in words."""
    chosen = Counter(meanings.values())
    named = ListMeaning.NAME in chosen or ListMeaning.REFERENCE in chosen
    faults = [] if named else [WHICH]
    labels = dict(ListMeaning.choices)
    for meaning in sorted(ONCE):
        if chosen[meaning] > 1:
            letters = [letter for letter, one in meanings.items() if one == meaning]
            faults.append(TWICE.format(labels[meaning], f"columns {' and '.join(letters)}"))
    if (ListMeaning.MILESTONE_NAME in chosen) != (ListMeaning.MILESTONE_DATE in chosen):
        faults.append(TOGETHER)
    if not chosen.keys() & {*TELLING, ListMeaning.MILESTONE}:
        faults.append(SAYS_NOTHING)
    return faults
