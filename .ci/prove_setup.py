"""Prove in a fresh copy that set-up works: with a pip from before 23.3, and for production.

Part of .ci/run: it needs the registries (what `make setup` fetched comes from pip's cache), a
minute, and nothing but loopback to serve on.
"""

import os
import re
import secrets
import subprocess
import tempfile
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Debian 12's pip is 23.0.1, which Python 3.12 cannot run; 23.2.1 is the last before 23.3.
INSTALL_WITH_OLD_PIP = """
. .ci/system.sh
. .ci/python.sh
make_venv "$1"
pip=$("$1/bin/python" -c 'import sys; print("23.0.1" if sys.version_info < (3, 12) else "23.2.1")')
"$1/bin/python" -m pip install --quiet --disable-pip-version-check "pip==$pip"
install_lock "$1" requirements-dev.lock
"$1/bin/python" -m pip check
say "Installed with pip $pip"
"""
BEHIND_PROXY = {"X-Forwarded-Proto": "https"}


def copy_tracked(target: Path) -> None:
    """Copy what git knows of, as it is now."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    subprocess.run(
        ["xargs", "-0", "cp", "--parents", "-t", target], input=names.stdout, cwd=ROOT, check=True
    )


def install_with_old_pip(copy: Path, venv: Path) -> None:
    """Install the development lock with an old pip."""
    script = ["sh", "-euc", INSTALL_WITH_OLD_PIP, "sh", venv]
    subprocess.run(script, cwd=copy, check=True)


def install_for_production(copy: Path, scratch: Path) -> dict[str, str]:
    """Do what README.md says of production; return the environment to serve in."""
    subprocess.run(["make", "--silent", "install-production"], cwd=copy, check=True)
    environment = {
        **{name: it for name, it in os.environ.items() if name != "DEBUG"},
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3",
    }
    for command in (["migrate", "--verbosity=0"], ["check", "--deploy", "--fail-level=WARNING"]):
        manage = [copy / ".venv/bin/python", "manage.py", *command]
        subprocess.run(manage, cwd=copy, env=environment, check=True)
    return environment


def get(port: int, path: str) -> str:
    """Return what is answered; raises AssertionError unless it is 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=BEHIND_PROXY)
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status == 200, f"{path} answered {answer.status}:\n{body}"
    return body


def see_first_page(copy: Path, environment: dict[str, str]) -> None:
    """Serve with gunicorn on a free port, and get the first page and its stylesheets."""
    command = [copy / ".venv/bin/gunicorn", "sharedsvc.wsgi", "--bind=127.0.0.1:0"]
    with subprocess.Popen(
        command, cwd=copy, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            said = ""
            while not (listening := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", said)):
                line = server.stderr.readline()
                assert line, f"gunicorn stopped:\n{said}"
                said += line
            port = int(listening[1])
            sheets = re.findall(r'href="([^"]+\.css)"', get(port, "/"))
            assert sheets, "The first page names no stylesheet."
            for sheet in sheets:
                get(port, sheet)
        finally:
            server.terminate()


def main() -> None:
    """Install twice in a copy and serve."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        copy = scratch / "register"
        copy.mkdir()
        copy_tracked(copy)
        install_with_old_pip(copy, scratch / "old")
        see_first_page(copy, install_for_production(copy, scratch))
    print("Set-up proved: with an old pip, and for production.")


if __name__ == "__main__":
    main()
