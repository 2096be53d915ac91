"""The pages of a programme as at a day, as lines of text, and what differs between two readings.

Left out are what can be chosen in the form of a list, which names whatever the register holds, and
the history of a record, which says what was entered in this register, whatever the day.
"""

import csv
import datetime
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.test import Client

from decisions.models import Report
from programmes.models import Body, Citation, Organisation, Programme
from sharedsvc.core.kinds import kinds

LEFT_OUT = re.compile(r"<(head|svg|style|script|select)\b.*?</\1>", re.S)
HISTORY = re.compile(r'<h2[^>]* id="history">.*?Full history of this record', re.S)
ONE_BLOCK = re.compile(
    r"<(?:/?)(?:address|article|aside|caption|dd|details|div|dl|dt|fieldset|"
    r"figcaption|footer|form|h[1-6]|header|label|legend|li|main|nav|ol|option|p|"
    r"section|summary|table|tbody|thead|tr|ul)\b[^>]*>"
)
SOME = 8  # workstreams
TAG = re.compile(r"<[^>]+>")


Pages = dict[str, list[str]]


@dataclass(frozen=True, order=True)
class Difference:
    """A line that a page said before, or says since."""

    address: str
    was_said: bool
    line: str

    def __str__(self) -> str:
        return f"{self.address}\n    {'−' if self.was_said else '+'} {self.line}"


def addresses(code: str, day: datetime.date, *, every: bool) -> list[str]:
    """All that is held to stay as it was: of what the register holds now of the programme.

    Unless `every` is wanted, lists as files alone, and of many workstreams some.
    """
    query = f"as_at={day}"
    programme = Programme.objects.get(code=code)
    own = f"/programmes/{code}/"
    refs = sorted(programme.workstreams.not_struck_out().values_list("ref", flat=True))
    refs = refs if every else refs[:: 1 + len(refs) // SOME]
    found = [own, *(f"{own}{part}/" for part in ("proposals", "background", "rankings", "scores"))]
    found += [f"{own}workstreams/{ref}/" for ref in refs]
    found += sorted(_whose(programme))
    found += ["/programmes/", "/reports/"]
    with_day = [f"{address}?{query}" for address in found]
    reports = Report.objects.filter(programme=programme, date_latest__lte=day)
    with_day += [f"/reports/{own_code}/" for own_code in reports.values_list("code", flat=True)]
    with_day += [f"{own}?{query}&format=csv"]
    lists = list(_lists(code, query))
    return [*with_day, *(f"{one}&format=csv" for one in lists), *(lists if every else [])]


def _whose(programme: Programme) -> Iterator[str]:
    """The pages of organisations, partnerships and bodies that its documents state."""
    for model in (Organisation, Body):
        label = model._meta.label_lower
        cited = Citation.objects.not_struck_out().filter(
            document__programme=programme, record_type=label
        )
        for record in model.objects.filter(pk__in=cited.values("record_id")):
            yield kinds.address(record)


def _lists(code: str, query: str) -> Iterator[str]:
    for kind in kinds:
        if kind.listed and any(one.name == "programme" for one in kind.filters):
            yield f"/{kind.key}/?programme={code}&{query}"


def fetch(client: Client, wanted: Iterable[str]) -> Pages:
    """What each address says, line by line. Raises AssertionError for one that is not there."""
    return {address: _lines(client, address) for address in wanted}


def _lines(client: Client, address: str) -> list[str]:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    said = b"".join(answer) if answer.streaming else answer.content
    if "csv" in answer.headers["Content-Type"]:
        return [" | ".join(row) for row in csv.reader(io.StringIO(said.decode("utf-8-sig")))]
    return list(text_lines(said.decode()))


def text_lines(page: str) -> Iterator[str]:
    """The text of a page, each block of it a line."""
    for piece in ONE_BLOCK.split(HISTORY.sub("", LEFT_OUT.sub("", page))):
        line = " ".join(html.unescape(TAG.sub(" ", piece)).split())
        if line:
            yield line


def differences(before: Pages, after: Pages) -> list[Difference]:
    """The lines that are gone and those that are new, page by page; order apart."""
    found = []
    for address, lines in before.items():
        was, now = Counter(lines), Counter(after[address])
        found += [Difference(address, True, line) for line in (was - now).elements()]
        found += [Difference(address, False, line) for line in (now - was).elements()]
        if was == now and lines != after[address]:
            found.append(Difference(address, False, "(the same lines in another order)"))
    return found
