"""What the scripts that try a serving register have in common."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def served() -> Iterator[tuple[subprocess.Popen, int]]:
    """A register with three workers on a free port; it stops at the end of the block."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    serve = ["-m", "gunicorn", "--no-control-socket", "-w", "3", "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, *serve, "--log-level", "critical", "sharedsvc.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)
        yield server, port
    finally:
        server.terminate()
        server.wait(20)


def cookie_of(user: Any) -> str:
    """The cookie of a session in which somebody is signed in; Django must be set up."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "sharedsvc.accounts.backends.PasswordBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
