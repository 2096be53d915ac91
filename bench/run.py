"""One run: fills the registers, serves them, and asks all of them for the same in turns."""

import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import pages
from bench.bars import AS_INSTALLED, JIT, MEMORY, POSITION_5000, TO
from bench.browser import WrongAnswer
from bench.builds import Build, NotBuilt, each
from bench.databases import Databases, PostgreSQL
from bench.imports import ROWS, take_in, write_workbook
from bench.measuring import Times, count_in_turns, in_turns, ratio
from bench.pages import People
from bench.results import Results
from bench.sides import (
    BEFORE,
    OURS,
    PLAIN,
    PLAIN_SETTINGS,
    Side,
    one_side,
    people_of,
    plain_people_of,
    sides,
    with_all_rows,
)

Say = Callable[[str], None]
WARMED = 2
LARGE = 5_000


@dataclass(frozen=True)
class Pace:
    """How long is looked at each page; a quick look says little of p95."""

    rounds: int
    share: float  # seconds for each side in each round
    budget: float  # seconds for one page, unless its fewest rounds take longer
    rate_rounds: int
    rate_seconds: float  # of asking as often as possible
    starts: int  # of a process, for its first request
    imports: int  # of both builds together


USUAL = Pace(7, 0.5, budget=20, rate_rounds=2, rate_seconds=1.5, starts=3, imports=4)
QUICK = Pace(3, 0.2, budget=6, rate_rounds=1, rate_seconds=1, starts=1, imports=2)


@dataclass(frozen=True)
class Run:
    """What a run works with; `builds` are migrated and empty until they are filled."""

    databases: Databases
    builds: Sequence[Build]
    folder: Path
    say: Say
    pace: Pace


def prepared(
    databases: Databases, folders: Mapping[str, Path], folder: Path, say: Say, pace: Pace
) -> Run:
    """A run whose builds have empty databases."""
    secret = secrets.token_urlsafe(50)
    builds = [
        Build(name, where, databases.address(_empty(name)), secret)
        for name, where in folders.items()
    ]
    for build in builds:
        databases.make(_empty(build.name))
    say("Making the tables of both builds")
    each(lambda build: build.manage("migrate", "--verbosity=0"), builds)
    return Run(databases, builds, folder, say, pace)


def _empty(name: str) -> str:
    return f"empty {name}"


def _copied(run: Run, build: Build, name: str) -> Build:
    """The build with a fresh copy of its empty database."""
    name = f"{name} {build.name}"
    run.databases.drop(name)
    run.databases.make(name, like=_empty(build.name))
    return build.with_database(run.databases.address(name))


def filled(
    run: Run, builds: Sequence[Build], workstreams: int, in_a_programme: int = 500
) -> dict[str, tuple[Build, People]]:
    """Builds with so many workstreams, and who is signed in there; by name."""
    found: dict[str, tuple[Build, People]] = {}

    def fill(build: Build) -> None:
        began = time.monotonic()
        copy = _copied(run, build, f"{workstreams}")
        sizes = (f"--workstreams={workstreams}", f"--in-a-programme={in_a_programme}")
        copy.manage("make_scale", "--seed=1", *sizes)
        run.databases.settle(f"{workstreams} {build.name}")
        found[build.name] = copy, people_of(copy)
        run.say(f"  {build.name}: {workstreams:,} in {time.monotonic() - began:.0f} s")

    run.say(f"Filling with {workstreams:,} workstreams")
    each(fill, builds)
    return {build.name: found[build.name] for build in builds}


def measure(run: Run, workstreams: int) -> Results:
    """Everything at one size, both builds and plain Django."""
    results = Results()
    wanted = filled(run, run.builds, workstreams)
    ours, people = wanted[OURS]
    wanted[PLAIN] = ours, plain_people_of(ours, people)
    expected = min(workstreams, pages.IN_A_PROGRAMME)
    with sides(wanted, run.folder) as served:
        for page in pages.PAGES:
            with _or_noted(run, results, page.name):
                _time(run, results, page.name, page.at(served), rates=True)
        with _or_noted(run, results, pages.POSITION):
            _whole_position(run, results, served, expected)
        for form in pages.FORMS:
            with _or_noted(run, results, form.name):
                results.times[form.name] = _in_turns(run, form.name, form.saving(served))
        _memory(results, served, MEMORY)
        _files(run, results, served, workstreams)
        _memory(results, served, "memory after the files")
        if isinstance(run.databases, PostgreSQL):
            with _or_noted(run, results, "as installed"):
                _as_installed(run, results, served, expected, workstreams)
            with _or_noted(run, results, POSITION_5000):
                _large(run, results, served[0], workstreams)
    with _or_noted(run, results, "statements"):
        _statements(run, results, wanted)
    with _or_noted(run, results, "first requests"):
        _cold(run, results, wanted)
    with _or_noted(run, results, pages.IMPORT):
        _imports(run, results, workstreams)
    return results


