"""A file or a pasted text of rankings, whichever format it is in."""

from pathlib import PurePath

from workstreams.ranking.ballots import Profile
from workstreams.ranking.figures import read_figures
from workstreams.ranking.preflib import TYPES, looks_like_preflib, read_preflib
from workstreams.ranking.problems import BadRankings, LineProblem, decoded

MOST_ITEMS = 200
KNOWN = (*TYPES, "csv", "tsv", "txt", "")


def read_rankings(
    content: bytes | str, name: str = "", figures: str = "", rows: str = ""
) -> Profile:
    """Read rankings; the ending of the file's `name` tells the format, else how they begin.

    `figures` is "ranks" or "order" and `rows` "owners" or "items", for tables alone; "" finds out.
    Raises BadRankings, and its kind Unclear where one of these must be given.
    """
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending not in KNOWN:
        said = f"A .{ending} file is not read: only {', '.join(f'.{it}' for it in KNOWN[:5])}."
        raise BadRankings([LineProblem(0, said)])
    text = decoded(content) if isinstance(content, bytes) else content
    if not text.strip():
        raise BadRankings([LineProblem(0, "There is nothing in it.")])
    if ending in TYPES or looks_like_preflib(text):
        profile = read_preflib(text, ending if ending in TYPES else "")
    else:
        profile = read_figures(text, figures, rows)
    if len(profile.items) > MOST_ITEMS:
        said = f"{len(profile.items)} items: at most {MOST_ITEMS} are compared."
        raise BadRankings([LineProblem(0, said)])
    return profile
