"""When somebody was here before: the sign-in before this one, and nothing else of what they do.

Home shows what colleagues changed since. Sign-ins within an hour are one visit, so that whoever
signs in again after a time-out still sees what was new.
"""

import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

ONE_VISIT = datetime.timedelta(hours=1)


@receiver(user_logged_in, dispatch_uid="note_visit")
def note_visit(sender: Any, user: Any, **kwargs: Any) -> None:
    """Keep when this person signed in last. Connected before Django's own, which overwrites it."""
    last = user.last_login
    if last is not None and timezone.now() - last >= ONE_VISIT:
        user.visited = last
        user.save(update_fields=["visited"])
