"""What stands in the form: when it is opened, and after a button was pressed."""

from collections.abc import Iterable, Mapping
from typing import Any

from decisions.choices import AnswerToAsk
from decisions.models import Clause, Decision, Recommendation
from programmes.choices import SubjectRelation, Visibility
from programmes.models import Citation, Subject
from sharedsvc.core.date_fields import date_as_typed
from sharedsvc.portal.deciding.place import PlaceOfDeciding
from sharedsvc.portal.deciding.sheet import ABOUT, ORDER, SETTLES, VOTE

TypedFields = dict[str, str]
FROM_CLAUSE = (
    *("number", "verb", "text", "addressee", "outcome", "vote_words", "majority", "who_acts"),
    *("votes_for", "votes_against", "votes_abstained", "votes_cast", "deferred_until_words"),
)


def when_opened(place: PlaceOfDeciding, asks: Iterable[Recommendation]) -> TypedFields:
    """The fields as the form is opened: from the asks, or from the decision to be corrected."""
    if place.starts_from:
        return _from_decision(place, place.starts_from)
    typed = {"visibility": _at_first(place)}
    if place.meeting:
        typed |= {"date": date_as_typed(place.meeting.date), "title": _title(place)}
    prefixes = []
    for number, ask in enumerate(asks, start=1):
        prefixes.append(f"r{number}")
        typed |= _from_ask(f"r{number}", ask)
    if not prefixes:
        prefixes, typed = ["n1"], typed | {"n1-number": "1"}
    return {**typed, ORDER: " ".join(prefixes)}


def _at_first(place: PlaceOfDeciding) -> str:
    """A council's decision is its own until it is published; a partnership's its members'."""
    organisation = place.organisation
    is_shared = organisation is None or organisation.pk == place.programme.partnership_id
    return Visibility.PARTNERS if is_shared else Visibility.OWNER


def _title(place: PlaceOfDeciding) -> str:
    return str(place.report.title if place.report else "")


def _from_ask(prefix: str, ask: Recommendation) -> TypedFields:
    typed = {"ask": str(ask.pk), "number": ask.number, "verb": ask.verb, "text": ask.text}
    found = {f"{prefix}-{name}": value for name, value in typed.items()}
    about: Iterable[Any] = getattr(ask, "shown_about", ())
    return found | {_box(prefix, ABOUT, *one.reference): "on" for one in about}


def _box(prefix: str, which: str, label: str, pk: int) -> str:
    return f"{prefix}-{which}-{label}-{pk}"


def _from_decision(place: PlaceOfDeciding, decision: Decision) -> TypedFields:
    """What was recorded, to be put right; without its days where it is decided anew."""
    typed = {
        "title": decision.title,
        "visibility": decision.visibility,
        "call_in": decision.call_in,
        "call_in_why": decision.call_in_why,
        "body": str(decision.body_id or ""),
        "meeting": str(decision.meeting_id or ""),
        "officer": str(decision.officer_id or ""),
        "under": str(decision.under_id or ""),
        "without_delegation": decision.without_delegation,
    }
    typed |= {name: _as_typed(getattr(decision, name)) for name in VOTE}
    if place.after:
        typed |= dict.fromkeys(("body", "meeting", "call_in", "call_in_why", *VOTE), "")
    else:
        for name in ("date", "effective", "announced", "call_in_until"):
            typed[name] = date_as_typed(getattr(decision, name))
    if place.instead_of:
        typed |= {"remarks": decision.remarks} | _source_of(decision)
    prefixes = []
    clauses = list(
        decision.clauses.not_struck_out().select_related("under").order_by("order", "pk")
    )
    links = _links(clauses)
    for number, clause in enumerate(clauses, start=1):
        prefixes.append(f"r{number}")
        typed |= _from_clause(f"r{number}", clause, links.get(clause.pk, []))
    return {**typed, ORDER: " ".join(prefixes)}


def _as_typed(value: Any) -> str:
    return "" if value is None else str(value)


def _source_of(decision: Decision) -> TypedFields:
    label, pk = decision.reference
    cited = Citation.objects.not_struck_out().filter(record_type=label, record_id=pk)
    source = cited.order_by("pk").first()
    if source is None:
        return {}
    return {"document": str(source.document_id), "paragraph": source.paragraph}


def _links(clauses: list[Clause]) -> dict[int, list[Subject]]:
    """What these clauses are about and settle."""
    found: dict[int, list[Subject]] = {}
    links = Subject.objects.not_struck_out().filter(
        record_type=Clause._meta.label_lower,
        record_id__in=[one.pk for one in clauses],
        relation__in=(SubjectRelation.ABOUT, SubjectRelation.SETTLES),
    )
    for link in links.order_by("order", "pk"):
        found.setdefault(link.record_id, []).append(link)
    return found


