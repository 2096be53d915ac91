"""Characters that nobody sees, and that make a text read otherwise than it is kept."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

# Controls short of tab and line ends; direction marks; blanks without width, which hide in a code;
# line ends of other systems; marks for annotations and tags. Joiners stay: scripts need them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
SHOWN_BEFORE = 20


def with_one_line_end(text: str) -> str:
    """The text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unseen_in(text: str) -> str:
    """What nobody sees in a text, in words with its place; "" where everything can be seen."""
    found = UNSEEN.search(text)
    if not found:
        return ""
    mark, before = found[0], text[: found.start()]
    shown = before[-SHOWN_BEFORE:].split("\n")[-1].strip()
    place = f"after “{shown}”" if shown else f"as character {found.start() + 1}"
    return f"a character that nobody sees ({_name(mark)}), {place}"


def show_unseen(text: str) -> str:
    """The text with a visible mark in place of each such character."""
    return UNSEEN.sub("�", text)


def unseen_refused(value: Any) -> str:
    """Why a text with such a character is refused; "" where it is not."""
    words = unseen_in(value) if isinstance(value, str) else ""
    return f"There is {words}. Take it out, or type the text again." if words else ""


def validate_seen(value: Any) -> None:
    """Refuse a text with a character that nobody sees. Raises ValidationError."""
    words = unseen_refused(value)
    if words:
        raise ValidationError(words)


def _name(mark: str) -> str:
    code = f"U+{ord(mark):04X}"
    name = unicodedata.name(mark, "").lower()
    return f"{code}, {name}" if name else code
