"""A walk over all addresses after what is hidden: an earlier version, a record struck out, a name.

Everything there is to walk comes from the URLconf, so that a new address is walked from the day it
is made: `Samples` of the permission walk says what stands for its parameters. Of each kind of record
every page is opened: of the one that is public now, of the one that is hidden, and of the one that
was struck out hidden. `tests/hidden_world.py` says what they hide.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from programmes import models as who
from sharedsvc.core.kinds import kinds
from tests.hidden_world import Plants, point_at, told
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
EVERYWHERE = [("", "signed out"), ("stranger", "manager"), ("partner", "clerk")]
TURNS = 6


@pytest.fixture
def world(recorded) -> World:
    world = World()
    secrets = secrets_of(world)
    point_at(world, secrets)
    world.plants = Plants(world)  # type: ignore[attr-defined]
    return world


def readers(world: World) -> dict[Any, Client]:
    """Everybody but those who see all, and one's own people: none of it is theirs either."""
    everybody = {key: one for key, one in world.people.items() if key[1] != "system administrator"}
    return signed_in(everybody)


def walk(world: World) -> Iterator[str]:
    """Every address to open."""
    for address in dict.fromkeys((*of_the_urlconf(world), *of_records(world))):
        yield address
        yield from (address + more for more in MORE.get(pattern_of(address), ()))


def of_the_urlconf(world: World) -> Iterator[str]:
    samples = Samples(world)
    for row in table("Addresses"):
        pattern = row["address"].strip("`").strip()
        if pattern not in LEFT_OUT:
            for parameters in samples.parameters(pattern, row["shows"]):
                yield fill(pattern, parameters)


def of_records(world: World) -> Iterator[str]:
    """The pages of each record, those of the pages and those of the admin."""
    shown = {type(record): record for record in world.records.values()}.values()
    pages = [p.removeprefix(ON_RECORDS) for p in addresses() if p.startswith(ON_RECORDS)]
    for record in (*shown, *world.plants.hidden):  # type: ignore[attr-defined]
        meta = record._meta.concrete_model._meta
        place = f"/admin/{meta.app_label}/{meta.model_name}/{record.pk}/"
        yield from (f"{place}{page}" for page in pages)
        if isinstance(record, who.Record) and kinds.of(record):
            yield from of_kind(kinds.of(record), record)
    for kind in kinds:
        yield f"/{kind.key}/"


def of_kind(kind: Any, record: Any) -> Iterator[str]:
    yield kind.address(record)
    yield kind.history_address(record)
    for version in record.history.all():
        yield kind.version_address(record, version.history_id)


def pattern_of(address: str) -> str:
    return as_written(resolve(address).route)


def test_nothing_hidden_shows_at_any_address(world, record_property):
    clients, walked, wrong, opened = readers(world), set(), [], 0
    everywhere = [clients[key] for key in EVERYWHERE]
    turns = [client for key, client in clients.items() if key not in EVERYWHERE]
    for turn, address in enumerate(walk(world)):
        walked.add(pattern_of(address.partition("?")[0]))
        for place, client in enumerate((*everywhere, *turns)):
            if client in everywhere or (turn + place) % TURNS == 0:
                answer = client.get(address, follow=False)
                opened += 1
                wrong += [f"{address}: {words}" for words in told(answer)]
                assert answer.status_code < 500, address
    known = addresses()
    record_property(
        "walk",
        f"after what is hidden: {len(known)} addresses known, {len(walked)} walked "
        f"({opened} pages opened), {len(known - walked)} left out: "
        + "; ".join(f"{address} ({why})" for address, why in LEFT_OUT.items()),
    )
    assert wrong == []
    assert known - walked == set(LEFT_OUT)


def test_who_sees_all_does_come_upon_what_was_planted(world):
    """Or else the walk would find nothing because there was nothing to find."""
    client = Client()
    client.force_login(world.people["", "system administrator"])
    phase = world.phase
    found = client.get(f"/admin/programmes/phase/{phase.pk}/history/")
    assert {word.split("-")[0] for word in ("Yttrium",) if word in found.content.decode()}
    hidden = [one for one in world.plants.hidden if isinstance(one, who.Phase)]
    assert len(hidden) == 2
    assert any(told(client.get(kinds.address(one))) for one in hidden)
