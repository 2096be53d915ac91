"""What officers write in Markdown, as content: paragraphs, lists and emphasis, and nothing else.

It becomes data, never HTML: a tag, a link or a heading that somebody types stays the words it is.
Numbers of a list stay as they were typed, so that "19." and "21." are not counted anew, and a
paragraph that begins with a year keeps it. Lists within lists are told in one.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from decisions.reports.content import Listing, Paragraph, Run

ALLOWED = ("list", "emphasis", "escape")
WRITTEN = (
    "A blank line begins a new paragraph. A line that begins with a hyphen is a point of a list. "
    "*Words between stars* are emphasised, **between two** strong."
)
_WEIGHTS = {"em": "emphasis", "strong": "strong"}


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt  # which only texts of reports need

    return MarkdownIt("zero").enable(ALLOWED)


def read_markdown(text: str) -> list[Paragraph | Listing]:
    """The paragraphs and lists of a text."""
    blocks: list[Paragraph | Listing] = []
    items: list[tuple[str, list[Run]]] = []
    depth = 0
    for token in _reader().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if not depth:
                blocks.append(_listing(items))
                items = []
        elif token.type == "list_item_open":
            items.append((f"{token.info}{token.markup}" if token.info else "", []))
        elif token.type == "inline":
            runs = _runs(token.children or ())
            if depth:
                _go_on(items[-1][1], runs)
            else:
                blocks.append(Paragraph(_words(runs), runs=_told(runs)))
    return blocks


def plain(text: str) -> str:
    """The words of a text without its marks, each paragraph and point on a line of its own."""
    lines: list[str] = []
    for block in read_markdown(text):
        lines += (
            [block.text] if isinstance(block, Paragraph) else [words for _, words in block.items]
        )
    return "\n".join(lines)


def _listing(items: Sequence[tuple[str, list[Run]]]) -> Listing:
    told = tuple(_told(tuple(runs)) for _, runs in items)
    return Listing(
        tuple((label, _words(runs)) for label, runs in items), runs=told if any(told) else ()
    )


def _go_on(before: list[Run], runs: Sequence[Run]) -> None:
    """Further paragraphs of a point stand on lines of their own."""
    if before and runs:
        before.append(Run("\n"))
    before += runs


def _runs(tokens: Sequence[Any]) -> tuple[Run, ...]:
    """The words of a line, part by part; neighbours of one weight are one."""
    found: list[Run] = []
    for words, weight in _weighed(tokens):
        if found and found[-1].weight == weight:
            found[-1] = Run(found[-1].text + words, weight)
        elif words:
            found.append(Run(words, weight))
    return tuple(found)


def _weighed(tokens: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Strong words within emphasised ones, and the other way round, are strong."""
    open_marks: list[str] = []
    for token in tokens:
        name, _, what = token.type.rpartition("_")
        if what == "open":
            open_marks.append(name)
        elif what == "close":
            open_marks.pop()
        else:
            weights = [_WEIGHTS[mark] for mark in open_marks]
            yield token.content, "strong" if "strong" in weights else "".join(weights[:1])


def _words(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _told(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs where some words have a weight; () where the text says it all."""
    return runs if any(run.weight for run in runs) else ()
