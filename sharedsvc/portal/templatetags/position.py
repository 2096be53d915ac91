"""What the programme's page says so often that it is worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sharedsvc.core.states import ANSWERS, GATES, STANDINGS, State
from sharedsvc.core.templatetags.register import show
from sharedsvc.portal.position.awaited import TO_BE_HANDED_OVER
from workstreams.choices import DurationClass

register = template.Library()


@register.simple_tag
def gate_line(cell: Any) -> SafeString:
    """Where a workstream stands at a gate, as one line of its row."""
    by = cell.gate.by
    own = f"{by.label}’s own; " if by else ""
    return _gate_line(cell.gate.title, cell.state, own, cell.is_open, cell.case_missing)


@lru_cache(maxsize=2048)
def _gate_line(title: str, state: str, own: str, is_open: bool, case_missing: bool) -> SafeString:
    shown = show(GATES[state], title)
    if is_open:
        missing = ", no case yet" if case_missing else ""
        return format_html("{}{}", shown, _quiet(f"{own}{GATES[state].word.lower()}{missing}"))
    if state == "already running":
        return format_html("{}{}", shown, _quiet("already running when recorded"))
    return shown


@register.simple_tag
def gate_cell(cell: Any, waits_alike: str) -> SafeString:
    """Where a workstream stands at a gate, in the matrix: whom it waits for unless that is said."""
    who = "" if waits_alike else ", ".join(one.label for one in cell.waiting_for)
    case = cell.gate.get_case_stage_display().lower() if cell.case_missing and cell.is_open else ""
    notes = (
        f"for {who}" if who and cell.is_open else "",
        f"no {case} is recorded as done" if case else "",
        f"open: {'; '.join(cell.subject_to)}" if cell.subject_to else "",
        *(one.words for one in cell.gone),
    )
    return _gate_cell(cell.state, "; ".join(note for note in notes if note))


@lru_cache(maxsize=2048)
def _gate_cell(state: str, notes: str) -> SafeString:
    shown = show(GATES[state])
    return format_html("{}{}", shown, _under(notes)) if notes else shown


@register.simple_tag(takes_context=True)
def linked(context: Any, named: Any) -> SafeString:
    """Words with where they lead, on the day of the page; the words alone if that is nowhere."""
    if not named.address:
        return conditional_escape(named.words)
    as_at = context.get("as_at")
    query = as_at.query if as_at else ""
    return format_html('<a href="{}{}">{}</a>', named.address, query, named.words)


@register.simple_tag
def shown_as(state: State) -> SafeString:
    """A state that is worked out: shape, then word."""
    return show(state)


@register.simple_tag
@lru_cache(maxsize=1024)
def holder_as(standing: str, holder: str) -> SafeString:
    """Who holds a part, behind the shape of its standing; the word is said above, and heard."""
    shown = STANDINGS[standing]
    heard = format_html('{}<span class="govuk-visually-hidden">: {}</span>', holder, shown.word)
    return show(State(shown.symbol, heard, shown.tone))


@register.simple_tag
@lru_cache(maxsize=16)
def nothing(why: str) -> SafeString:
    """A dash; why there is nothing is heard."""
    return format_html(
        '<span class="off" aria-hidden="true">–</span>'
        '<span class="govuk-visually-hidden">{}</span>',
        why,
    )


@register.simple_tag
def class_beside(workstream: Any, beside_all: bool, beside_these: bool) -> SafeString:
    """How long, and how much: where a heading says the class of the group, it is only heard."""
    is_stated = workstream.duration_class != DurationClass.NOT_STATED
    duration = workstream.duration_in_words if is_stated else ""
    return _class(duration, workstream.amount, beside_all or beside_these)


@lru_cache(maxsize=256)
def _class(duration: str, amount: str, seen: bool) -> SafeString:
    told = ", ".join(one for one in (duration if seen else "", amount) if one)
    heard = duration if duration and not seen else ""
    return format_html(
        "{}{}",
        _under(told) if told else "",
        format_html('<span class="govuk-visually-hidden">{}</span>', heard) if heard else "",
    )


@register.simple_tag
def left_to_others(position: Any, workstream: int) -> SafeString:
    """Who answered for a workstream and ended, so that this is to be handed over; "" for nobody."""
    roles = position.left_by_workstream.get(workstream, ())
    return format_html_join(mark_safe("<br>"), "{}", ((_left(role),) for role in roles))


def _left(role: Any) -> SafeString:
    shown = show(TO_BE_HANDED_OVER)
    return format_html("{}{}", shown, _under(f"{role.holder} ended {role.end_in_words}"))


@register.simple_tag
@lru_cache(maxsize=16)
def no_principal(word: str) -> SafeString:
    """That somebody takes part, but nobody is recorded who leads, hosts or provides."""
    return show(State(ANSWERS["not stated"].symbol, f"No {word} recorded"))


@register.simple_tag
@lru_cache(maxsize=1)
def overdue() -> SafeString:
    """That the date of a milestone has passed."""
    return _under_markup(show(State("t-late", "Date passed, not recorded as done", "bad")))


@dataclass(frozen=True)
class PartsAlike:
    """Who has a part of one kind and standing."""

    kind: str
    holders: str
    standing: str


@register.filter
def parts_alike(roles: Iterable[Any]) -> list[PartsAlike]:
    """Roles of one kind and standing together, in their order."""
    found: dict[tuple[str, str], list[str]] = {}
    for role in roles:
        found.setdefault((role.kind_in_words, role.standing), []).append(role.holder)
    return [PartsAlike(kind, ", ".join(some), to) for (kind, to), some in found.items()]


def _under(text: str) -> SafeString:
    return format_html('<span class="small quiet under">{}</span>', text)


def _under_markup(shown: SafeString) -> SafeString:
    return format_html('<span class="under">{}</span>', shown)


def _quiet(text: str) -> SafeString:
    return format_html('<br><span class="small quiet">{}</span>', text)
