"""What happened to workstreams, by the days on which it did: reported, begun, moved, done."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import F

from programmes.viewers import AskedByReaders
from sharedsvc.core.showing import withhold
from sharedsvc.core.states import STANDINGS
from sharedsvc.portal.home.section import SHOWN, SignedIn
from workstreams.models import Milestone, Stage, StatusUpdate, WorkstreamRole

OF_A_WORKSTREAM = "workstream__programme__partnership"


@dataclass(frozen=True)
class Happened:
    """One thing that happened, of a workstream or (a milestone may be) of a programme as a whole.

    `rating` is there for an update alone: "" where it gives none.
    """

    day: datetime.date
    when: str
    of: Any
    what: str = ""
    rating: str | None = None
    text: str = ""


class DatedRows:
    """The records of one kind by one of their dates, and how each is told."""

    def __init__(
        self,
        model: Any,
        name: str,
        tell: Callable[[Any], dict[str, str]],
        *,
        path: str = OF_A_WORKSTREAM,
        linked: tuple[str, ...] = (),
    ) -> None:
        self.name, self.tell = name, tell

        def newest(viewer: Any, partnerships: Any, since: Any, today: Any) -> Any:
            within = {f"{name}_latest__gt": since, f"{name}_latest__lte": today}
            rows = model.objects.visible_to(viewer).filter(**{f"{path}__among": partnerships})
            joined = rows.filter(**within).select_related("workstream__programme", *linked)
            return joined.order_by(F(f"{name}_latest").desc(), F("pk").desc())[:SHOWN]

        self._asked = AskedByReaders(newest)

    def read(self, reader: SignedIn, **values: Any) -> Iterable[Happened]:
        """The newest, without whom the reader may not see."""
        for record in withhold(self._asked(reader.user, **values), reader.user):
            yield Happened(
                day=getattr(record, f"{self.name}_latest"),
                when=record.date_in_words(self.name),
                of=record.workstream or record.programme,
                **self.tell(record),
            )


def _update(update: StatusUpdate) -> dict[str, str]:
    return {"rating": update.rating, "text": update.narrative}


def _role_begun(role: WorkstreamRole) -> dict[str, str]:
    standing = STANDINGS[role.standing].word.lower()
    return {"what": f"{role.get_kind_display()}: {role.holder}, {standing}"}


def _role_ended(role: WorkstreamRole) -> dict[str, str]:
    return {"what": f"No longer {role.get_kind_display().lower()}: {role.holder}"}


def _stage(stage: Stage) -> dict[str, str]:
    whose = f"{stage.owner.label}: " if stage.owner else ""
    return {"what": f"{whose}{stage.get_stage_display()}"}


def _moved(milestone: Milestone) -> dict[str, str]:
    said = f"{milestone.title}: now expected {milestone.date_in_words('forecast')}"
    return {"what": said, "text": milestone.forecast_why}


def _done(milestone: Milestone) -> dict[str, str]:
    return {"what": f"Done: {milestone.title}"}


WHO = ("organisation", "person", "post")
OF_A_PROGRAMME: dict[str, Any] = {"path": "programme__partnership", "linked": ("programme",)}
STRANDS = (
    DatedRows(StatusUpdate, "date", _update),
    DatedRows(WorkstreamRole, "start", _role_begun, linked=WHO),
    DatedRows(WorkstreamRole, "end", _role_ended, linked=WHO),
    DatedRows(Stage, "start", _stage, linked=("owner",)),
    DatedRows(Milestone, "forecast_known", _moved, **OF_A_PROGRAMME),
    DatedRows(Milestone, "done", _done, **OF_A_PROGRAMME),
)


def happened_since(
    reader: SignedIn, partnerships: Iterable[int], since: datetime.date
) -> list[Happened]:
    """The newest that happened in the programmes of these partnerships after a day, by today."""
    asked = {"partnerships": list(partnerships), "since": since, "today": reader.today}
    found = chain.from_iterable(strand.read(reader, **asked) for strand in STRANDS)
    return sorted(found, key=lambda one: one.day, reverse=True)[:SHOWN]
