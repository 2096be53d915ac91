"""The tests keep one day, whatever the hour at which they begin."""

import datetime
import os
import subprocess
import sys

import pytest
from django.utils import timezone

from tests.clock import DAY, moment_of

ASKS = """
import tests.clock
tests.clock.keep_the_day()
import datetime, time
print(datetime.date.today(), time.strftime("%Y-%m-%d"), datetime.datetime.now(datetime.UTC).date())
"""


def test_the_day_of_the_tests_is_far_from_its_end():
    now = timezone.localtime()
    assert now.date().isoformat() == os.environ[DAY] == datetime.date.today().isoformat()
    assert 9 <= now.hour < 21


def test_processes_started_later_keep_the_day():
    asked = [sys.executable, "-c", ASKS]
    told = subprocess.run(
        asked, env=os.environ | {DAY: "2028-02-29"}, capture_output=True, text=True, timeout=60
    )
    assert told.stdout.split() == ["2028-02-29"] * 3, told.stderr


@pytest.mark.parametrize(("day", "hour"), [("2026-01-15", 9), ("2026-07-15", 8)])
def test_the_clock_begins_at_nine_in_london_in_winter_and_summer(day, hour):
    assert moment_of(day) == datetime.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")
