"""Sessions, which every request of somebody signed in asks for, by a statement built once."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from sharedsvc.core.prepared import Prepared

IN_FORCE = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), planned=True
)


class SessionStore(DatabaseSessions):
    """Django's, in the same table."""

    def _get_session_from_db(self) -> Any:
        found = IN_FORCE(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None
