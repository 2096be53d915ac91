"""Every link leads somewhere, today and with a date."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.portal.conftest import AS_AT, PROGRAMME
from tests.portal.pages import address_of

# The site is fetched once; the mark has the tests' own database made for it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


WORKSTREAMS = [
    "back-office", "charging", "economic-strategy", "fleet", "health-social-care", "property-hubs",
    "roads", "social-transport", "transport-fleet", "waste", "workforce",
]  # fmt: skip


def test_every_link_is_answered_where_it_leads(site):
    other = {
        page.address: (page.status, page.redirects)
        for page in (*site.pages.values(), *site.files.values())
        if page.status != 200 or page.redirects
    }

    assert other == {}
    assert {address.rpartition(".")[2] for address in site.files} >= {"pdf", "docx", "html", "md"}


def test_the_crawl_reached_every_workstream_and_report(site):
    wanted = [f"{PROGRAMME}workstreams/{ref}/{day}" for ref in WORKSTREAMS for day in ("", AS_AT)]
    wanted += ["/", "/programmes/", PROGRAMME, f"{PROGRAMME}{AS_AT}", "/reports/"]
    wanted += ["/reports/inverclyde-2010-02-18/", "/accessibility/", "/how-it-works/"]

    assert [address for address in wanted if address not in site.pages] == []


def test_every_anchor_is_on_its_page(site):
    dead = [
        f"{page.address} → {link}"
        for page in site.pages.values()
        for _, link in page.links
        if (anchor := urlsplit(link).fragment)
        and address_of(link) in site.pages
        and anchor not in site.pages[address_of(link)].ids
    ]

    assert dead == []


def test_every_shape_that_is_used_is_in_the_sprite(site):
    missing = {
        f"{page.address} {use.attributes['href']}"
        for page in site.pages.values()
        for use in page.html.all("use")
        if use.attributes["href"][1:] not in page.ids
    }

    assert missing == set()


def test_every_label_names_something_on_its_page(site):
    missing = {
        f"{page.address} {name}={target}"
        for page in site.pages.values()
        for element in page.html.walk()
        for name in ("aria-labelledby", "aria-describedby", "for")
        for target in element.attributes.get(name, "").split()
        if target not in page.ids
    }

    assert missing == set()


def test_an_id_stands_once_on_a_page(site):
    twice = {
        page.address: found
        for page in site.pages.values()
        if (found := [name for name, times in Counter(page.ids).items() if times > 1])
    }

    assert twice == {}


def test_every_page_has_one_first_heading(site):
    assert [page.address for page in site.pages.values() if len(page.html.all("h1")) != 1] == []


def test_pages_are_told_apart_by_their_titles(site):
    titles = {
        (page.html.one("head").one("title").text(), urlsplit(page.address).path)
        for page in site.pages.values()
    }
    times = Counter(title for title, _ in titles)

    assert [title for title, number in times.items() if number > 1] == []


def test_every_page_names_its_icon(site):
    without = [
        page.address
        for page in site.pages.values()
        if not any("icon" in link.attributes["rel"].split() for link in page.html.all("link"))
    ]

    assert without == []


def test_only_our_own_files_are_allowed(client, db):
    policy = client.get("/how-it-works/").headers["Content-Security-Policy"]

    assert set(policy.split("; ")) == {
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    }


def test_no_page_has_styles_or_scripts_that_the_policy_forbids(site):
    forbidden = {
        (page.address, element.tag)
        for page in site.pages.values()
        for element in page.html.walk()
        if element.tag in ("style", "script")
        or "style" in element.attributes
        or any(name.startswith("on") for name in element.attributes)
    }

    assert forbidden == set()
