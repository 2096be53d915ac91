"""The past stays as it was: pages as at a day do not change by what is entered later."""

import datetime
import os

import pytest
from django.conf import settings
from django.test import Client

from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.portal.workbook import import_sheets
from tests.known_by import pages
from tests.known_by.sequels import Sequel
from tests.portal.conftest import REPORT_DAYS
from tests.programmes_loaded import FIXTURES


@pytest.mark.parametrize("code", REPORT_DAYS)
def test_five(db, code, capsys):
    import time
    sheets = read_workbook(FIXTURES / code)
    reported = datetime.date.fromisoformat(REPORT_DAYS[code])
    t=time.time()
    outcome = import_sheets(sheets, user=None, reason="Test")
    assert outcome.problems == []
    print("import", time.time()-t)
    days = [reported + datetime.timedelta(days=d) for d in (-200, 0, 390, 1000)]
    days = [reported + datetime.timedelta(days=d) for d in (0,)]
    client = Client()
    t=time.time()
    before = {d: pages.fetch(client, pages.addresses(code, d)) for d in days}
    print("fetch", time.time()-t, sum(len(b) for b in before.values()))
    out = open(f"/tmp/kb/{code}.txt", "w")
    for known, book in Sequel(sheets, reported).books():
        t=time.time()
        outcome = import_sheets(book, user=None, reason="Test", overwrite=True)
        assert list(map(str, outcome.problems)) == []
        print("import", time.time()-t)
        for day in days:
            if day >= known: continue
            after = pages.fetch(client, before[day])
            found = pages.differences(before[day], after)
            print(f"== {known} as at {day}: {len(found)}", file=out)
            for d in found: print(d, file=out)
            before[day]=after
