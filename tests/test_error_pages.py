"""What people read when something goes wrong: our own pages, in plain words, with a way on."""

import sqlite3

import pytest
from django.db import DatabaseError
from django.test import Client

from sharedsvc.portal.faults import is_passing
from tests.factories import UserFactory
from tests.portal.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.failing_urls")]


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def too_large(browser, address):
    return browser.post(address, {"text": "x" * 3_000_000})


def too_many_fields(browser, address):
    return browser.post(address, {f"field{n}": "" for n in range(5_001)})


def without_token(browser, address):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return strict.post("/accounts/login/", {"login": "a@example.org"})


def another_host(browser, address):
    return browser.get(address, headers={"host": "elsewhere.example.org"})


PAGES = {
    "a fault": (lambda b: b.get("/fails/value/"), 500, "Something went wrong"),
    "the database is away": (lambda b: b.get("/fails/away/"), 503, "cannot answer just now"),
    "no such page": (lambda b: b.get("/nothing/at/all/"), 404, "no page here"),
    "a record that is none": (lambda b: b.get("/fails/missing/"), 404, "no page here"),
    "not allowed": (lambda b: b.get("/fails/forbidden/"), 403, "does not allow this"),
    "a form without its token": (lambda b: without_token(b, ""), 403, "was not accepted"),
    "another host": (lambda b: another_host(b, "/"), 400, "could not be read"),
    "too large": (lambda b: too_large(b, "/reads/"), 413, "too much at once"),
    "too many fields": (lambda b: too_many_fields(b, "/reads/"), 413, "too much at once"),
}


@pytest.mark.parametrize(("ask", "status", "words"), PAGES.values(), ids=PAGES)
def test_each_fault_has_a_page_of_its_own(browser, settings, ask, status, words):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = ask(browser)
    page = read(answer.content.decode())
    links = [link.attributes["href"] for link in page.one("main").all("a")]
    assert answer.status_code == status
    assert words in page.one("h1").text()
    assert answer["X-Request-ID"] in page.one("main").text()
    assert {"/", "/search/"} <= set(links)
    assert "Traceback" not in answer.content.decode()
    assert answer["Content-Security-Policy"]


IN_ADMIN = {
    "no such page": ("get", "/admin/nothing/at/all/", {}, 404),
    "no such record": ("get", "/admin/programmes/body/987654/change/", {}, 404),
    "too large": ("post", "/admin/programmes/body/add/", {"remarks": "x" * 3_000_000}, 413),
}


@pytest.mark.parametrize(("method", "address", "sent", "status"), IN_ADMIN.values(), ids=IN_ADMIN)
def test_the_admin_has_the_same_pages(browser, method, address, sent, status):
    browser.force_login(UserFactory(is_superuser=True))
    answer = getattr(browser, method)(address, sent, follow=True)
    assert answer.status_code == status
    assert answer["X-Request-ID"] in read(answer.content.decode()).one("main").text()


def test_nobody_without_a_role_enters_the_admin_and_the_page_says_so(browser):
    browser.force_login(UserFactory())
    answer = browser.get("/admin/", follow=True)
    assert (answer.status_code, "does not allow this" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("how", ["value", "away"])
def test_the_page_of_a_fault_asks_no_database(browser, django_assert_num_queries, how):
    with django_assert_num_queries(0):
        answer = browser.get(f"/fails/{how}/")
    assert answer.status_code >= 500


def test_a_broken_template_ends_in_a_plain_page(browser, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("Missing staticfiles manifest entry for 'core/register.css'")

    monkeypatch.setattr("sharedsvc.portal.faults.render_to_string", broken)
    answer = browser.get("/fails/value/")
    page = read(answer.content.decode().partition("\n")[2])
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in page.one("main").text()


class Refusal(Exception):
    def __init__(self, code):
        self.pgcode = code


@pytest.mark.parametrize(
    ("cause", "passing"),
    [
        (Refusal("55P03"), True),  # a lock
        (Refusal("57014"), True),  # took too long
        (Refusal("57P01"), True),  # the server is stopped
        (Refusal("40P01"), True),  # deadlock
        (Refusal("42P01"), False),  # no such table
        (Refusal("23505"), False),  # there already
        (sqlite3.OperationalError("database is locked"), False),  # by its words alone: unknown
    ],
)
def test_what_passes_by_itself_is_busy_and_the_rest_a_fault(cause, passing):
    error = DatabaseError()
    error.__cause__ = cause
    assert is_passing(error) is passing


def test_a_lock_of_sqlite_passes_by_itself(tmp_path):
    one, other = (sqlite3.connect(tmp_path / "a", timeout=0, isolation_level=None) for _ in "12")
    one.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError) as locked:
        other.execute("BEGIN EXCLUSIVE")
    one.close(), other.close()
    error = DatabaseError()
    error.__cause__ = locked.value
    assert is_passing(error)
    assert not is_passing(ValueError())
    assert not is_passing(None)


def test_a_page_that_is_busy_says_when_to_come_back(browser):
    assert int(browser.get("/fails/away/")["Retry-After"]) > 0


def test_a_form_of_many_rows_is_not_too_much(browser):
    answer = browser.post("/reads/", {f"field{n}": "x" for n in range(4_900)})
    assert answer.status_code == 200
