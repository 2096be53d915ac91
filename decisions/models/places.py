"""What each block of a report needs: columns of its own row, and rows of the house style."""

from collections.abc import Collection, Mapping
from typing import Any

from decisions.choices import Block, PointKind, SignOffColumn, StylePart, Word

FIELDS = frozenset({StylePart.HEADER.value, StylePart.FOOTER.value})
NEEDED = {
    Block.TEXT: ("text",),
    Block.RANKED_LIST: ("ranking",),
    Block.COMPARISON: ("ranking", "against"),
    Block.HOSTS_TABLE: ("duration_class",),
    Block.OPTIONS: ("proposal",),
    Block.FINDINGS: ("review",),
    Block.BULLET: ("text",),
    Block.HEADING: ("text",),
    Block.CONSULTATION: ("text",),
    Block.IMPLICATION: ("heading",),
    Block.HEADER: ("heading", "text"),
}
# What is said beside the columns that a block cannot do without.
OTHERWISE = {
    Block.RANKED_LIST: "first and last narrow it to some ranks",
    Block.LEADS_TABLE: "with a phase its workstreams by priority; without, every workstream",
    Block.FINDINGS: "a heading narrows them to one group",
    Block.RISK_GRID: "a row for each category: its key as heading, and an answer",
    Block.ASKS: "a body narrows them to what it is asked",
    Block.BACKGROUND_PAPER: "a document, or a text",
    Block.APPENDIX: "a document, or a text",
    Block.SIGN_OFF: "a person, a post or a text",
}
OF_STYLE = {
    Block.OPTIONS: "rows “point” say which kinds of points are shown; without any, all",
    Block.RISK_GRID: "rows “risk”: its categories; the heading is the key of one",
    Block.IMPLICATION: "rows “implication”: its headings; the heading is the key of one",
    Block.SIGN_OFF: "rows “sign-off” make a table of it; without any, lines",
    Block.HEADER: "rows “header” and “footer”: its fields; the heading is the key of one",
    Block.FOOTER: "rows “footer”: its fields",
}
# The keys that a part of a house style takes, where it takes no others.
KEYS: dict[str, Any] = {
    StylePart.POINT: PointKind,
    StylePart.SIGN_OFF: SignOffColumn,
    StylePart.WORD: Word,
}
NO_PLACE = "the house style has no {} “{}”: this is not printed"
BY_ITS_KEY = "the house style has no {} “{}”: its key is printed instead of a title"
NO_FIELDS = "the house style has no footer fields: nothing is printed here"

Places = Mapping[str, Collection[str]]  # the keys of a house style by part


def keys_in_words() -> str:
    """The keys that parts of a house style take, part by part."""
    return "; ".join(f"{part}: {', '.join(keys.values)}" for part, keys in KEYS.items())


def needs_in_words(block: Block) -> str:
    """The columns that a block needs in its row, and what others say; "" for none."""
    needed = " and ".join(name.replace("_", " ") for name in NEEDED.get(block, ()))
    return "; ".join(filter(None, (needed, OTHERWISE.get(block, ""))))


def each_need_in_words() -> str:
    """What each block needs that needs anything."""
    needs = {block.value: needs_in_words(block) for block in Block}
    return "; ".join(f"{block}: {words}" for block, words in needs.items() if words)


def what_it_lacks(item: Any, places: Places) -> tuple[str, str]:
    """What a text's house style lacks, and in which column it shows; blanks where nothing."""
    if item.section in FIELDS:
        fits = item.heading in places.get(item.section, ())
        return _unless(fits, "heading", NO_PLACE.format(f"{item.section} field", item.heading))
    if item.section not in places.get(StylePart.SECTION, ()):
        return "section", NO_PLACE.format("section", item.section)
    if item.block == Block.FOOTER:
        return _unless(bool(places.get(StylePart.FOOTER)), "block", NO_FIELDS)
    return _heading_lacks(item, places)


def _heading_lacks(item: Any, places: Places) -> tuple[str, str]:
    named = {Block.IMPLICATION: StylePart.IMPLICATION, Block.RISK_GRID: StylePart.RISK}
    part = named.get(item.block)
    if part is None or not item.heading:
        return "", ""
    said = BY_ITS_KEY.format(StylePart(part).label.lower(), item.heading)
    return _unless(item.heading in places.get(part, ()), "heading", said)


def _unless(fits: bool, column: str, said: str) -> tuple[str, str]:
    return ("", "") if fits else (column, said)
