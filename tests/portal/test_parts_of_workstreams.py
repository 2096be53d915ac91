"""A workstream and its parts lead to one another."""

import pytest
from django.test import Client

from tests.factories import WorkstreamFactory
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")
DAY = "?as_at=2010-02-18"


@pytest.fixture
def whole():
    """A service with two parts, one of which begins only later."""
    whole = WorkstreamFactory(ref="whole", title="Regulatory services")
    programme = whole.programme
    WorkstreamFactory(ref="part", title="Licensing", programme=programme, parent=whole)
    WorkstreamFactory(
        ref="later", title="Markets", programme=programme, parent=whole, start="2011-01-01"
    )
    return whole


def links(whole, page) -> list[str]:
    address = f"/programmes/{whole.programme.code}/{page}{DAY}"
    return [
        link.attributes["href"].partition("/workstreams/")[2]
        for link in Site(Client()).get(address).main.all("a")
        if "/workstreams/" in link.attributes.get("href", "")
    ]


@pytest.mark.parametrize("page", ["", "workstreams/whole/"])
def test_a_workstream_names_the_parts_it_has_on_the_day(whole, page):
    found = links(whole, page)

    assert f"part/{DAY}" in found
    assert f"later/{DAY}" not in found


def test_a_part_names_the_whole(whole):
    assert f"whole/{DAY}" in links(whole, "workstreams/part/")
