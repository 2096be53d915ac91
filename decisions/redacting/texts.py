"""A personal detail in texts: found in whatever case and however it is spaced, and taken out."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.text import slugify

SHORTEST, AROUND = 3, 60
IN_SHORT = "[redacted]"
IN_A_CODE = "redacted"
# What is typed in one way and written in another: apostrophes and hyphens.
ALIKE = {"'": "['’]", "’": "['’]", "-": "[-‐‑]"}
ASCII_RUN = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Passage:
    """Where a detail stands in a text, with some of what is around it."""

    before: str
    found: str
    after: str


@dataclass(frozen=True)
class Detail:
    """What is to be taken out, as somebody typed it, and on which day."""

    text: str
    day: datetime.date

    @property
    def marker(self) -> str:
        """What then stands in its place."""
        return f"[redacted on {date_format(self.day, 'j F Y')}]"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it: as whole words, of any case, with blanks or line ends of any kind."""
        words = [
            "".join(ALIKE.get(mark) or re.escape(mark) for mark in word)
            for word in self.text.split()
        ]
        middle = r"\s+".join(words)
        first = r"(?<!\w)" if re.match(r"\w", self.text.strip()) else ""
        last = r"(?!\w)" if re.search(r"\w\Z", self.text.strip()) else ""
        return re.compile(f"{first}{middle}{last}", re.IGNORECASE)

    @cached_property
    def in_codes(self) -> re.Pattern[str] | None:
        """What finds it in the code of an address; None where it has no letter for one."""
        code = slugify(self.text)
        if not code:
            return None
        return re.compile(rf"(?<![a-z0-9]){re.escape(code)}(?![a-z0-9])", re.IGNORECASE)

    @property
    def fragment(self) -> str:
        """A part of it that any database finds in whatever case; "" where there is none."""
        runs = ASCII_RUN.findall(self.text)
        return max(runs, key=len, default="")

    def stands_in(self, text: str, *, is_code: bool = False) -> bool:
        """Whether a text, or a code, holds it."""
        pattern = self.in_codes if is_code else self.pattern
        return bool(pattern and pattern.search(text))

    def out_of(self, text: str, longest: int | None = None) -> str:
        """The text without it, within the length of its column."""
        found = self.pattern.sub(self.marker_in(text, longest), text)
        return found if longest is None or len(found) <= longest else IN_SHORT[:longest]

    def marker_in(self, text: str, longest: int | None = None) -> str:
        """What stands in its place there: the day too, where the column is long enough."""
        with_day = self.pattern.sub(self.marker, text)
        return self.marker if longest is None or len(with_day) <= longest else IN_SHORT

    def passages(self, text: str) -> Iterator[Passage]:
        """Where it stands in a text."""
        for match in self.pattern.finditer(text):
            start, end = match.span()
            before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
            yield Passage(
                f"{'… ' if start > AROUND else ''}{self.pattern.sub(self.marker, before)}",
                match[0],
                f"{self.pattern.sub(self.marker, after)}{' …' if end + AROUND < len(text) else ''}",
            )
