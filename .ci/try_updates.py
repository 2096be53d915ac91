"""Have twenty officers update the same workstream at once, and count what was acknowledged.

.ci/try_updates.py [seconds]      with DATABASE_URL of an empty, migrated database

Each opens the form of the update, fills it in and saves, again and again, beside the others, and
keeps to their own words where they are asked to choose. What was answered by a redirect must be in
the history exactly once, in unbroken order; whatever was not must have been told: by both versions
side by side, or that the register is busy.
"""

import http.client
import os
import re
import secrets
import sys
import threading
import time
from collections import Counter
from html import unescape
from urllib.parse import urlencode

from serving import ROOT, cookie_of, served

CLIENTS = 20
TOLD = {200: "Two versions. Nothing is lost", 503: "The register is busy"}
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedsvc.settings")


def hidden_fields(html: str) -> dict[str, str]:
    """The fields of the form of an update, or of choosing between two, that are filled in."""
    form = re.search(r'<form[^>]*id="(?:update|choose)_form".*?</form>', html, re.S)
    tags = re.findall(r"<input[^>]*>", form[0]) if form else []
    given = [dict(re.findall(r'\s(name|value|type)="([^"]*)"', tag)) for tag in tags]
    return {one["name"]: unescape(one.get("value", "")) for one in given if one["type"] != "radio"}


class Officer(threading.Thread):
    """Saves one update after another until the time is over; notes what came of each."""

    def __init__(self, port: int, place: str, cookie: str, until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.place, self.cookie, self.until = port, place, cookie, until
        self.csrf = secrets.token_hex(16)
        self.saved: list[str] = []
        self.told = 0
        self.odd: list[str] = []

    def run(self) -> None:
        while time.monotonic() < self.until:
            try:
                self.update()
            except (OSError, http.client.HTTPException) as error:
                self.odd.append(repr(error))
                time.sleep(0.1)

    def update(self) -> None:
        status, page = self.ask("GET", None)
        if status != 200:
            self.odd.append(f"GET {status}")
            return
        words = f"Said {secrets.token_hex(8)}."
        form = {**hidden_fields(page), "rating": "green", "narrative": words, "do": "save"}
        while time.monotonic() < self.until:
            status, page = self.ask("POST", urlencode(form))
            if status == 302:
                self.saved.append(words)
                return
            if TOLD.get(status, "nothing") not in page:
                self.odd.append(f"POST {status}")
                return
            self.told += 1
            if status == 503:
                return
            form = {**hidden_fields(page), "do": "save"}
            form |= {f"keep-{name}": "mine" for name in form["asked"].split()}

    def ask(self, method: str, body: str | None) -> tuple[int, str]:
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookies = f"sessionid={self.cookie}; csrftoken={self.csrf}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        server.request(method, self.place, body, headers)
        answer = server.getresponse()
        return answer.status, answer.read().decode()


def prepare() -> tuple[int, str, list[str]]:
    """A workstream that a council leads; the sessions of that council's officers."""
    import django

    django.setup()

    from programmes.choices import GrantRole
    from programmes.models import Grant
    from programmes.operations import keep
    from sharedsvc.accounts.models import User
    from sharedsvc.core.history import recording
    from tests.factories import MembershipFactory, RoleFactory, WorkstreamFactory

    cookies = []
    with recording(user=None, reason="To be updated"):
        role = RoleFactory(workstream=WorkstreamFactory(programme__code=secrets.token_hex(4)))
        stream, council = role.workstream, role.organisation
        MembershipFactory(partnership=stream.programme.partnership, organisation=council)
        for _ in range(CLIENTS):
            user = User.objects.create_user(f"{secrets.token_hex(4)}@example.invalid", None)
            keep(
                record=Grant(user=user, role=GrantRole.OFFICER, organisation=council, start="2009")
            )
            cookies.append(cookie_of(user))
    return stream.pk, f"{stream.get_absolute_url()}update/", cookies


def main(seconds: float) -> int:
    """Print what was acknowledged and what of it is there; 1 if anything is missing or odd."""
    pk, place, cookies = prepare()
    with served() as (_, port):
        until = time.monotonic() + seconds
        officers = [Officer(port, place, cookie, until) for cookie in cookies]
        for officer in officers:
            officer.start()
        for officer in officers:
            officer.join(90)
    return report(pk, officers)


def report(pk: int, officers: list[Officer]) -> int:
    from workstreams.models import StatusUpdate

    rows = StatusUpdate.history.filter(workstream=pk)
    kept = Counter(rows.values_list("narrative", flat=True))
    acknowledged = [words for officer in officers for words in officer.saved]
    wrong = [words for words in acknowledged if kept[words] != 1]
    unheard = len(kept) - len(acknowledged)
    numbers = list(rows.order_by("history_id").values_list("number", flat=True))
    in_order = numbers == [*range(1, len(numbers) + 1)]
    told, odd = sum(o.told for o in officers), [o for officer in officers for o in officer.odd]
    print(f"{len(officers)} officers: {len(acknowledged)} acknowledged, {told} told,", end=" ")
    print(
        f"{len(odd)} neither {Counter(odd).most_common(3)}; {len(wrong)} missing or twice,", end=" "
    )
    print(f"{unheard} kept unheard, numbered {'in' if in_order else 'OUT OF'} order")
    return int(bool(wrong or odd or unheard) or not in_order or not acknowledged)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 20))
