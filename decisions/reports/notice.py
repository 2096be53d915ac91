"""How many clear days of notice the papers of a meeting need, and whether there are as many.

England: 5 (SI 2012/2089, reg. 5; Local Government Act 1972, s. 100B as amended by SI 2002/715).
Wales: 3 (Local Government and Elections (Wales) Act 2021, Schedule 4). Northern Ireland: 3 (Local
Government Act (Northern Ireland) 2014, Schedule 5, paragraph 5). Scotland: 3, by councils' standing
orders; the statute was not seen. A clear day is a working day between both: bank holidays are not
known here, and make it fewer.
"""

import datetime
from dataclasses import dataclass

from programmes.choices import OrganisationKind

DAYS = {"E": 5, "W": 3, "S": 3, "N": 3}
NATIONS = {
    OrganisationKind.SCOTTISH: "S",
    OrganisationKind.WELSH: "W",
    OrganisationKind.NORTHERN_IRISH: "N",
    OrganisationKind.COUNTY: "E",
    OrganisationKind.DISTRICT: "E",
    OrganisationKind.METROPOLITAN: "E",
    OrganisationKind.LONDON_BOROUGH: "E",
    OrganisationKind.CITY_CORPORATION: "E",
    OrganisationKind.UNITARY: "E",
}
WEEKEND = 5


@dataclass(frozen=True)
class Notice:
    """The clear days that papers need and have; `needed` is 0 where it is not known."""

    needed: int
    there: int

    @property
    def is_short(self) -> bool:
        """Whether the papers would be later than the notice allows."""
        return self.there < self.needed


def notice_of(kind: str, official_code: str, day: datetime.date, meets: datetime.date) -> Notice:
    """The notice of papers published on a day for a meeting of a council of this kind."""
    nation = official_code[:1] if official_code[:1] in DAYS else NATIONS.get(kind, "")  # type: ignore[call-overload]
    return Notice(DAYS.get(nation, 0), clear_days(day, meets))


def clear_days(day: datetime.date, meets: datetime.date) -> int:
    """The working days between two days, neither of them counted."""
    between = range(1, max((meets - day).days, 0))
    days = (day + datetime.timedelta(days=one) for one in between)
    return sum(one.weekday() < WEEKEND for one in days)
