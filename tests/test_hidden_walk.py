"""A walk over all addresses after what is hidden: an earlier version, a record struck out, a name.

Everything there is to walk comes from the URLconf, so that a new address is walked from the day it
is made: `Samples` of the permission walk says what stands for its parameters. Of each kind of
record every page is opened: of the one that is public now, of the one that is hidden, and of the
one that was struck out hidden. `tests/hidden_world.py` says what they hide.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from programmes import models as who
from sharedsvc.core.kinds import kinds
from tests import factories as make
from tests.hidden_world import Plants, point_at, told
from tests.made_once import made_once
from tests.rights_world import World
from tests.test_hidden_names import secrets_of
from tests.test_permissions_walk import Samples, addresses, as_written, fill, signed_in, table

pytestmark = pytest.mark.once

LEFT_OUT = {"accounts/logout/": "ends the session of whoever walks", "admin/logout/": "the same"}
# What may stand behind the question mark, by address.
MORE = {
    "search/": ("?q=planted", "?q=1&kind=bodies"),
    "<kind:kind>/": ("?format=csv", "?format=xlsx", "?ended=yes", "?sort=name"),
    "admin/<app>/<model>/": ("?_facets=True", "?o=-1", "?q=planted", "?all="),
}
ON_RECORDS = "admin/<app>/<model>/<path:object_id>/"


def world_with_plants() -> World:
    world = World()
    point_at(world, secrets_of(world, make.OrganisationFactory()))
    world.plants = Plants(world)  # type: ignore[attr-defined]
    return world


@pytest.fixture
def world(recorded) -> World:
    return made_once(world_with_plants)


def readers(world: World) -> dict[Any, Client]:
    """Everybody but those who see all: what is hidden belongs to a council of none of them."""
    everybody = {key: one for key, one in world.people.items() if key[1] != "system administrator"}
    return signed_in(everybody)


def walk(world: World) -> dict[str, list[str]]:
    """Every address to open, by its pattern."""
    found: dict[str, list[str]] = {}
    of_each = ((as_written(resolve(address).route), address) for address in of_records(world))
    for pattern, address in dict.fromkeys((*of_the_urlconf(world), *of_each)):
        every = found.setdefault(pattern, [])
        every += [address, *(address + more for more in MORE.get(pattern, ()))]
    return found


def of_the_urlconf(world: World) -> Iterator[tuple[str, str]]:
    """Those of each pattern; pages of records in the admin are those of the records below."""
    samples = Samples(world)
    for row in table("Addresses"):
        pattern = row["address"].strip("`").strip()
        if pattern not in LEFT_OUT and not pattern.startswith(ON_RECORDS):
            for parameters in samples.parameters(pattern, row["shows"]):
                yield pattern, fill(pattern, parameters)


def of_records(world: World) -> Iterator[str]:
    """All pages of each record; those of what is hidden are not found, whichever is asked for."""
    pages = [p.removeprefix(ON_RECORDS) for p in addresses() if p.startswith(ON_RECORDS)]
    for record in {type(record): record for record in world.records.values()}.values():
        yield from (f"{in_the_admin(record)}{page}" for page in pages)
        if kinds.of(record):
            yield from of_kind(kinds.of(record), record)
    for record in world.plants.hidden:  # type: ignore[attr-defined]
        yield f"{in_the_admin(record)}change/"
        if kinds.of(record):
            yield kinds.address(record)
    yield from (f"/{kind.key}/" for kind in kinds)


def in_the_admin(record: Any) -> str:
    """Where the pages of a record begin."""
    meta = record._meta.concrete_model._meta
    return f"/admin/{meta.app_label}/{meta.model_name}/{record.pk}/"


def of_kind(kind: Any, record: Any) -> Iterator[str]:
    yield kind.address(record)
    yield kind.history_address(record)
    for version in record.history.all():
        yield kind.version_address(record, version.history_id)


def visits(found: dict[str, list[str]], people: list[Any]) -> Iterator[tuple[str, str, Any]]:
    """Pattern, address and reader: each address is opened, and each pattern by each reader."""
    for pattern, every in found.items():
        for turn in range(max(len(every), len(people))):
            yield pattern, every[turn % len(every)], people[turn % len(people)]


def test_nothing_hidden_shows_at_any_address(world, record_property):
    clients, walked, wrong = readers(world), [], []
    for pattern, address, person in visits(walk(world), [*clients]):
        answer = clients[person].get(address)
        walked.append((pattern, person))
        wrong += [f"{address}, {' '.join(person)}: {words}" for words in told(answer, address)]
        assert answer.status_code < 500, address
    known, patterns = addresses(), {pattern for pattern, _ in walked}
    record_property(
        "walk",
        f"after what is hidden: {len(known)} addresses known, {len(patterns)} walked "
        f"({len(walked)} pages opened), by {len(clients)} people, signed out and in each role; "
        f"{len(known - patterns)} left out: "
        + "; ".join(f"{address} ({why})" for address, why in LEFT_OUT.items()),
    )
    assert wrong == []
    assert known - patterns == set(LEFT_OUT)
    assert set(walked) == {(pattern, person) for pattern in patterns for person in clients}


def test_who_sees_all_does_come_upon_what_was_planted(world):
    """Or else the walk would find nothing because there was nothing to find."""
    client = Client()
    client.force_login(world.people["", "system administrator"])
    phase = world.phase
    found = client.get(f"/admin/programmes/phase/{phase.pk}/history/")
    assert "Yttrium" in found.content.decode()
    hidden = [one for one in world.plants.hidden if isinstance(one, who.Phase)]
    assert len(hidden) == 2
    assert any(told(client.get(kinds.address(one))) for one in hidden)
