"""Makes the people who are signed in while it is measured, and tells where they go.

The officer's council leads workstreams of the first programme; the manager keeps its partnership.
"""

import json
from typing import Any

import django

django.setup()

from django.urls import reverse  # noqa: E402

from bench.inside.signing_in import session_of  # noqa: E402
from programmes.models import Programme  # noqa: E402
from programmes.operations import give_role  # noqa: E402
from sharedsvc.accounts.models import User  # noqa: E402
from sharedsvc.core.history import recording  # noqa: E402
from sharedsvc.core.kinds import kinds  # noqa: E402
from workstreams.models import StatusUpdate, Workstream, WorkstreamRole  # noqa: E402

MANY = 40  # workstreams for updates to be added to


def person(name: str, role: str, organisation: Any) -> Any:
    """Somebody who holds that role there, made unless there is one already."""
    user, made = User.objects.get_or_create(
        email=f"{name}@bench.invalid", defaults={"name": f"Bench {name}"}
    )
    if not made:
        return user
    with recording(user=None, reason="Measuring"):
        give_role(user=user, role=role, organisation=organisation)
    return user


def addresses(programme: Any, workstream: Any, mine: list[int]) -> dict[str, Any]:
    """Where each page is; lists where there is one for each workstream of the officer's."""
    kind: Any = kinds.of(workstream)
    council = programme.partnership.memberships.order_by("pk")[0].organisation
    updates = StatusUpdate.objects.filter(workstream__in=mine).order_by("pk")
    return {
        "workstream": workstream.get_absolute_url(),
        "history": kind.history_address(workstream),
        "position": programme.get_absolute_url(),
        "background": reverse("portal:background", args=[programme.code]),
        "report": programme.reports.get().get_absolute_url(),
        "organisation": kinds.address(council),
        "partnership": reverse("portal:record", args=["partnerships", programme.partnership.code]),
        "add": [f"{reverse('admin:workstreams_statusupdate_add')}?workstream={pk}" for pk in mine],
        "save": [
            reverse("admin:workstreams_statusupdate_change", args=[update.pk]) for update in updates
        ],
        "save_workstream": [reverse("admin:workstreams_workstream_change", args=[p]) for p in mine],
        "workstreams": mine,
    }


def main() -> None:
    """Print the sessions, the addresses and the number of rows of each kind."""
    programme = Programme.objects.order_by("pk")[0]
    lead = WorkstreamRole.objects.filter(kind="lead", workstream__programme=programme)
    council = lead.order_by("pk")[0].organisation
    mine = lead.filter(organisation=council).order_by("workstream")[:MANY]
    pks = list(mine.values_list("workstream", flat=True))
    officer = person("officer", "officer", council)
    manager = person("manager", "partnership manager", programme.partnership)
    found = {
        "officer": session_of(officer),
        "manager": session_of(manager),
        "workstreams": Workstream.objects.count(),
        "versions": Workstream.history.count(),
        "addresses": addresses(programme, Workstream.objects.get(pk=pks[0]), pks),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
