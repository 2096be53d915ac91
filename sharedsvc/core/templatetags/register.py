"""Tags that the pages share."""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sharedsvc.core.dates import day_in_words, in_words, since_in_words
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
def lines(shown: Any, as_at: Any) -> Any:
    """The rows of a table of records; links keep the date of the position."""
    return shown.lines(as_at.query if as_at else "")


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


LONG = len("Not applicable")


@lru_cache(maxsize=512)
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
    """The paragraphs a record rests on, each a link to its document in the page's sources."""
    citations = getattr(record, "sources", None) or []
    return format_html_join(mark_safe(" "), "{}", ((one_citation(c),) for c in citations))


def one_citation(citation: Any) -> SafeString:
    """One paragraph mark, spoken in full."""
    return format_html(
        '<a class="cite" href="#source-{}"><span class="govuk-visually-hidden">Source: {}, '
        'paragraph </span><span aria-hidden="true">¶&nbsp;</span>{}{}</a>',
        citation.document.code,
        citation.document.title,
        citation.paragraph or "whole",
        " (inferred)" if citation.inferred else "",
    )
