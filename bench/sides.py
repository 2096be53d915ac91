"""The sides of a comparison: a server, who is signed in at it, and where its pages are."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.browser import Browser, WrongAnswer, filled_in
from bench.builds import HERE, Build
from bench.serving import Server, serving

OURS, BEFORE, PLAIN = "this build", "the build before", "plain Django"
PLAIN_SETTINGS = "bench.plain.settings"


@dataclass
class Side:
    """One of those that are asked for the same things in turns."""

    name: str
    build: Build
    server: Server
    people: dict[str, Any]
    sizes: dict[str, int] = field(default_factory=dict)

    def browser(self, who: str = "officer") -> Browser:
        """A browser in which that person is signed in."""
        return Browser(self.server.port, self.people[who])

    def page(self, address: str, who: str = "officer") -> Callable[[], float]:
        """Asking for a page once, which says how many milliseconds it took."""
        browser = self.browser(who)

        def ask() -> float:
            answer = browser.get(address)
            self.sizes[address] = len(answer.body)
            return answer.ms

        return ask

    def pages(self, addresses: list[str]) -> Callable[[], float]:
        """Asking for several pages one after the other."""
        asked = [self.page(address) for address in addresses]
        return lambda: sum(ask() for ask in asked)

    def form(
        self, addresses: list[str], given: dict[str, str], who: str = "officer"
    ) -> Callable[[], float]:
        """Saving a form, each time the next of these: opening it first is not counted."""
        browser, following = self.browser(who), itertools.cycle(addresses)
        count = itertools.count(1)

        def save() -> float:
            address = next(following)
            said = {name: text.format(next(count)) for name, text in given.items()}
            fields = filled_in(browser.get(address).body, said)
            return browser.post(address, fields).ms

        return save


@contextmanager
def one_side(
    name: str, build: Build, people: dict[str, Any], folder: Path, processes: int = 2
) -> Iterator[Side]:
    """Yield a side while its server runs."""
    environment, application, where = build.environment(debug=False), "sharedsvc.wsgi", build.folder
    if name == PLAIN:
        environment["DJANGO_SETTINGS_MODULE"] = PLAIN_SETTINGS
        application, where = "bench.plain.wsgi", HERE
    log = folder / f"{name.replace(' ', '-')}.log"
    with serving(where, application, environment, log, processes) as server:
        yield Side(name, build, server, people)


@contextmanager
def sides(wanted: dict[str, tuple[Build, dict[str, Any]]], folder: Path) -> Iterator[list[Side]]:
    """Yield all of them while their servers run."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(one_side(name, build, people, folder))
            for name, (build, people) in wanted.items()
        ]


def people_of(build: Build) -> dict[str, Any]:
    """Make who is signed in at a build, and find where its pages are."""
    found: dict[str, Any] = json.loads(build.inside("people"))
    return found


def plain_people_of(build: Build, people: dict[str, Any]) -> dict[str, Any]:
    """The same for plain Django on the same database."""
    found = json.loads(build.inside("plain_people", settings=PLAIN_SETTINGS))
    return {**people, **found}


def workstreams_in(body: bytes) -> set[str]:
    """The references of the workstreams that a page leads to."""
    return set(re.findall(r"/workstreams/(W\d+)/", body.decode()))


def with_all_rows(side: Side, address: str, expected: int) -> list[str]:
    """The answers that together lead to so many workstreams: one, or as many as it is parted into.

    Raises WrongAnswer where they do not.
    """
    browser = side.browser()
    for whole in (address, f"{address}?rows=all"):
        if len(workstreams_in(browser.get(whole).body)) >= expected:
            return [whole]
    found, addresses = set[str](), list[str]()
    while len(found) < expected:
        addresses.append(f"{address}?page={len(addresses) + 1}")
        here = workstreams_in(browser.get(addresses[-1]).body)
        if not here - found:
            raise WrongAnswer(f"{address} leads to {len(found)} of {expected} workstreams")
        found |= here
    return addresses