def _from_clause(prefix: str, clause: Clause, links: list[Subject]) -> TypedFields:
    values = {name: getattr(clause, name) for name in FROM_CLAUSE}
    values |= {"ask": clause.answers_id, "referred_to": clause.referred_to_id}
    values |= {"part_of": clause.under.number if clause.under else ""}
    for name in ("deferred_until", "act_by"):
        values[name] = date_as_typed(getattr(clause, name))
    conditions = clause.conditions.not_struck_out().order_by("order", "pk")
    values["conditions"] = "\n".join(one.text for one in conditions)
    values["timing"] = conditions[0].timing if conditions else ""
    delegation = clause.delegations.not_struck_out().order_by("pk").first()
    if delegation:
        values |= {"delegate_to": delegation.to_id, "delegate_what": delegation.on_what}
        values["delegate_with"] = delegation.in_consultation_with_id
    ticks = {
        "own_only": clause.visibility == Visibility.OWNER,
        "in_principle": clause.in_principle,
        "amends": bool(clause.amendment),
    }
    values |= {name: "on" for name, is_so in ticks.items() if is_so}
    values["amendment"] = clause.amendment
    typed = {f"{prefix}-{name}": _as_typed(value) for name, value in values.items()}
    for link in links:
        which = SETTLES if link.relation == SubjectRelation.SETTLES else ABOUT
        typed[_box(prefix, which, *link.subject_reference)] = "on"
    return typed


# After a button


def after(do: str, typed: Mapping[str, str]) -> TypedFields:
    """The fields after a button that changes the form and records nothing was pressed."""
    what, _, prefix = do.partition(":")
    found = dict(typed)
    if what == "add":
        return _with_another(found)
    if what == "part":
        return _with_another(found, after=prefix)
    if what == "amendment":
        return _with_amendment(found, prefix)
    if what == "remove":
        found[ORDER] = " ".join(one for one in _prefixes(found) if one != prefix)
        return {name: v for name, v in found.items() if not name.startswith(f"{prefix}-")}
    if what == "all":
        return _all_as_recommended(found)
    return found


def _prefixes(typed: Mapping[str, str]) -> list[str]:
    return typed.get(ORDER, "").split()


def _with_another(typed: TypedFields, after: str = "") -> TypedFields:
    """With an empty clause at the end, or a sub-clause after another and its sub-clauses."""
    prefixes = _prefixes(typed)
    new = new_prefix(prefixes)
    whole = typed.get(f"{after}-number", "") if after in prefixes else ""
    parts = [one for one in prefixes if whole and typed.get(f"{one}-part_of") == whole]
    if whole:
        place = prefixes.index(parts[-1] if parts else after) + 1
        typed[f"{new}-part_of"] = whole
        typed[f"{new}-number"] = f"{whole}({_letter(len(parts))})"
    else:
        place = len(prefixes)
        numbers = [typed.get(f"{one}-number", "") for one in prefixes]
        typed[f"{new}-number"] = following(numbers)
    prefixes.insert(place, new)
    return {**typed, ORDER: " ".join(prefixes)}


def _with_amendment(typed: TypedFields, of: str) -> TypedFields:
    """With the vote on an amendment of a clause, after it and its sub-clauses."""
    found = _with_another(typed, after=of)
    new = next(one for one in _prefixes(found) if one not in _prefixes(typed))
    whole = typed.get(f"{of}-number", "")
    parts = [one for one in _prefixes(typed) if typed.get(f"{one}-part_of") == whole]
    earlier = [one for one in parts if typed.get(f"{one}-amends")]
    number = f"{whole} amendment {len(earlier) + 1}"
    return {**found, f"{new}-amends": "on", f"{new}-number": number}


def new_prefix(prefixes: Iterable[str]) -> str:
    """A prefix that no clause has."""
    used = [int(one[1:]) for one in prefixes if one[:1] == "n" and one[1:].isdigit()]
    return f"n{max(used, default=0) + 1}"


def _letter(place: int) -> str:
    return chr(ord("a") + place % 26)


def following(numbers: list[str]) -> str:
    """The number after these, as they are numbered: "e" after a to d, "5" after 1 to 4."""
    wholes = [one for one in numbers if "(" not in one]
    last = wholes[-1] if wholes else ""
    if last.isdigit():
        return str(int(last) + 1)
    if len(last) == 1 and "a" <= last < "z":
        return chr(ord(last) + 1)
    return str(len(wholes) + 1)


def _all_as_recommended(typed: TypedFields) -> TypedFields:
    """Those recommendations of which nothing is said yet."""
    for prefix in _prefixes(typed):
        if typed.get(f"{prefix}-ask"):
            typed[f"{prefix}-outcome"] = (
                typed.get(f"{prefix}-outcome") or AnswerToAsk.AS_RECOMMENDED.value
            )
    return typed
