"""What changed between two texts, as markup that reads well and is spoken in full."""

import difflib
import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

LONG = 160  # characters; of a longer text only what changed is shown
AROUND = 8  # unchanged words that are shown on each side of a change
MANY = 2_000  # words; from here on difflib may pass over the commonest
GAP = "…"

WORD = re.compile(r"\s*\S+")


def from_to(before: SafeString, after: SafeString) -> SafeString:
    """A short value and the one that follows it."""
    return format_html(
        '<span class="was"><span class="govuk-visually-hidden">From </span>{}</span> '
        '<span aria-hidden="true">→</span> <span class="is">'
        '<span class="govuk-visually-hidden">to </span>{}</span>',
        before,
        after,
    )


def is_long(*texts: str) -> bool:
    """Whether these are texts of which only what changed should be shown."""
    return all(texts) and any(len(text) > LONG for text in texts)


def changed_words(before: str, after: str) -> SafeString:
    """What was removed and added, word by word, with a few unchanged words around."""
    return format_html_join("", "{}", ((part,) for part in _parts(before, after)))


def _parts(before: str, after: str) -> Iterator[SafeString]:
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=max(len(old), len(new)) > MANY)
    steps = matcher.get_opcodes()
    for place, (step, old_from, old_to, new_from, new_to) in enumerate(steps):
        if step == "equal":
            words = old[old_from:old_to]
            yield format_html("{}", _unchanged(words, place == 0, place == len(steps) - 1))
        if step in ("delete", "replace"):
            yield _marked("del", "Removed:", old[old_from:old_to])
        if step in ("insert", "replace"):
            yield _marked("ins", "Added:", new[new_from:new_to])


def _unchanged(words: list[str], first: bool, last: bool) -> str:
    """Unchanged words, cut down to those beside a change."""
    head = [] if first else words[:AROUND]
    tail = [] if last else words[-AROUND:]
    if len(head) + len(tail) >= len(words):
        return "".join(words)
    return f"{''.join(head)} {GAP}{''.join(tail)}"


def _marked(tag: str, spoken: str, words: list[str]) -> SafeString:
    return format_html(
        ' <{} class="change"><span class="govuk-visually-hidden">{} </span>{}</{}>',
        mark_safe(tag),
        spoken,
        "".join(words).strip(),
        mark_safe(tag),
    )
