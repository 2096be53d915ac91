"""The eight programmes and their days: what was known by a day, and what became known later."""

import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.core.workbook.raw import RawSheet
from tests.known_by.cutting import cut, days_of_documents
from tests.known_by.sequels import Sequel
from tests.portal.conftest import REPORT_DAYS
from tests.programmes_loaded import FIXTURES

PROGRAMMES = Path(__file__).parent / "programmes"
INVENTED = {
    "fen-waste": "2009-02-01 2009-12-15 2010-04-01 2011-09-01 2014-04-01 2016-04-10",
    "dyke-care": "2013-03-01 2014-12-01 2015-09-01 2016-10-01 2018-03-01 2019-05-01",
    "brae-office": "2006-06-01 2009-11-15 2012-07-01 2015-01-25 2018-05-01 2021-06-30",
}
QUICK = {"fen-waste": 2, "dyke-care": 1, "brae-office": 4}
AFTER_THE_REPORT = (-300, 0, 100, 399, 700, 1100)  # days
Workbook = list[RawSheet]


@dataclass(frozen=True)
class Story:
    """A programme, its days, and which of them `make test` takes."""

    code: str
    days: list[datetime.date]
    quick: int
    begins_loaded = False  # with the workbook of one of the five, as `load_programmes` takes it in

    def known_by(self, day: datetime.date) -> list[Workbook]:
        """The workbooks that hold what was known by a day, in the order to import them."""
        raise NotImplementedError

    def rest(self, day: datetime.date) -> list[Workbook]:
        """The workbooks that hold what became known later."""
        raise NotImplementedError


class Invented(Story):
    """One whose whole life stands in one workbook, cut on each day."""

    def known_by(self, day: datetime.date) -> list[Workbook]:
        return [cut(read_workbook(PROGRAMMES / self.code), day)]

    def rest(self, day: datetime.date) -> list[Workbook]:
        return [read_workbook(PROGRAMMES / self.code)]


class Continued(Story):
    """One of the five, whose own workbook is known whole, and two invented sequels."""

    begins_loaded = True

    def known_by(self, day: datetime.date) -> list[Workbook]:
        return [read_workbook(FIXTURES / self.code), *self._told(day, later=False)]

    def rest(self, day: datetime.date) -> list[Workbook]:
        return self._told(day, later=True)

    def _told(self, day: datetime.date, *, later: bool) -> list[Workbook]:
        return [book for known, book in sequel_of(self.code).books() if (known > day) == later]


@cache
def sequel_of(code: str) -> Sequel:
    """What became of one of the five."""
    return Sequel(read_workbook(FIXTURES / code), datetime.date.fromisoformat(REPORT_DAYS[code]))


def every_story() -> list[Story]:
    """The five and the three."""
    return [*map(_continued, REPORT_DAYS), *map(_invented, INVENTED)]


def _continued(code: str) -> Story:
    reported = datetime.date.fromisoformat(REPORT_DAYS[code])
    days = [reported + datetime.timedelta(days=days) for days in AFTER_THE_REPORT]
    return Continued(code, days, quick=1)


def _invented(code: str) -> Story:
    days = [datetime.date.fromisoformat(day) for day in INVENTED[code].split()]
    return Invented(code, days, QUICK[code])


def days_known(story: Story) -> list[datetime.date]:
    """The days of the documents on which a programme rests."""
    books = [*story.known_by(datetime.date.max), *story.rest(datetime.date.min)]
    return [day for book in books for day in days_of_documents(book).values()]
