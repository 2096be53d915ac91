"""Works seals out anew from the tables, walks the chains, and says where one does not fit.

What is kept is constant in memory: a chain is walked some seals at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from decisions.models import Chain, Seal
from decisions.sealing.canonical import BEFORE_THE_FIRST, FORM, read, seal_of
from decisions.sealing.forming import (
    CONFIRMED,
    REDACTED,
    DoesNotFit,
    content_of,
    is_redacted,
)
from decisions.sealing.reading import SealedRows, rows_of
from decisions.sealing.sealed import DECISIONS

AT_ONCE = 500
OTHER_CONTENT = "what it says, its links, its sources or its history is not what was sealed"
OTHER_CHAIN = "another organisation took it than the one whose chain this is"
NOT_SEALED_ANEW = "a text of it can no longer be opened, and no redaction of it is sealed since"


@dataclass(frozen=True)
class Fault:
    """The first seal of a chain that does not fit, and why; without a decision the chain itself."""

    chain: Chain
    number: int
    decision: int | None
    words: str

    def __str__(self) -> str:
        which = f"decision {self.decision}" if self.decision else "the chain itself"
        return f"{self.chain}, seal {self.number}, {which}: {self.words}."


def seals_of(chain: Chain) -> Iterator[tuple[Seal, SealedRows]]:
    """The seals of a chain in order, each with the rows of its decision as they are now."""
    last = 0
    while True:
        some = list(chain.seals.filter(number__gt=last).order_by("number")[:AT_ONCE])
        rows = rows_of({seal.of for seal in some})
        for seal in some:
            yield seal, rows.get(seal.of, [])
        if len(some) < AT_ONCE:
            return
        last = some[-1].number


def verify(chain: Chain) -> Fault | None:
    """The first seal of a chain that does not fit; None where all do."""
    place, previous = 0, BEFORE_THE_FIRST
    for seal, rows in seals_of(chain):
        place += 1
        words = _out_of_place(seal, place, previous) or _astray(rows, chain) or why_not(seal, rows)
        if words:
            return Fault(chain, place, seal.of, words)
        previous = seal.digest
        if place == chain.length and previous != chain.head:
            return Fault(chain, place, seal.of, "the chain has another head")
    if place < chain.length:
        return Fault(chain, place + 1, None, f"of {chain.length} seals {place} are there")
    return _beyond_its_head(chain)


def _out_of_place(seal: Seal, place: int, previous: str) -> str:
    if seal.number != place:
        return f"it stands at place {seal.number}: the seal before it is gone"
    return "" if seal.previous == previous else "it does not follow the seal before it"


def _astray(rows: SealedRows, chain: Chain) -> str:
    """A decision that names who took it belongs in the chain of that organisation."""
    taken_by = {row.says["organisation_id"] for row in rows if row.kind is DECISIONS} - {None}
    return OTHER_CHAIN if taken_by - {chain.organisation_id} else ""


def why_not(seal: Seal, rows: SealedRows) -> str:
    """Why a seal does not fit these rows of its decision, in words; "" where it does."""
    if seal.form != FORM:
        return f"its form {seal.form} is not known here"
    act = CONFIRMED if seal.decision_id else REDACTED
    try:
        opening = read(seal.opening)
        content = content_of(rows, opening, at=seal.at, by=seal.by_id, reason=seal.reason, act=act)
        if is_redacted(opening, seal.opening) and not since_redacted(seal).exists():
            return NOT_SEALED_ANEW
    except DoesNotFit as error:
        return str(error)
    if content != seal.content:
        return OTHER_CONTENT
    worked_out = seal_of(seal.chain_id, seal.number, seal.previous, content)
    return "" if worked_out == seal.digest else "the seal itself was changed"


def since_redacted(seal: Seal) -> Any:
    """The seals, further on in the chain, of what its decision reads like since a redaction."""
    seals: Any = Seal.objects.filter(redacted_decision=seal.of, chain=seal.chain_id)
    return seals.filter(number__gt=seal.number).order_by("number")


def _beyond_its_head(chain: Chain) -> Fault | None:
    """Seals that the chain does not count; asked in one statement, while others may confirm."""
    beyond: Any = chain.seals.filter(number__gt=F("chain__length")).order_by("number").first()
    if beyond is None:
        return None
    return Fault(chain, beyond.number, beyond.of, "the chain does not count it")


def fits(seal: Seal) -> str:
    """Why a decision does not fit its seal, or one since it was redacted; "" where it does.

    Each is worked out from what stands there now, and must follow the seal before it.
    """
    rows = rows_of([seal.of]).get(seal.of, [])
    later = since_redacted(seal) if is_redacted_since(seal) else ()
    return next((words for one in (seal, *later) if (words := _fits(one, rows))), "")


def is_redacted_since(seal: Seal) -> bool:
    """Whether some text can no longer be opened; not where nothing can be read."""
    try:
        return is_redacted(read(seal.opening), seal.opening)
    except DoesNotFit:
        return False


def _fits(seal: Seal, rows: SealedRows) -> str:
    before = seal.chain.seals.filter(number=seal.number - 1).values_list("digest", flat=True)
    previous = BEFORE_THE_FIRST if seal.number == 1 else before.first() or ""
    out_of_place = _out_of_place(seal, seal.number, previous)
    return out_of_place or _astray(rows, seal.chain) or why_not(seal, rows)
