"""The builds that are measured: this checkout, and a worktree of the commit before the issue."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.serving import stop

HERE = Path(__file__).resolve().parent.parent
BEFORE = "3e25da3"  # the commit before the issue on speed
BEFORE_DAYS = "c348aea"  # the commit before what is known of a day was read as such
GENERATOR = ("sharedsvc/portal/scale", "sharedsvc/portal/management/commands/make_scale.py")
LOOK = "sharedsvc/core/static/core/govuk-council.css"
_running: set[subprocess.Popen[str]] = set()


class NotBuilt(Exception):
    """A build could not be made ready; the message says what failed."""


@dataclass(frozen=True)
class Build:
    """A checkout with an address of its database."""

    name: str
    folder: Path
    database: str
    secret: str

    def environment(self, *, debug: bool) -> dict[str, str]:
        """What its processes are told."""
        return {
            "DEBUG": str(int(debug)),
            "SECRET_KEY": self.secret,
            "DATABASE_URL": self.database,
            "ALLOWED_HOSTS": "127.0.0.1",
            "BEHIND_PROXY": "1",
        }

    def with_database(self, database: str) -> "Build":
        """The same with another database."""
        return Build(self.name, self.folder, database, self.secret)

    def manage(self, *arguments: str, debug: bool = True) -> str:
        """Run a command of its manage.py and return what it printed. Raises NotBuilt."""
        return self._run([sys.executable, "manage.py", *arguments], self.environment(debug=debug))

    def inside(self, module: str, *arguments: str, settings: str = "sharedsvc.settings") -> str:
        """Run a module of bench.inside with its settings, as in production. Raises NotBuilt."""
        environment = {**self.environment(debug=False), "DJANGO_SETTINGS_MODULE": settings}
        return self._run([sys.executable, "-m", f"bench.inside.{module}", *arguments], environment)

    def _run(self, command: Sequence[str], environment: Mapping[str, str]) -> str:
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        _running.add(process)
        try:
            said, faults = process.communicate()
        finally:
            _running.discard(process)
            stop(process)
        if process.returncode:
            raise NotBuilt(f"{self.name}: {' '.join(command[1:])} failed:\n{said[-500:]}{faults}")
        return said


@contextmanager
def worktree_of(
    commit: str, folder: Path, generator: tuple[str, ...] = GENERATOR
) -> Iterator[Path]:
    """Yield a checkout of a commit before, with our generator and bench; removed afterwards."""
    place = folder / "before"
    _git("worktree", "add", "--quiet", "--detach", str(place), commit)
    try:
        for name in (*generator, "bench", LOOK):
            _copy(HERE / name, place / name)
        yield place
    finally:
        _git("worktree", "remove", "--force", str(place))


def _copy(one: Path, there: Path) -> None:
    if one.is_dir():
        caches = shutil.ignore_patterns("__pycache__")
        shutil.copytree(one, there, ignore=caches, dirs_exist_ok=True)
    elif one.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(one, there)


@contextmanager
def files_to_serve(build: Build) -> Iterator[None]:
    """Gather the files that production serves; where there were none before, they go again."""
    gathered = build.folder / "staticfiles"
    were_there = gathered.exists()
    build.manage("collectstatic", "--noinput", "--verbosity=0", debug=False)
    try:
        yield
    finally:
        if not were_there:
            shutil.rmtree(gathered, ignore_errors=True)


def each(act: Any, builds: Sequence[Build]) -> None:
    """Do something with all builds at the same time. Raises what one of them raises.

    Where that is the end, by Ctrl-C too, what the others had started is ended first.
    """
    with ThreadPoolExecutor(len(builds)) as pool:
        try:
            for _ in pool.map(act, builds):
                pass
        except BaseException:
            for process in list(_running):
                stop(process)
            raise


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=HERE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotBuilt(
            f"git {' '.join(arguments)} failed: {done.stderr.strip()}\nThe bench measures beside "
            f"commit {BEFORE}: it needs a clone with its whole history."
        )
    return done.stdout.strip()


def commit_of(folder: Path) -> str:
    """The commit that a checkout stands at, marked where files of it were changed."""
    where = ("-C", str(folder))
    changed = " with changes" if _git(*where, "status", "--porcelain", "-uno") else ""
    return _git(*where, "rev-parse", "--short", "HEAD") + changed
