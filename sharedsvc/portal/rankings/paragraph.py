"""A paragraph ready for a report, true to the data, with its caveats.

How one list compares with another is said by the same text as in committee reports.
"""

from typing import TYPE_CHECKING

from sharedsvc.core.dates import day_in_words
from sharedsvc.core.prose import as_word, how_many, list_in_words, paragraphs_in_words
from sharedsvc.portal.rankings.records import Listed
from workstreams.ranking.ballots import places_in
from workstreams.ranking.compared_in_words import ComparisonText
from workstreams.ranking.concordance import meaning
from workstreams.ranking.study import Study

if TYPE_CHECKING:
    from sharedsvc.portal.rankings.page import RankingsPage

MOST_LISTS = 12


def paragraph(page: "RankingsPage") -> list[str]:
    """The sentences, in paragraphs; nothing of a what-if, which is no record."""
    if not page.lists:
        return []
    said = [_what_is_compared(page)]
    if page.against:
        said += [*_each_list(page), *_measured_otherwise(page)]
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
    for one in page.lists[:MOST_LISTS]:
        if one.code in seen or page.against is None:
            continue
        rivals = [it for it in one.rivals if it in page.lists]
        seen |= {one.code, *(rival.code for rival in rivals)}
        of_rivals = [(it.ranking, _from(it)) for it in rivals]
        texts = text.sentences(one.ranking, page.against.ranking, of_rivals)
        named = list_in_words(entry.label for entry in one.entries[: page.choice.first])
        first = "names" if len(one.entries) <= page.choice.first else "begins with"
        said.append(f"{one.owner} {first} {named}. {' '.join(texts)}")
    more = len(page.lists) - MOST_LISTS
    if more > 0:
        said.append(f"Of {how_many(more, 'more list')} nothing is said here.")
    return said


def _measured_otherwise(page: "RankingsPage") -> list[str]:
    """What is true of the other readings of the list that all are measured by."""
    said = []
    for other, lines in page.against_otherwise:
        counts = (
            f"of {line.listed.label}, {as_word(len(line.shared_first))} of "
            f"{as_word(len(line.chosen))} are among its first {as_word(line.first)}"
            for line in lines[:MOST_LISTS]
        )
        where = _from(other)
        said.append(
            f"By {where[0].lower()}{where[1:]} the list of {other.owner} is another. Measured by "
            f"that one, {'; '.join(counts)}. Which reading is right is not settled."
        )
    return said


def _from(one: Listed) -> str:
    return paragraphs_in_words(one.stated_in) if one.stated_in else one.ranking.title


def _together(page: "RankingsPage") -> str:
    """What the lists come to together, on each reading where they differ."""
    readings = page.found.recorded.readings
    by_reading = {reading.label: _of_reading(page, reading.study) for reading in readings}
    if len(set(by_reading.values())) == 1:
        every = " on each reading" if len(readings) > 1 else ""
        return (
            f"Of {as_word(page.found.recorded.owners)} lists together{every}, "
            + (by_reading[readings[0].label])
        )
    return " ".join(
        f"Of {as_word(page.found.recorded.owners)} lists together, if it is {label}, {said}"
        for label, said in by_reading.items()
    )


def _of_reading(page: "RankingsPage", found: Study) -> str:
    first = page.choice.first
    names = found.profile.items
    by_points = [
        names[item] for item, place in places_in(found.borda.order).items() if place <= first
    ]
    tied = ", the last of them tied" if len(by_points) > first else ""
    said = f"{list_in_words(by_points)} come first by Borda’s points{tied}; by Kemeny’s order, "
    return f"{said}{_first_by_kemeny(found, by_points, first)}. {meaning(found.w)}"


def _first_by_kemeny(found: Study, by_points: list[str], first: int) -> str:
    """What all best orders have among their first, as far as it is known."""
    best = found.kemeny
    if not best.proven or best.count is None:
        return "what comes first is not proven"
    if best.count > len(best.orders):
        return f"{best.count:,} orders are equally good"
    firsts = {tuple(order[:first]) for order in best.orders}
    if len(firsts) > 1:
        return f"{as_word(best.count)} orders are equally good, and begin differently"
    (order,) = firsts
    listed = [found.profile.items[item] for item in order]
    return "the same first" if listed == by_points else list_in_words(listed)


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
