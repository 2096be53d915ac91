"""The audiences there are: a small table, to which writing adds and which readers ask."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.db.models import Count, F

from programmes.audiences.terms import EVERYONE, NOBODY, STRUCK, AudienceRule
from sharedsvc.core.by_name import objects_named

# A key says what it stands for, so what is known of one stays true whatever is rolled back.
_known: dict[int, AudienceRule] = {
    EVERYONE: AudienceRule(),
    NOBODY: AudienceRule(frozenset({frozenset()})),
}
_additions = count(1)
_latest = 0


def _table(name: str) -> Any:
    return objects_named("programmes", name)


def latest_addition() -> int:
    """Grows whenever this process adds audiences: what a reader belongs to is then asked again."""
    return _latest


def audiences_of(keys: Iterable[int]) -> dict[int, AudienceRule]:
    """What these keys stand for."""
    wanted = set(keys)
    unknown = wanted - _known.keys()
    if unknown:
        rows = _table("Audience").filter(pk__among=unknown)
        _known.update(
            (key, AudienceRule.read(text)) for key, text in rows.values_list("pk", "text")
        )
    return {key: _known[key] for key in wanted}


def keep_audiences(audiences: Iterable[AudienceRule], tables: Any = None) -> None:
    """Add those that are not in the table yet; two may add the same at once.

    `tables` are those of a migration, for audiences and their terms, as querysets.
    """
    new = {one.key: one for one in audiences if one.key not in (EVERYONE, NOBODY)}
    if not new:
        return
    rows, terms = tables or (_table("Audience").all(), _table("AudienceTerm").all())
    there = rows.filter(pk__among=new).values_list("pk", flat=True)
    missing = [new[key] for key in sorted(new.keys() - set(there))]
    if missing:
        _add(missing, rows, terms)
    _known.update(new)


def _add(missing: list[AudienceRule], rows: Any, terms: Any) -> None:
    global _latest
    new = [rows.model(pk=one.key, text=one.text, clauses=len(one.clauses)) for one in missing]
    of_new = [
        terms.model(audience_id=one.key, clause=number, term=term)
        for one in missing
        for number, clause in enumerate(sorted(one.clauses, key=sorted))
        for term in sorted(clause)
    ]
    rows.bulk_create(new, ignore_conflicts=True)
    terms.bulk_create(of_new, ignore_conflicts=True)
    _latest = next(_additions)


def that_include(terms: Iterable[str]) -> frozenset[int]:
    """The keys of the audiences to which a reader who holds these terms belongs."""
    met = _table("AudienceTerm").filter(term__among=frozenset(terms)).values("audience")
    met = met.annotate(met=Count("clause", distinct=True)).filter(met=F("audience__clauses"))
    return frozenset({EVERYONE, *met.values_list("audience", flat=True)})


def under_struck_out() -> frozenset[int]:
    """The keys of the audiences of what lies under something that was struck out."""
    rows = _table("AudienceTerm").filter(term=STRUCK)
    return frozenset(rows.values_list("audience", flat=True))
