"""A paragraph ready for a report, true to the data, with its caveats.

How one list compares with another is said by the same text as in committee reports.
"""

from typing import TYPE_CHECKING

from sharedsvc.core.dates import day_in_words
from sharedsvc.core.prose import as_word, list_in_words, paragraphs_in_words
from sharedsvc.portal.rankings.records import Listed
from workstreams.ranking.compared_in_words import ComparisonText
from workstreams.ranking.concordance import meaning

if TYPE_CHECKING:
    from sharedsvc.portal.rankings.page import RankingsPage

MOST_OWNERS = 6


def paragraph(page: "RankingsPage") -> list[str]:
    """The sentences, in paragraphs; nothing of a what-if, which is no record."""
    if not page.lists:
        return []
    said = [_what_is_compared(page)]
    if page.against:
        said += _each_list(page)
    if page.found.recorded.main:
        said.append(_together(page))
    return [*said, _caveats(page)]


def _what_is_compared(page: "RankingsPage") -> str:
    owners = list_in_words(dict.fromkeys(one.owner for one in page.lists))
    beside = f" beside that of {page.against.owner}" if page.against else ""
    lists = "list" if len(page.lists) == 1 else "lists"
    return (
        f"As recorded for {day_in_words(page.as_at.date)}, the {lists} of {owners} "
        f"{'is' if len(page.lists) == 1 else 'are'} compared{beside}."
    )


def _each_list(page: "RankingsPage") -> list[str]:
    """Each owner's list beside the one it is measured by, rival readings after it."""
    records = page.records
    entries = {one.ranking.pk: one.entries for one in records.listed}
    text = ComparisonText(entries, records.forward, records.phase_title, page.choice.first)
    said: list[str] = []
    seen: set[str] = set()
    for one in page.lists[: MOST_OWNERS * 2]:
        if one.code in seen or page.against is None:
            continue
        rivals = [it for it in one.rivals if it in page.lists]
        seen |= {one.code, *(rival.code for rival in rivals)}
        texts = [
            text.sentence(one.ranking, page.against.ranking),
            *(text.rival_sentence(it.ranking, page.against.ranking, _from(it)) for it in rivals),
        ]
        named = list_in_words(entry.label for entry in one.entries[: page.choice.first])
        first = "names" if len(one.entries) <= page.choice.first else "begins with"
        said.append(f"{one.owner} {first} {named}. {' '.join(texts)}")
    return said


def _from(one: Listed) -> str:
    paragraphs = [it.paragraph for it in one.ranking.sources if it.paragraph and not it.inferred]
    return paragraphs_in_words(paragraphs) if paragraphs else one.ranking.title


def _together(page: "RankingsPage") -> str:
    found = page.found.recorded.main
    if found is None:
        return ""
    names = [item.title for item in page.found.items]
    first = [names[item] for group in found.borda.order for item in group][: page.choice.first]
    said = (
        f"Of {as_word(page.found.recorded.owners)} lists together, {list_in_words(first)} come "
        "first by Borda’s points"
    )
    if found.kemeny.proven:
        order = [names[item] for item in found.kemeny.orders[0]][: page.choice.first]
        same = "the same first" if order == first else f"{list_in_words(order)}"
        said += f"; by Kemeny’s order, {same}"
    return f"{said}. {meaning(found.w)}"


def _caveats(page: "RankingsPage") -> str:
    said = []
    partial = [one for one in page.lists if len(one.entries) < len(page.found.items)]
    if partial:
        said.append(
            "A list that names only some workstreams says nothing of the order of the others."
        )
    if any(not one.is_ranked for one in page.lists):
        said.append("A selection without an order has no first places.")
    if page.has_merged:
        said.append(
            "A workstream that went forward as part of another keeps the rank it was given."
        )
    if any(one.support for one in [*page.lists, *([page.against] if page.against else [])]):
        said.append("Support is not a rank.")
    silent = [organisation.label for organisation, _ in page.records.not_answered]
    if silent:
        said.append(f"No ranking is recorded of {list_in_words(silent)}.")
    return " ".join(said)
