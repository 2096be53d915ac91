"""What to tell somebody whose form was opened before others changed its record."""

from typing import Any

from django.utils.text import capfirst

from programmes.history.versions import Event, OwnStrand
from sharedsvc.core.people import called_for
from sharedsvc.core.seen_versions import HIDDEN_CHANGE, Signed

KEPT = "What you typed is kept below, but not saved: look at it again, then save."


def told_since(record: Any, number: int | None, user: Any, *, of_hidden: bool = True) -> list[str]:
    """A sentence for each version of a record that was written after this one and changed it.

    Of one that the user may not see only that there is one: a form must not overwrite it unasked.
    """
    since = OwnStrand.of(record, user).since(number or 0)
    return [_sentence(event, user) for event in since if (event.told if event else of_hidden)]


def _sentence(event: Event | None, user: Any) -> str:
    if event is None:
        return f"{HIDDEN_CHANGE} since you opened this. {KEPT}"
    by = Signed.by(event.version)
    who = capfirst(called_for(user, event.version.history_user))
    changes = "; ".join(
        f"{one.label[:1].lower()}{one.label[1:]}: “{one.before}” → “{one.after}”"
        for one in event.told
    )
    return (
        f"{who} changed this record on {by.moment} since you opened it: {changes} "
        f"({by.why}). {KEPT}"
    )
