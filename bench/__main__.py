"""python -m bench: one run of everything; writes its tables into docs/performance.md.

BENCH=1000 measures another number of workstreams and, below 10,000, only prints; ALL=1 measures
a tenth, ten times as many (1,000 and 100,000) and SQLite as well. ONLY=growth measures nothing but
how this build grows from that number to ten times as many, and ONLY=as-at nothing but what pages of
a day cost beside the commit before they read what was known of it, and ONLY=seals how long that
many confirmed decisions, and ten times as many, take to verify, and ONLY=reports how long the forms
of a report take beside what else makes them; each writes a table of its own.
"""

import datetime
import fcntl
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from bench import table
from bench.browser import WrongAnswer
from bench.builds import BEFORE as COMMIT_BEFORE
from bench.builds import (
    BEFORE_DAYS,
    GENERATOR,
    HERE,
    Build,
    NotBuilt,
    commit_of,
    files_to_serve,
    worktree_of,
)
from bench.databases import SQLite, postgresql
from bench.reports import measure_reports
from bench.results import Results
from bench.run import QUICK, grow, measure, measure_as_at, measure_growth, prepared
from bench.run import USUAL as USUAL_PACE
from bench.seals import measure_seals
from bench.serving import NotServed
from bench.sides import BEFORE, OURS
from tests.postgres import PostgresFailed, PostgresMissing, leave

DOCUMENT = HERE / "docs" / "performance.md"
USUAL, FEWEST, LEAST_ALONE = 10_000, 50, 1_000
MOST = 1.25  # times as long as before
FAULTS = (NotBuilt, NotServed, WrongAnswer, PostgresFailed, PostgresMissing, table.NoPlace)


def say(line: str) -> None:
    print(f"{datetime.datetime.now():%H:%M:%S} {line}", flush=True)


def main() -> None:
    """Measure, print, and write where the run was a whole one."""
    size, whole, only = _size(), bool(os.environ.get("ALL")), os.environ.get("ONLY", "")
    if only not in ("", *ONLY):
        raise NotBuilt(f"ONLY is “{only}”: give one of {', '.join(ONLY)}, or leave it out.")
    signal.signal(signal.SIGTERM, leave)
    with (
        _alone(),
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        _folders(Path(name), only) as folders,
    ):
        if only:
            text = ONLY[only](folders, Path(name), size)
        else:
            text = _measured(folders, Path(name), size, whole)
    print(text)
    if size >= (LEAST_ALONE if only in (table.AS_AT, table.SEALS, table.REPORTS) else USUAL):
        table.write(DOCUMENT, text, only or table.MEASURED)
        say(f"Written into {DOCUMENT.relative_to(HERE)}")
    else:
        say(f"Not written: docs/performance.md tells of {USUAL:,} workstreams")


