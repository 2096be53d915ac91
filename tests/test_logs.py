"""The log tells what happened and where, and nothing about anybody."""

import io
import json
import logging
import re

import pytest
from django.db import connection
from django.test import Client

from sharedsvc.core.logs import ToldElsewhere, formatter
from tests.factories import UserFactory
from tests.failing_urls import FAULTS, SECRET
from tests.test_settings import run

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.failing_urls"),
    pytest.mark.usefixtures("requests_logged"),
]


class Log:
    """What production would write to standard error."""

    def __init__(self):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(formatter(development=False))
        self.handler.addFilter(ToldElsewhere())

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def lines(self):
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log():
    kept = Log()
    logging.getLogger().addHandler(kept.handler)
    yield kept
    logging.getLogger().removeHandler(kept.handler)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def test_one_line_for_a_request_without_its_words(browser, log):
    browser.get(f"/programmes/no-such/?q={SECRET}", headers={"user-agent": SECRET})
    (line,) = log.lines
    assert line["request"] == "GET /programmes/<slug:code>/"
    assert (line["event"], line["code"], line["level"]) == ("request_finished", 404, "info")
    assert isinstance(line["ms"], int)
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", line["request_id"])
    assert SECRET not in log.text


def test_who_asked_and_from_where_is_not_logged(browser, log):
    user = UserFactory(email=SECRET, name="Amber Quill")
    browser.force_login(user)
    browser.get("/", REMOTE_ADDR="203.0.113.77")
    browser.post("/accounts/login/", {"login": SECRET, "password": "hunter-two-three"})
    assert [line["code"] for line in log.lines] == [200, 302]
    assert not {"user_id", "user_agent", "ip"} & {key for line in log.lines for key in line}
    assert [one for one in (SECRET, "Quill", "203.0.113", "hunter") if one in log.text] == []


@pytest.mark.parametrize("address", [f"/{SECRET}/", f"/accounts/password/reset/key/1-{SECRET}/"])
def test_no_address_is_logged_as_it_was_typed(browser, log, address):
    browser.get(address)
    browser.generic(SECRET.upper(), address)
    assert [line["code"] in (404, 200, 302, 405) for line in log.lines] == [True, True]
    assert SECRET not in log.text.lower()


@pytest.mark.parametrize("how", FAULTS)
def test_a_fault_leaves_a_trace_and_no_value(browser, log, how):
    answer = browser.get(f"/fails/{how}/?q={SECRET}")
    (line,) = log.lines
    assert answer.status_code == 500
    assert (line["event"], line["level"], line["code"]) == ("request_failed", "error", 500)
    assert line["request"] == "GET /fails/<str:how>/"
    assert "tests/failing_urls.py, line" in line["exception"]
    assert SECRET not in log.text
    assert "amber" not in log.text


def test_a_trace_names_the_constraint_and_every_cause(browser, log):
    browser.get("/fails/twice/")
    browser.get("/fails/cause/")
    twice, cause = (line["exception"] for line in log.lines)
    assert "django.db.utils.IntegrityError" in twice
    assert "accounts_user" in twice
    assert [name for name in ("RuntimeError", "ValueError") if f"{name}\n" in cause] == [
        "RuntimeError",
        "ValueError",
    ]


def test_the_number_of_the_page_is_the_number_in_the_log(browser, log):
    answer = browser.get("/fails/value/")
    (line,) = log.lines
    assert line["request_id"] in answer.content.decode()
    assert answer["X-Request-ID"] == line["request_id"]


GIVEN = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("behind", "given", "taken"),
    [
        (True, GIVEN, True),
        (False, GIVEN, False),
        (True, "short", False),
        (True, f"{GIVEN} {SECRET}", False),
        (True, "x" * 65, False),
    ],
)
def test_a_number_is_taken_only_from_ones_own_proxy(browser, log, settings, behind, given, taken):
    settings.BEHIND_PROXY = behind
    answer = browser.get("/accessibility/", headers={"x-request-id": given})
    (line,) = log.lines
    assert (line["request_id"] == given) is taken
    assert answer["X-Request-ID"] == line["request_id"]


def test_a_form_without_its_token_is_logged_without_address(log):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.post(f"/accounts/login/?next={SECRET}", {"login": SECRET})
    assert "Forbidden" in log.text
    assert SECRET not in log.text


def test_what_libraries_say_is_logged_without_what_they_put_into_it(log):
    said = logging.getLogger("some.library")
    said.warning("Mail to %s failed", SECRET)
    said.warning(f"Mail to {SECRET} failed")
    templates, place = (line["event"] for line in log.lines)
    assert templates == "Mail to %s failed"
    assert place.startswith("some.library, test_logs line ")


def test_each_request_has_a_number_of_its_own(browser, log):
    browser.get("/accessibility/")
    browser.get("/accessibility/")
    assert len({line["request_id"] for line in log.lines}) == 2


# As it is served: what the settings make of standard error

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "kT3-" * 16 + "abcdefghij",
    "ALLOWED_HOSTS": "testserver",
}
ASK = f"""
from django.core.wsgi import get_wsgi_application
from django.conf import settings
get_wsgi_application()
from django.test import Client
from pathlib import Path
settings.STATIC_ROOT = Path("/nowhere")
answer = Client(raise_request_exception=False).get("/accessibility/?q={SECRET}", secure=True)
print(answer.status_code, answer["X-Request-ID"], answer.content.decode())
"""


@pytest.mark.once
def test_without_static_files_a_page_is_still_answered_and_the_log_says_what_to_do():
    said = run("-c", ASK, DJANGO_SETTINGS_MODULE="sharedsvc.settings", **PRODUCTION)
    # The library that serves them warns at the start, in words of its own.
    lines = [json.loads(line) for line in said.stderr.splitlines() if line.startswith("{")]
    status, number, page = said.stdout.split(maxsplit=2)
    assert (status, "Something went wrong" in page, number in page) == ("500", True, True)
    assert [line["event"] for line in lines] == ["request_failed", "error_page_failed"]
    assert {line["request_id"] for line in lines} == {number}
    assert "no static files: run manage.py collectstatic" in lines[0]["exception"]
    assert SECRET not in said.stderr


@pytest.mark.once
def test_a_command_that_fails_leaves_a_trace_without_values(tmp_path):
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    said = run("manage.py", "reindex", **PRODUCTION, **database)
    line = json.loads(said.stderr.splitlines()[0])
    assert said.returncode == 1
    assert (line["event"], line["command"]) == ("command_failed", "reindex")
    assert "SQLITE_ERROR, core_searchentry" in line["exception"]
    assert line["command_id"] in said.stderr.splitlines()[1]


@pytest.mark.once
def test_a_command_that_writes_says_how_it_ended_and_not_on_what(tmp_path):
    said = run("manage.py", "import_workbook", str(tmp_path / SECRET), **PRODUCTION)
    line = json.loads(said.stderr.splitlines()[-1])
    assert (line["event"], line["command"], line["code"]) == (
        "command_finished", "import_workbook", 1,
    )  # fmt: skip
    assert SECRET not in json.dumps(line)


def test_the_databases_own_words_hold_the_value(browser):
    """Or the tests above would show nothing: PostgreSQL tells it in DETAIL."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite names only the column")
    browser.raise_request_exception = True
    with pytest.raises(Exception, match=SECRET):
        browser.get("/fails/twice/")