@contextmanager
def _or_noted(run: Run, results: Results, what: str) -> Iterator[None]:
    """What does not answer as it should is told as such; the rest is measured all the same."""
    try:
        yield
    except (WrongAnswer, NotBuilt, OSError) as fault:
        results.faults.append(f"{what}: {fault}")
        run.say(f"  NOT MEASURED: {results.faults[-1]}")


def _whole_position(run: Run, results: Results, served: list[Side], expected: int) -> None:
    register = [side for side in served if side.name != PLAIN]
    addresses = {s.name: _position(s, expected) for s in register}
    acts = {s.name: s.pages(addresses[s.name]) for s in register}
    results.times[pages.POSITION] = _in_turns(run, pages.POSITION, acts)
    results.sizes[pages.POSITION] = {
        s.name: sum(s.sizes[address] for address in addresses[s.name]) for s in register
    }
    for side in register:
        name = f"answers that the position of {expected} takes, {side.name}"
        results.numbers[name] = len(addresses[side.name])


def _position(side: Side, expected: int) -> list[str]:
    return with_all_rows(side, side.people["addresses"]["position"], expected)


def _time(
    run: Run,
    results: Results,
    name: str,
    addresses: Mapping[str, tuple[Side, str]],
    rates: bool = False,
) -> None:
    acts = {said: side.page(address) for said, (side, address) in addresses.items()}
    results.times[name] = _in_turns(run, name, acts)
    if rates:
        pace = run.pace
        count_in_turns(
            acts, results.times[name], rounds=pace.rate_rounds, seconds=pace.rate_seconds
        )
    results.sizes[name] = {said: side.sizes[address] for said, (side, address) in addresses.items()}


def _in_turns(run: Run, name: str, acts: Mapping[str, Callable[[], float]]) -> dict[str, Times]:
    for act in acts.values():
        for _ in range(WARMED):
            act()
    pace = run.pace
    found = in_turns(acts, rounds=pace.rounds, share=pace.share, budget=pace.budget)
    told = ", ".join(f"{side} {times.median:,.1f} ms" for side, times in found.items())
    run.say(f"  {name}: {told}")
    return found


def _memory(results: Results, served: list[Side], what: str) -> None:
    """Megabytes that the processes of each side hold, and held at most."""
    for side in served:
        memory = side.server.memory()
        if memory:
            name = f"{what}, {side.name}"
            results.numbers[name], results.numbers[f"{name}, at most"] = memory
        shared_once = side.server.shared_once()
        if shared_once:
            results.numbers[f"{what}, {side.name}, with shared parts counted once"] = shared_once


def _files(run: Run, results: Results, served: list[Side], workstreams: int) -> None:
    for page in pages.FILES:
        with _or_noted(run, results, page.name):
            _time(run, results, page.name, page.at(served))
    if isinstance(run.databases, PostgreSQL):
        copied = run.databases.copying(f"{workstreams} {OURS}", pages.COPIED)
        results.times[pages.CSV] |= _in_turns(run, pages.COPY, {pages.COPY: copied})


def _as_installed(
    run: Run, results: Results, served: list[Side], expected: int, workstreams: int
) -> None:
    """The same databases by a role that has JIT as PostgreSQL was installed."""
    address = run.databases.address
    wanted = {
        side.name: (
            side.build.with_database(address(f"{workstreams} {side.name}", jit=True)),
            side.people,
        )
        for side in served
        if side.name != PLAIN
    }
    run.say("As installed")
    with sides(wanted, run.folder) as installed:
        acts = {s.name: s.pages(_position(s, expected)) for s in installed}
        name = pages.POSITION + AS_INSTALLED
        results.times[name] = _in_turns(run, name, acts)
        _delayed_by_jit(run, results, installed[0], served[0])


def _delayed_by_jit(run: Run, results: Results, installed: Side, off: Side) -> None:
    """How many times as long each of our pages takes where PostgreSQL is as installed."""
    for page in pages.PAGES:
        acts = {
            "JIT off": off.page(page.address(off.people)),
            "as installed": installed.page(page.address(installed.people)),
        }
        times = _in_turns(run, page.name, acts)
        results.numbers[JIT + page.name] = ratio(times["as installed"], times["JIT off"])


