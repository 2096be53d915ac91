"""The passage of a record that has what was looked for, with the words marked."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sharedsvc.core.search.declared import SearchLine
from sharedsvc.core.search.query import Query
from sharedsvc.core.search.words import TextWord, composed, words_of

AROUND, BEFORE = 34, 10


def passage_of(lines: Sequence[SearchLine], query: Query) -> tuple[SearchLine | None, SafeString]:
    """The line that has most of the words, and about 30 words of it with what was found marked.

    What the record says itself comes before the names of others. Where nothing has any (the title
    has them all) the first line stands, without marks.
    """
    own = [line for line in lines if not line.linked]
    for some in (own, lines):
        best = max(some, key=lambda line: _how_many(line.text, query), default=None)
        if best and _how_many(best.text, query):
            break
        if own:
            return None, _with_label(own[0], _excerpt(own[0].text, query))
    if best is None:
        return None, mark_safe("")
    return best, _with_label(best, _excerpt(best.text, query))


def _with_label(line: SearchLine, text: SafeString) -> SafeString:
    return format_html("{}: {}", line.label, text) if line.label else text


def _how_many(text: str, query: Query) -> int:
    """How many of the terms stand in the text."""
    words = list(words_of(composed(text)))
    return sum(any(term.fits(word) for word in words) for term in query.terms)


def _excerpt(text: str, query: Query) -> SafeString:
    text = composed(text)
    words = list(words_of(text))
    marked = [any(term.fits(word) for term in query.terms) for word in words]
    start = _begin(marked)
    shown = list(zip(words, marked, strict=True))[start : start + AROUND]
    if not shown:
        return format_html("{}", text)
    begin = 0 if start == 0 else shown[0][0].start
    is_end = start + AROUND >= len(words)
    end = len(text) if is_end else shown[-1][0].end
    parts = _parts(text, shown, begin, end)
    middle = format_html_join("", "{}{}", parts)
    return format_html("{}{}{}", "… " if begin else "", middle, "" if is_end else " …")


def _begin(marked: list[bool]) -> int:
    """The word to begin with: a little before where most of the marked words stand together."""
    if len(marked) <= AROUND or True not in marked:
        return 0
    places = [place for place, is_marked in enumerate(marked) if is_marked]
    best = max(places, key=lambda place: sum(marked[place : place + AROUND - BEFORE]))
    return min(max(0, best - BEFORE), len(marked) - AROUND)


def _parts(
    text: str, shown: list[tuple[TextWord, bool]], begin: int, end: int
) -> list[tuple[str, SafeString | str]]:
    """What stands between the marked words, and these."""
    parts: list[tuple[str, SafeString | str]] = []
    at = begin
    for word, is_marked in shown:
        if is_marked:
            mark = format_html("<mark>{}</mark>", text[word.start : word.end])
            parts.append((text[at : word.start], mark))
            at = word.end
    parts.append((text[at:end], ""))
    return parts
