"""The tables that these records add to the pages of others, and what stands beside them."""

from django.db.models import Q

from programmes.carried_on import ran_or_run_by
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Beside, Related
from workstreams.answering import HOSTS
from workstreams.choices import (
    LEAD_KINDS,
    RoleKind,
)
from workstreams.kinds.reading import to_be_handed_over
from workstreams.models import StatusUpdate, Workstream


def _roles(title: str, role_kinds: tuple[str, ...], order: int, *, shown: bool = False) -> Related:
    """The roles of an organisation of some kinds."""
    return Related(
        kind="roles",
        rows=lambda o, user, day: Q(organisation=o, kind__in=role_kinds),
        title=title,
        without=("holder",),
        always_shown=shown,
        order=order,
    )


for key in ("organisations", "partnerships"):
    kinds.relate(
        key,
        Related(
            kind="roles",
            rows="organisation",
            title="To be handed over",
            without=("holder",),
            narrow=to_be_handed_over,
            order=0,
        ),
        _roles("Leads", LEAD_KINDS, 1, shown=True),
        _roles("Hosts or provides", HOSTS, 4, shown=True),
        _roles("Commissions", (RoleKind.COMMISSIONER,), 5, shown=True),
        _roles(
            "Takes part in or supports",
            (RoleKind.PARTICIPANT, RoleKind.SUPPORTING, RoleKind.PARTNER),
            6,
            shown=True,
        ),
        Related(
            kind="rankings",
            rows="by",
            title="Its rankings",
            without=("by",),
            always_shown=True,
            order=20,
        ),
        Related(
            kind="entries",
            rows="ranking__by",
            title="What it ranked or selected",
            order=21,
        ),
        Related(kind="scorings", rows="by", title="Its scores", without=("by",), order=22),
        Related(kind="contributions", rows="organisation", without=("organisation",), order=22),
        Related(kind="stages", rows="owner", title="Its own routes", without=("owner",), order=23),
    )
kinds.relate(
    "partnerships",
    Related(
        kind="workstreams",
        rows=lambda partnership, user, day: ran_or_run_by(partnership, day, "programme"),
        title="Its workstreams",
        order=40,
    ),
)
kinds.relate(
    "people",
    Related(kind="roles", rows="person", title="Roles on workstreams", order=20),
)
kinds.relate(
    "posts",
    Related(kind="roles", rows="post", title="Roles on workstreams", order=20),
)
kinds.relate(
    "meetings",
    Related(kind="rankings", rows="meeting", title="Rankings adopted", order=40),
    Related(kind="scorings", rows="meeting", title="Scores reported to it", order=41),
    Related(kind="milestones", rows="meeting", title="Milestones reported to it", order=41),
)
kinds.relate(
    "criteria",
    Related(
        kind="scores",
        rows="criterion",
        title="Scores against it",
        without=("criterion", "scale"),
        order=10,
    ),
)
kinds.relate(
    "phases",
    Related(kind="stages", rows="phase", title="Workstreams", without=("phase",), order=10),
)


def _update_in_words(update: StatusUpdate) -> str:
    """An update as a line of its workstream's history: of when, the rating, what has happened."""
    rating = update.get_rating_display() or "Not rated"
    return f"{update.date_in_english}, {rating.lower()}: {update.narrative}"


kinds.stand_beside(
    Workstream,
    Beside(
        model=StatusUpdate,
        noun="Update",
        nouns="Updates",
        rows=lambda workstream: Q(workstream=workstream.pk),
        words=lambda row, name: _update_in_words(row),
    ),
)
