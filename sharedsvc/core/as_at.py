"""The date of a position: read from the address, kept while one moves about."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect

from sharedsvc.core.dates import NotADate, read_one_day
from sharedsvc.core.reading_day import read_on

PARAMETER = "as_at"


@dataclass(frozen=True)
class AsAt:
    """The day of a position, and what was typed if it could not be read."""

    date: datetime.date
    today: datetime.date
    error: str = ""
    typed: str = ""

    @property
    def is_today(self) -> bool:
        """Whether the page shows today."""
        return self.date == self.today

    @property
    def is_past(self) -> bool:
        """Whether the page shows a day before today."""
        return self.date < self.today

    @property
    def is_future(self) -> bool:
        """Whether the page shows a day to come."""
        return self.date > self.today

    @property
    def query(self) -> str:
        """What keeps the date in a link: "?as_at=2010-01-01", or "" for today."""
        return "" if self.is_today else f"?{PARAMETER}={self.date.isoformat()}"


def read_as_at(request: HttpRequest) -> AsAt:
    """The date that the address asks for; today without one, or with one that is no day.

    From here on the page's records are read as at it (`core.reading_day`).
    """
    found = _asked_for(request)
    read_on(found.date)
    return found


def _asked_for(request: HttpRequest) -> AsAt:
    typed = request.GET.get(PARAMETER, "").strip()
    today = datetime.date.today()
    if not typed:
        return AsAt(today, today)
    try:
        return AsAt(read_one_day(typed), today, typed=typed)
    except NotADate as error:
        return AsAt(today, today, error=f"{error}.", typed=typed)


def to_plain_address(request: HttpRequest, as_at: AsAt) -> HttpResponseRedirect | None:
    """A redirect to the address with an ISO date, where the date was typed another way."""
    if not as_at.typed or as_at.error or as_at.typed == as_at.date.isoformat():
        return None
    query = request.GET.copy()
    query[PARAMETER] = as_at.date.isoformat()
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