def _large(run: Run, results: Results, five_hundred: Side, workstreams: int) -> None:
    """A programme of 5,000 (of half as many where this run is smaller) beside that of 500."""
    size = min(LARGE, workstreams // 2)
    build = next(one for one in run.builds if one.name == OURS)
    [(copy, people)] = filled(run, [build], size, size).values()
    with one_side("large", copy, people, run.folder) as large:
        acts = {
            f"programme of {size:,}": large.page(people["addresses"]["position"]),
            five_hundred.name: five_hundred.page(five_hundred.people["addresses"]["position"]),
        }
        times = _in_turns(run, POSITION_5000, acts)
    first, second = times
    results.times[POSITION_5000] = times
    results.numbers[POSITION_5000] = ratio(times[first], times[second])


def _statements(run: Run, results: Results, wanted: Mapping[str, tuple[Build, People]]) -> None:
    for name, (build, people) in wanted.items():
        asked = list(pages.all_addresses(name, people))
        file = run.folder / f"{name}.json"
        file.write_text(json.dumps([page for _, _, page in asked]), encoding="utf-8")
        settings = PLAIN_SETTINGS if name == PLAIN else "sharedsvc.settings"
        counted = json.loads(build.inside("statements", str(file), settings=settings))
        for (what, side, _), number in zip(asked, counted, strict=True):
            results.statements.setdefault(what, {})[side] = number


def _cold(run: Run, results: Results, wanted: Mapping[str, tuple[Build, People]]) -> None:
    """The first and the second request of a process, for the list."""
    names = ("first request of a process: list", "second request of a process: list")
    for _ in range(run.pace.starts):
        for side_name, (build, people) in wanted.items():
            with one_side(side_name, build, people, run.folder, processes=1) as side:
                ask = side.page("/workstreams/")
                for name in names:
                    times = results.times.setdefault(name, {}).setdefault(side_name, Times())
                    times.rounds.append([ask()])
    run.say("  first and second request measured")


def _imports(run: Run, results: Results, workstreams: int) -> None:
    rows = ROWS if workstreams >= 10_000 else workstreams + 9
    workbook = run.folder / f"workbook-{rows}"
    if not workbook.exists():
        write_workbook(workbook, rows)
    found = {build.name: Times() for build in run.builds}
    memory = {}
    for build in [*run.builds, *reversed(run.builds)][: run.pace.imports]:
        copy = _copied(run, build, "import")
        seconds, memory[build.name] = take_in(copy, workbook)
        found[build.name].rounds.append([seconds * 1000])
        results.numbers[f"import of {rows:,} rows, MB at most, {build.name}"] = memory[build.name]
        run.say(f"  import of {rows:,} rows, {build.name}: {seconds:.1f} s")
    results.times[pages.IMPORT] = found
    results.numbers["import memory"] = memory[OURS] / memory[BEFORE]


def measure_as_at(run: Run, workstreams: int) -> Results:
    """Only pages, each as at today and as at another day, of both builds."""
    results = Results()
    with sides(filled(run, run.builds, workstreams), run.folder) as served:
        for page in (*pages.OF_A_DAY, pages.WHOLE, *pages.FILES[:1]):
            for name, later in ((page.name, False), (f"{page.name}, another day", True)):
                with _or_noted(run, results, name):
                    acts = {s.name: s.page(_as_at(page.address(s.people), later)) for s in served}
                    results.times[name] = _in_turns(run, name, acts)
    return results


def _as_at(address: str, later: bool) -> str:
    if not later:
        return address
    return f"{address}{'&' if '?' in address else '?'}as_at={pages.ANOTHER_DAY}"


def measure_growth(run: Run, small: int, large: int) -> Results:
    """Only what grows: pages of this build at two sizes, and a programme of 5,000 beside 500."""
    results = Results()
    [(copy, people)] = filled(run, run.builds, small).values()
    with one_side(OURS, copy, people, run.folder) as side, _or_noted(run, results, POSITION_5000):
        _large(run, results, side, small)
    grow(run, results, small, large)
    return results


def grow(run: Run, results: Results, small: int, large: int) -> None:
    """What is asked of this build at two sizes, of which the small one is filled already."""
    build = next(one for one in run.builds if one.name == OURS)
    name = f"{small} {OURS}"
    [(larger, people)] = filled(run, [build], large).values()
    smaller = build.with_database(run.databases.address(name))
    with (
        one_side("small", smaller, people_of(smaller), run.folder) as before,
        one_side("grown", larger, people, run.folder) as after,
    ):
        there = pages.growing(after, large)
        for what, address in pages.growing(before, small).items():
            acts = {f"{small:,}": before.page(address), f"{large:,}": after.page(there[what])}
            with _or_noted(run, results, f"{TO}{what}"):
                times = _in_turns(run, what, acts)
                results.times[f"{what}, at two sizes"] = times
                results.numbers[f"{TO}{what}"] = ratio(times[f"{large:,}"], times[f"{small:,}"])
