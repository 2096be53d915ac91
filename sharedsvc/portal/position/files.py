"""A programme's position as a file: every workstream, whatever the page shows."""

from collections.abc import Callable, Iterator

from decisions.gate_table import GateCell
from sharedsvc.core.certainty import SURELY
from sharedsvc.core.states import ANSWERS, GATES, RATINGS
from sharedsvc.portal.position.building import PlacedRow, Position
from sharedsvc.portal.table_file import TableFile
from workstreams.answering import Answering, is_named
from workstreams.lifecycle import phase_of
from workstreams.rows import RoleLine, WorkstreamRow
from workstreams.rows.lines import StageLine

HEADINGS = (
    *("Rank", "Ref", "Workstream", "Phase", "Priority", "Answers for it", "Also has a part"),
    *("About: may have a part", "Stage", "Own routes", "Status", "Gates"),
    *("Next milestone due", "Next milestone", "Went into", "Remarks", "Address"),
)


def lines_of(position: Position, absolute: Callable[[str], str]) -> Iterator[list[str]]:
    """A line for each workstream: taken forward, then what went into another."""
    for placed in (*position.table, *((row, ()) for row in position.merged)):
        address = absolute(f"{placed[0].get_absolute_url}{position.as_at.query}")
        yield [*_texts(placed), address]


def _texts(placed: PlacedRow) -> list[str]:
    row, cells = placed
    phase, answering = row.phase, row.answering
    return [
        row.rank_text,
        row.workstream.printed_ref,
        _marked(row.title, row.workstream.certainty),
        phase_of([row]),
        str(phase.priority) if phase else "",
        _principals(answering),
        "; ".join(map(_role, answering.others)),
        "; ".join(map(_role, answering.perhaps)),
        row.stage.word if row.stage else ANSWERS["not stated"].word,
        "; ".join(map(_route, row.own_routes)),
        RATINGS[row.status.rating if row.status else ""].word,
        "; ".join(map(_gate, cells)),
        *_milestones(row),
        "; ".join(_marked(link.successor_title, link.certainty) for link in row.led_to),
        row.workstream.remarks,
    ]


def _route(route: StageLine) -> str:
    """A council's own route, marked where it may not have begun."""
    return _marked(f"{route.owner}: {route.word.lower()}", route.certainty)


def _marked(words: str, certainty: str) -> str:
    """Words, marked where they only may be true on the day."""
    return words if certainty == SURELY else f"{words} (about)"


def _gate(cell: GateCell) -> str:
    """Where it stands at a gate: subject to what, and who left."""
    notes = (
        *(f"subject to: {condition}" for condition in cell.subject_to),
        *(one.words for one in cell.gone),
    )
    told = f" ({'; '.join(notes)})" if notes else ""
    return f"{cell.gate.title}: {GATES[cell.state].word.lower()}{told}"


def _principals(answering: Answering) -> str:
    """Who answers for it; of rivals each with its remarks."""
    if not answering.are_rivals:
        return "; ".join(map(_role, answering.principals))
    return "; or ".join(
        f"{_role(role)}{f': {role.remarks}' if role.remarks else ''}"
        for role in answering.principals
    )


def _role(role: RoleLine) -> str:
    """Who, in what part, how firmly; that sources disagree is said."""
    if not is_named(role):
        return role.holder
    disputed = ", sources disagree" if role.dispute else ""
    part = f"{role.kind_in_words.lower()}, {role.standing_in_words.lower()}"
    return f"{role.holder} ({part}{disputed})"


def _milestones(row: WorkstreamRow) -> tuple[str, str]:
    first = row.next_milestone
    titles = "; ".join(
        f"{one.title} ({one.expected})" if one.expected else one.title
        for one in row.next_milestones
    )
    doubts = "".join(f" (about: {doubt})" for doubt in row.next_doubts)
    return (f"{first.due_in_words}{doubts}" if first else "", titles)


def file_of(position: Position, absolute: Callable[[str], str]) -> TableFile:
    """The position as a table to take away; `absolute` makes addresses whole."""
    name = f"{position.programme.code}-{position.as_at.date.isoformat()}"
    return TableFile(name, "Position", list(HEADINGS), lines_of(position, absolute))
