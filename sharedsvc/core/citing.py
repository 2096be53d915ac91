"""How a page says where a fact comes from: one small control for each fact, as markup.

One paragraph is a link to its document in the page's list of sources. Several are folded under a
count and open on demand, without JavaScript. A record that is cited has `sources`, each with its
`document`, `paragraph` and `inferred`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

MARK = '<span aria-hidden="true">¶&nbsp;</span>'
WHOLE = "whole document"
NAMED_BY = ("holder", "title", "name", "question")


def folded(record: Any) -> SafeString:
    """One control for a fact: its paragraph, or the count of its sources, which opens them."""
    sources = getattr(record, "sources", None)
    if not sources:
        return mark_safe("")
    if len(sources) == 1:
        return in_full(sources)
    return mark_safe(
        f'<details class="src"><summary>{count_in_words(sources)}{_heard_of(record)}</summary>'
        f"{_each_document(sources)}</details>"
    )


def in_full(sources: Sequence[Any]) -> SafeString:
    """Every paragraph in sight, a link for each document."""
    return mark_safe(
        "; ".join(
            f"{_link(document)}{conditional_escape(paragraphs(of_it, MARK))}</a>"
            for document, of_it in _by_document(sources)
        )
    )


def count_in_words(sources: Sequence[Any]) -> str:
    """How many sources there are, and how many of them the fact only follows from."""
    inferred = sum(1 for source in sources if source.inferred)
    if not inferred:
        return f"{len(sources)} sources"
    return f"{len(sources)} sources, {'' if inferred == len(sources) else f'{inferred} '}inferred"


def paragraphs(sources: Iterable[Any], mark: str = MARK) -> SafeString:
    """The paragraphs of one document: those that state a fact, then those it follows from."""
    stated: list[str] = []
    inferred: list[str] = []
    for source in sources:
        (inferred if source.inferred else stated).append(source.paragraph)
    if not stated:
        return mark_safe(f"{_numbers(inferred, mark)} (inferred)")
    also = f"; inferred from {_numbers(inferred, '')}" if inferred else ""
    return mark_safe(f"{_numbers(stated, mark)}{also}")


def _numbers(numbers: list[str], mark: str) -> str:
    named = ", ".join(conditional_escape(number) for number in numbers if number)
    whole = [WHOLE] if "" in numbers else []
    return ", ".join([*([f"{mark}{named}"] if named else []), *whole])


def _by_document(sources: Sequence[Any]) -> list[tuple[Any, list[Any]]]:
    """The sources of each document, in the order in which they are given."""
    found: dict[str, tuple[Any, list[Any]]] = {}
    for source in sources:
        document = source.document
        found.setdefault(document.code, (document, []))[1].append(source)
    return list(found.values())


def _each_document(sources: Sequence[Any]) -> str:
    return "".join(
        f'<p><a href="#source-{document.code}">{conditional_escape(document.title)}</a> '
        f"{paragraphs(of_it)}</p>"
        for document, of_it in _by_document(sources)
    )


def _link(document: Any) -> str:
    return _begin_link(document.code, document.title)


@lru_cache(maxsize=1024)
def _begin_link(code: str, title: str) -> str:
    """The begin of a link to a document, spoken in full."""
    return format_html(
        '<a class="cite" href="#source-{}"><span class="govuk-visually-hidden">Source: {}, '
        "paragraph </span>",
        code,
        title,
    )


def _heard_of(record: Any) -> str:
    """What the sources are of, for those who hear the control without what stands beside it."""
    named = (getattr(record, name, None) for name in NAMED_BY)
    name = next((text for text in named if text.__class__ is str and text), "")
    of_what = " ".join(filter(None, (_kind_in_words(record), name)))
    if not of_what:
        return ""
    heard = conditional_escape(of_what)
    return f'<span class="govuk-visually-hidden"> of {heard}</span>'


def _kind_in_words(record: Any) -> str:
    reference = getattr(record, "reference", None)
    return _verbose_name(reference[0]) if reference else ""


@lru_cache(maxsize=256)
def _verbose_name(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name)
