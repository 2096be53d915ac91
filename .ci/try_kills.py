"""Kill a serving register ten times while twenty clients save, and count what was acknowledged.

.ci/try_kills.py [seconds]      with DATABASE_URL of an empty, migrated database

Every client renames a workstream of its own, again and again, by the form of the admin. Whatever
was answered by a redirect must be in the history afterwards; the name there is, also in search.
"""

import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from serving import ROOT, cookie_of, served

CLIENTS, KILLS = 20, 10
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedsvc.settings")


def fields(html: str) -> dict[str, str]:
    """The fields of the main form of a page of the admin, as a browser would send them."""
    form = re.search(r'<form[^>]*id="[a-z]+_form".*?</form>', html, re.S)
    found: dict[str, str] = {}
    if form is None:
        return found
    for tag in re.findall(r"<input[^>]*>", form[0]):
        given = dict(re.findall(r'\s(name|value|type)="([^"]*)"', tag))
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in tag
        if given.get("name") and given.get("type") != "submit" and ticked:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form[0], re.S
    ):
        found[name] = unescape(text).removeprefix("\n")
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.S
    ):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in found.items() if "__prefix__" not in name}


class Client(threading.Thread):
    """Renames one workstream until the time is over; notes each name that was acknowledged."""

    def __init__(self, port: int, pk: int, cookie: str, until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.pk, self.cookie, self.until = port, pk, cookie, until
        self.saved: list[str] = []
        self.failed = 0

    def run(self) -> None:
        while time.monotonic() < self.until:
            try:
                self.rename()
            except (OSError, http.client.HTTPException):
                self.failed += 1
                time.sleep(0.1)

    def rename(self) -> None:
        place = f"/admin/workstreams/workstream/{self.pk}/change/"
        status, page = self.ask("GET", place, None)
        if status != 200:
            self.failed += 1
            return
        title = f"Name {secrets.token_hex(6)}"
        form = {**fields(page), "title": title, "reason": "Trying"}
        status, _ = self.ask("POST", place, urlencode(form), form["csrfmiddlewaretoken"])
        if status == 302:
            self.saved.append(title)
        else:
            self.failed += 1

    def ask(self, method: str, place: str, body: str | None, token: str = "") -> tuple[int, str]:
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        cookies = f"sessionid={self.cookie}; csrftoken={self.csrf}"
        kind = "application/x-www-form-urlencoded"
        headers = {"Cookie": cookies, "Content-Type": kind, "X-CSRFToken": token}
        server.request(method, place, body, headers)
        answer = server.getresponse()
        return answer.status, answer.read().decode()

    csrf = secrets.token_hex(16)


def prepare() -> tuple[list[int], str]:
    """A programme with a workstream for each client, and the session of a system administrator."""
    import django

    django.setup()
    from sharedsvc.accounts.models import User
    from sharedsvc.core.history import recording
    from tests.factories import ProgrammeFactory, WorkstreamFactory

    user = User.objects.create_superuser(f"{secrets.token_hex(4)}@example.invalid", None)
    with recording(user=None, reason="To be renamed"):
        programme = ProgrammeFactory(code=f"kills-{secrets.token_hex(3)}")
        pks = [WorkstreamFactory(programme=programme).pk for _ in range(CLIENTS)]
    return pks, cookie_of(user)


def workers_of(server: subprocess.Popen) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


def main(seconds: float) -> int:
    """Print what was acknowledged and what of it is there; 1 if anything is missing."""
    pks, cookie = prepare()
    with served() as (server, port):
        clients = [Client(port, pk, cookie, time.monotonic() + seconds) for pk in pks]
        for client in clients:
            client.start()
        for _ in range(KILLS):
            time.sleep(seconds / (KILLS + 1))
            for pid in workers_of(server)[:1]:
                os.kill(pid, signal.SIGKILL)
        for client in clients:
            client.join(60)
    return told(clients)


def told(clients: list[Client]) -> int:
    from sharedsvc.core.models import SearchEntry
    from workstreams.models import Workstream

    missing = []
    for client in clients:
        history = set(Workstream.history.filter(id=client.pk).values_list("title", flat=True))
        missing += [title for title in client.saved if title not in history]
        title = Workstream.objects.get(pk=client.pk).title
        entry = SearchEntry.objects.get(record_type="workstreams.workstream", record_id=client.pk)
        if title not in entry.title.split("\n"):
            missing.append(f"search: {title}")
    saved, failed = sum(len(c.saved) for c in clients), sum(c.failed for c in clients)
    print(f"{KILLS} kills, {len(clients)} clients: {saved} acknowledged, {failed} not;", end=" ")
    print(f"{len(missing)} missing {missing[:5]}")
    return int(bool(missing) or not saved)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 20))
