"""As little of a browser as measuring needs: it asks for pages and fills in forms."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.serving import SLOWEST

NOT_SENT = {"submit", "button", "image", "file", "reset"}


class WrongAnswer(Exception):
    """A page did not answer as it should: there would be nothing to measure."""


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many milliseconds all of it was there."""

    status: int
    body: bytes
    ms: float
    location: str = ""


@dataclass
class Browser:
    """Somebody signed in at one server."""

    port: int
    session: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Answer:
        """A page. Raises WrongAnswer unless it is there."""
        answer = self._ask("GET", address)
        if answer.status != 200:
            raise WrongAnswer(f"{address} answers {answer.status} {answer.location}")
        return answer

    def post(self, address: str, fields: list[tuple[str, str]]) -> Answer:
        """The answer to a form. Raises WrongAnswer unless it was saved, which redirects."""
        answer = self._ask("POST", address, urlencode(fields))
        if answer.status != 302:
            raise WrongAnswer(f"{address} was not saved ({answer.status}): {_errors(answer.body)}")
        return answer

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies().items()),
            "X-Forwarded-Proto": "https",
            "Referer": f"https://127.0.0.1:{self.port}/",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST)
        connection.request(method, address, body, headers)
        response = connection.getresponse()
        content = response.read()
        ms = (time.perf_counter() - began) * 1000
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        connection.close()
        return Answer(response.status, content, ms, response.headers.get("Location", ""))

    def _cookies(self) -> dict[str, str]:
        return {**self.cookies, "sessionid": self.session}


def _errors(body: bytes) -> str:
    """What the page of a refused form says, as far as it can be told."""
    text = body.decode(errors="replace")
    found = text.find("error")
    return " ".join(text[max(found - 100, 0) : found + 700].split())


class _Forms(HTMLParser):
    """The fields of each form of a page, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = [[]]
        self.text: str | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.many = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        begin = getattr(self, f"_{tag}", None)
        if begin:
            begin(given)

    def _form(self, given: dict[str, str]) -> None:
        self.forms.append([])

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        ticked = kind not in ("checkbox", "radio") or "checked" in given
        if name and ticked and kind not in NOT_SENT:
            self.forms[-1].append((name, given.get("value", "")))

    def _textarea(self, given: dict[str, str]) -> None:
        self.text = given.get("name", "")
        self.forms[-1].append((self.text, ""))

    def _select(self, given: dict[str, str]) -> None:
        self.select, self.options, self.many = given.get("name", ""), [], "multiple" in given

    def _option(self, given: dict[str, str]) -> None:
        self.options.append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self.text:
            name, before = self.forms[-1][-1]
            self.forms[-1][-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            name, text = self.forms[-1][-1]
            self.forms[-1][-1] = (name, text.removeprefix("\n"))
            self.text = None
        if tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            if not chosen and not self.many:
                chosen = [value for value, _ in self.options[:1]]
            self.forms[-1] += [(self.select, value) for value in chosen]
            self.select = ""


def fields_of(page: bytes) -> list[tuple[str, str]]:
    """What the largest form of a page would send as it stands."""
    reader = _Forms()
    reader.feed(page.decode())
    return max(reader.forms, key=len)


def filled_in(page: bytes, given: dict[str, str]) -> list[tuple[str, str]]:
    """The same with other values in some fields, which it need not have."""
    kept = [(name, value) for name, value in fields_of(page) if name not in given]
    return [*kept, *given.items()]