def _size() -> int:
    """How many workstreams are asked for. Raises NotBuilt where that is none."""
    given = os.environ.get("BENCH") or str(USUAL)
    if not given.isdigit() or int(given) < FEWEST:
        raise NotBuilt(f"BENCH is “{given}”: give a number of workstreams from {FEWEST}.")
    return int(given)


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other run take the files that this one serves. Raises NotBuilt while there is one."""
    with Path(__file__).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NotBuilt("Another bench runs in this checkout: wait until it ends.") from error
        yield


@contextmanager
def _folders(folder: Path, only: str = "") -> Iterator[dict[str, Path]]:
    """Yield the folders of the builds that are measured, ready to be served."""
    with ExitStack() as stack:
        folders = {OURS: HERE}
        if only not in (table.GROWTH, table.SEALS, table.REPORTS):
            # A commit that has a generator of its own fills its register by that.
            commit, given = (BEFORE_DAYS, ()) if only == table.AS_AT else (COMMIT_BEFORE, GENERATOR)
            folders[BEFORE] = stack.enter_context(worktree_of(commit, folder, given))
        for name, where in folders.items():
            build = Build(name, where, "sqlite://:memory:", "x" * 50)
            stack.enter_context(files_to_serve(build))
        yield folders


def _measured(folders: dict[str, Path], folder: Path, size: int, whole: bool) -> str:
    """Measure all that is asked for, and tell it."""
    pace = USUAL_PACE if size >= USUAL else QUICK
    parts = []
    with postgresql() as databases:
        run = prepared(databases, folders, folder, say, pace)
        results = measure(run, size)
        if whole:
            grow(run, results, size, 10 * size)
        parts += [_head(databases.said, size, whole), table.bars(results)]
        parts += _costs(results, f"{size:,} workstreams, {databases.said}")
        if whole:
            small = max(size // 10, FEWEST)
            parts += _costs(measure(run, small), f"{small:,} workstreams, {databases.said}")
    if whole:
        run = prepared(SQLite(folder), folders, folder, say, pace)
        parts += _costs(measure(run, size), f"{size:,} workstreams, SQLite")
    return "\n\n".join(parts)


def _growth(folders: dict[str, Path], folder: Path, size: int) -> str:
    """Measure only how this build grows, and tell it."""
    pace = USUAL_PACE if size >= USUAL else QUICK
    with postgresql() as databases:
        results = measure_growth(prepared(databases, folders, folder, say, pace), size, 10 * size)
        return growth_in_words(results, databases.said, size)


def _as_at(folders: dict[str, Path], folder: Path, size: int) -> str:
    """Measure only pages of a day beside those before, and tell it."""
    pace = USUAL_PACE if size >= USUAL else QUICK
    with postgresql() as databases:
        results = measure_as_at(prepared(databases, folders, folder, say, pace), size)
        return as_at_in_words(results, databases.said, size)


def _seals(folders: dict[str, Path], folder: Path, size: int) -> str:
    """Measure only how long confirmed decisions take to verify, and tell it."""
    head = (
        f"`ONLY={table.SEALS} make bench` on {datetime.date.today():%-d %B %Y}: decisions of two "
        f"clauses, each with a source and a subject, and a version of each of these rows; medians "
        f"of three rounds, in turns, of processor time here and in the database"
    )
    with postgresql() as databases:
        build = Build(OURS, folders[OURS], "", "x" * 50)
        found = measure_seals(databases, build, (size, 10 * size), say)
        return f"{head}; {_versions(databases.said)} This build is {commit_of(HERE)}.\n\n{found}"


def _reports(folders: dict[str, Path], folder: Path, size: int) -> str:
    """Measure only the forms of a report beside what else makes them, and tell it."""
    head = (
        f"`ONLY={table.REPORTS} make bench` on {datetime.date.today():%-d %B %Y}: the largest of "
        f"the five reports, from its content; medians of nine rounds, in turns; "
        f"{_versions('SQLite')} This build is {commit_of(HERE)}."
    )
    build = Build(OURS, folders[OURS], "", "x" * 50)
    return f"{head}\n\n{measure_reports(build, folder, say)}"


def as_at_in_words(results: Results, database: str, size: int) -> str:
    """What pages cost beside the commit before they read what was known of a day."""
    head = (
        f"`ONLY={table.AS_AT} make bench` on {datetime.date.today():%-d %B %Y}: {size:,} "
        f"workstreams of 10 versions each in programmes of 500, as at today and as at another day; "
        f"two processes of gunicorn, {_versions(database)} This build is {commit_of(HERE)}, beside "
        f"{BEFORE_DAYS}; medians, in turns."
    )
    faults = [f"Not measured: {fault}" for fault in results.faults]
    return "\n\n".join([head, *faults, table.slower(results, MOST)])


def growth_in_words(results: Results, database: str, size: int) -> str:
    """How this build grew: the bars, and what they were worked out from."""
    head = (
        f"`ONLY={table.GROWTH} make bench` on {datetime.date.today():%-d %B %Y}: {size:,} and "
        f"{10 * size:,} workstreams of 10 versions each in programmes of 500; two processes of "
        f"gunicorn, {_versions(database)} This build is {commit_of(HERE)}."
    )
    faults = [f"Not measured: {fault}" for fault in results.faults]
    return "\n\n".join([head, *faults, table.bars(results, measured=True), table.costs(results)])


def _versions(database: str) -> str:
    return (
        f"{os.cpu_count()} cores; Python {platform.python_version()}, Django "
        f"{django.get_version()}, {database}."
    )


def _costs(results: Results, title: str) -> list[str]:
    faults = [f"Not measured: {fault}" for fault in results.faults]
    return [f"### {title}", *faults, table.costs(results), table.numbers(results)]


def _head(database: str, size: int, whole: bool) -> str:
    """What was measured when, with what."""
    command = f"{'ALL=1 ' if whole else ''}{f'BENCH={size} ' if size != USUAL else ''}make bench"
    return (
        f"`{command}` on {datetime.date.today():%-d %B %Y}: {size:,} workstreams of 10 versions "
        f"each in programmes of 500, everything public, an officer signed in; two processes of "
        f"gunicorn, {_versions(database)} This build is {commit_of(HERE)}, the one before "
        f"{COMMIT_BEFORE}."
    )


ONLY = {
    table.GROWTH: _growth,
    table.AS_AT: _as_at,
    table.SEALS: _seals,
    table.REPORTS: _reports,
}


if __name__ == "__main__":
    try:
        main()
    except FAULTS as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("Stopped: nothing is left running, nothing was written.")
