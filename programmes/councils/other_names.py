"""Other names of a council as the public register has them, and what is damaged in its texts.

The register joins names by commas, although names contain commas.
"""

import re
from collections.abc import Collection, Iterator

TURNED_ROUND = re.compile(
    r"(the )?((city|county|town|borough|(royal|london) borough|isle|council)( and )?)+ of( the)?",
    re.IGNORECASE,
)
DAMAGED = re.compile("\ufffd|[\u00c2-\u00f4][\u0080-\u00bf]|\u00e2\u20ac")


def is_damaged(text: str) -> bool:
    """Whether letters were lost, or UTF-8 was read as Latin-1 and written so."""
    return bool(DAMAGED.search(text))


def names_in(text: str, own: Collection[str], known: Collection[str]) -> list[str]:
    """The names that a text has, joined by commas, in order.

    Not split are names that are `known` (in small letters), what is turned round ("Bristol, City
    of"), and what ends as one of the council's `own` names that have commas themselves.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    tails = {name.casefold().split(",")[-1].strip(): name.count(",") for name in own if "," in name}
    return list(_joined(_with_tails(parts, tails), known))


def _with_tails(parts: list[str], tails: dict[str, int]) -> list[str]:
    """The parts, with what ends an own name joined to as many before it as that name has."""
    found: list[str] = []
    for part in parts:
        commas = next((n for tail, n in tails.items() if part.casefold().startswith(tail)), 0)
        if 0 < commas <= len(found):
            part = ", ".join([*found[-commas:], part])
            del found[-commas:]
        found.append(part)
    return found


def _joined(parts: list[str], known: Collection[str]) -> Iterator[str]:
    at = 0
    while at < len(parts):
        long = _length_of_known(parts[at:], known)
        if long == 1 and at + 1 < len(parts) and TURNED_ROUND.fullmatch(parts[at + 1]):
            long = 2
        yield ", ".join(parts[at : at + long])
        at += long


def _length_of_known(parts: list[str], known: Collection[str]) -> int:
    """Of how many parts the longest known name is with which they begin; 1 where none is."""
    most = min(len(parts), MOST_PARTS)
    lengths = range(most, 1, -1)
    return next((n for n in lengths if ", ".join(parts[:n]).casefold() in known), 1)


MOST_PARTS = 6
