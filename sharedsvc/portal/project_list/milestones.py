"""What a cell of a project list does to a milestone: sets it, moves it, or says that it is done."""

import datetime
from dataclasses import dataclass

from sharedsvc.core.dates import bounds, in_words
from sharedsvc.portal.project_list.cells import MilestoneCell
from sharedsvc.portal.updates.forms import NOT_DONE_YET, forecast_errors
from workstreams.forecasts import first_date, is_another_date
from workstreams.models import Milestone

SAY_WHY_MOVED = "Say in a sentence why “{}” moves from {} to {}."
KEPT = "“{}”: the list says {}; the register has {}, which stays."
NEW, MOVED, DONE = "new", "moved", "done"


class CellRefused(ValueError):
    """A cell that cannot be taken; the message says why."""


class CellKept(ValueError):
    """A cell that says otherwise than the register, which stays; the message tells both."""


@dataclass
class MilestoneStep:
    """What becomes of one milestone."""

    kind: str
    milestone: Milestone
    said: str

    @property
    def title(self) -> str:
        """What the milestone is called."""
        return self.milestone.title


def said_in_words(said: MilestoneCell) -> str:
    """What a cell says, in words."""
    when = in_words(said.date) if said.date else said.words
    return f"done {when}" if said.is_done and said.date else when


def refuse_to_come(said: MilestoneCell) -> None:
    """Raise CellRefused where something is done on a day to come."""
    if said.is_done and said.date and bounds(said.date).latest > datetime.date.today():
        raise CellRefused(NOT_DONE_YET.format(in_words(said.date)))


def begun(milestone: Milestone, said: MilestoneCell) -> MilestoneStep:
    """A milestone that the register does not hold yet, with what the cell says of it."""
    if said.is_done:
        milestone.done, milestone.done_words = said.date, said.words
    else:
        milestone.due, milestone.due_words = said.date, said.words
    return MilestoneStep(NEW, milestone, said_in_words(said))


def changed(
    known: Milestone, said: MilestoneCell, day: datetime.date, why: str
) -> MilestoneStep | None:
    """What a cell changes in a milestone, in an update of that day; None where nothing.

    Another date than expected moves it, and `why` is the reason. Raises CellRefused and CellKept.
    """
    if known.done or known.done_words:
        _compare_with_done(known, said)
        return None
    if said.is_done:
        known.done, known.done_words = said.date, said.words
        return MilestoneStep(DONE, known, said_in_words(said))
    if not said.date:
        if said.words not in (known.due_words, known.forecast_words):
            raise CellKept(KEPT.format(known.title, f"“{said.words}”", _expected(known)))
        return None
    return None if said.date == first_date(known) else _moved(known, said.date, day, why)


def _compare_with_done(known: Milestone, said: MilestoneCell) -> None:
    if said.date and said.date not in (known.done, first_date(known)):
        was = f"done {known.date_in_words('done')}"
        raise CellKept(KEPT.format(known.title, said_in_words(said), was))


def _moved(known: Milestone, date: str, day: datetime.date, why: str) -> MilestoneStep:
    for error in forecast_errors(known, date, day):
        raise CellRefused(error.format(in_words(date)))
    moves, before = is_another_date(known, date), _expected(known)
    if moves and not why:
        raise CellRefused(SAY_WHY_MOVED.format(known.title, before, in_words(date)))
    known.forecast, known.forecast_why = date, why if moves else ""
    said = f"{before} → {in_words(date)}" if moves else in_words(date)
    return MilestoneStep(MOVED, known, said)


def _expected(known: Milestone) -> str:
    date = first_date(known)
    return in_words(date) if date else known.due_words or "no date"
