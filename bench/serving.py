"""Servers of builds: gunicorn with two processes, as in production, each with a log of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROCESSES = 2
PATIENCE = 120  # seconds until a server answers
# Answered before anything is loaded that a page needs.
STILL_COLD = "/static/core/icon.svg"
SLOWEST = 180  # seconds that a page may take


class NotServed(Exception):
    """A server did not start; the message holds the end of its log."""


@dataclass(frozen=True)
class Server:
    """A server that runs, and where."""

    port: int
    process: subprocess.Popen[Any]

    def workers(self) -> list[int]:
        """The processes that answer; none where the system does not say."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def memory(self) -> tuple[float, float] | None:
        """Megabytes that the workers hold together, now and at most; None where not known."""
        pids = self.workers()
        if not pids:
            return None
        return _megabytes(pids, "VmRSS:"), _megabytes(pids, "VmHWM:")

    def shared_once(self) -> float | None:
        """Megabytes of all processes, the first too, where what they share is counted once."""
        rolls = [Path(f"/proc/{pid}/smaps_rollup") for pid in (self.process.pid, *self.workers())]
        if not all(roll.exists() for roll in rolls):
            return None
        lines = [line for roll in rolls for line in roll.read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _megabytes(pids: list[int], name: str) -> float:
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


@contextmanager
def serving(
    folder: Path,
    application: str,
    environment: Mapping[str, str],
    log: Path,
    processes: int = PROCESSES,
) -> Iterator[Server]:
    """Yield a server of the application in that folder; it is stopped however this ends."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.served", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(processes), "--timeout", str(SLOWEST), "--no-control-socket"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches us alone: we stop it in our own way
        )
    try:
        _wait_for(port, process, log)
        yield Server(port, process)
    finally:
        stop(process)


def stop(process: subprocess.Popen[Any]) -> None:
    """End a process and its children, if it still runs: nothing of it is worth waiting long."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
            try:
                process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                continue
    process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[Any], log: Path) -> None:
    """Wait until something answers, whatever it is. Raises NotServed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", STILL_COLD)
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.1)
    raise NotServed(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
