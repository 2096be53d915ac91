"""Tags that the pages share."""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharedsvc.core.citing import folded, in_full
from sharedsvc.core.dates import day_in_words, how_long, in_words, since_in_words
from sharedsvc.core.kinds import kinds
from sharedsvc.core.states import ANSWERS, ASKED, CLASH, GATES, RATINGS, STANDINGS, State

register = template.Library()

KINDS = {"standing": STANDINGS, "gate": GATES, "rating": RATINGS, "answer": ANSWERS}


@register.simple_tag(takes_context=True)
def keep_as_at(context: Any) -> str:
    """What keeps the date of the position in a link to another page."""
    as_at = context.get("as_at")
    return as_at.query if as_at else ""


@register.filter
def address(record: Any) -> str:
    """The address of a record's page; "" for one that has none."""
    return kinds.address(record)


@register.filter
def history_address(record: Any) -> str:
    """The address of a record's history; "" for one that has no page."""
    kind = kinds.of(record)
    return kind.history_address(record) if kind else ""


@register.filter
def pairs(shown: Any, as_at: Any) -> Any:
    """What is said of one record, heading by heading."""
    return shown.pairs(as_at.query if as_at else "")


@register.simple_tag
def list_of(kind: Any) -> str:
    """The address of a kind's list."""
    return reverse("portal:record_list", args=[kind.key])


@register.filter
def day(value: datetime.date) -> str:
    """A day as people write it: 15 January 2010."""
    return day_in_words(value) if value else ""


@register.filter
def known(edtf: str) -> str:
    """A date as known, in English."""
    return in_words(edtf or "")


@register.filter
def since(edtf: str) -> str:
    """A start as known, in a sentence."""
    return since_in_words(edtf)


@register.simple_tag
def state(kind: str, value: str, word: str = "") -> SafeString:
    """A state of a kind (standing, gate, rating, answer): shape, then word."""
    found = KINDS[kind].get(value) or State("v-none", value.capitalize())
    return show(found, word)


@register.simple_tag
def clash(word: str = "") -> SafeString:
    """That sources disagree."""
    return show(CLASH, word)


@register.simple_tag
def asked(word: str = "") -> SafeString:
    """That something was asked and no outcome is recorded."""
    return show(ASKED, word)


@register.simple_tag
@lru_cache(maxsize=256)
def not_sure(words: str) -> SafeString:
    """That something is not sure on the day, or what became of it, with its shape."""
    is_sure = not words.startswith(("May,", "Possibly"))
    return show(State("s-ended" if is_sure else "g-possibly", words, "wait"))


@register.simple_tag(takes_context=True)
def doubt(context: Any, record: Any) -> SafeString | str:
    """That a record only may be so on the day of the page; "" where it is sure."""
    as_at, kind = context.get("as_at"), kinds.of(record)
    if as_at is None or kind is None:
        return ""
    words = kind.doubt_of(kind.certainty_of(record, as_at.date), as_at.date)
    return not_sure(words) if words else ""


@register.simple_tag
def late(due: datetime.date, today: datetime.date) -> SafeString:
    """How long something is late."""
    return show(State("t-late", f"{how_long((today - due).days)} late", "bad"))


LONG = len("Not applicable")


@lru_cache(maxsize=1024)
def show(shown: State, word: str = "") -> SafeString:
    """The markup of a state. Its word stays on one line unless it is a long one."""
    text = word or shown.word
    return format_html(
        '<span class="state{}{}"><svg class="i" aria-hidden="true" focusable="false">'
        '<use href="#{}"></use></svg><span>{}</span></span>',
        f" state--{shown.tone}" if shown.tone else "",
        " state--long" if len(text) > LONG else "",
        shown.symbol,
        text,
    )


@register.simple_tag
def cite(record: Any) -> SafeString:
    """Where a fact comes from: its paragraph, or how many sources it has, which open on demand.

    Not inside a `p`, which what opens would end: `div class="txt"` serves there.
    """
    return folded(record)


@register.simple_tag
def paragraphs_of(record: Any) -> SafeString:
    """Where it comes from with every paragraph in sight: for what its paragraphs name."""
    return in_full(getattr(record, "sources", None) or ())
