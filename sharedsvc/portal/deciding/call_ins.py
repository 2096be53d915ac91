"""Call-in: that a decision was called in, and what came of it: a page for each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from decisions.choices import CallInOutcome, CallInRule
from decisions.deciding import call_in
from decisions.models import CallIn, Clause, Decision
from decisions.models.call_ins import holds_clause
from decisions.settling import SettledMove, moves_of
from programmes.models import Body
from sharedsvc.core.date_fields import date_as_typed
from sharedsvc.core.dates import bounds
from sharedsvc.core.field_words import heading_of, help_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.rights import permission
from sharedsvc.core.texts import validate_seen
from sharedsvc.portal.deciding.forms import one_of, when, words
from sharedsvc.portal.programmes.found import find_programme

NOT_YOURS = "Only a clerk of the organisation that decided records its call-ins."


class WhyEnteredForm(forms.Form):
    """Why something is entered: the last field of each form."""

    reason = forms.CharField(
        label="Why it is entered",
        max_length=200,
        help_text="Kept in the history. For example: from the notice of five members.",
        validators=[validate_seen],
    )


class CallInForm(WhyEnteredForm):
    """Who called in what, when, and on what grounds."""

    clause = forms.ModelChoiceField(
        label="What was called in",
        queryset=Clause.objects.none(),
        required=False,
        empty_label="The whole decision",
        help_text="One clause alone, or the whole decision.",
    )
    date = when(CallIn, "date", required=True)
    called_by = words(CallIn, "called_by", required=True)
    grounds = words(CallIn, "grounds", required=True, rows=3)
    heard_by = one_of(CallIn, "heard_by")
    field_order = ("clause", "date", "called_by", "grounds", "heard_by")

    def __init__(self, data: Any, *, decision: Decision, user: Any) -> None:
        super().__init__(data)
        self.fields["date"].label = "When it was called in"
        self.fields["date"].help_text = "The day of the notice."
        clauses = Clause.objects.visible_to(user).filter(decision=decision, amendment="")
        self.fields["clause"].queryset = clauses.order_by("order", "pk")  # type: ignore[attr-defined]
        _offer_bodies(self, decision, user)


class HeardForm(WhyEnteredForm):
    """Who heard it, when, and what came of it."""

    outcome = forms.ChoiceField(
        label=heading_of(CallIn._meta.get_field("outcome")),
        help_text=help_of(CallIn._meta.get_field("outcome")),
        choices=CallInOutcome.choices,
        widget=forms.RadioSelect,
    )
    heard = when(CallIn, "heard")
    heard_by = one_of(CallIn, "heard_by")
    findings = words(CallIn, "findings", rows=3)
    field_order = ("outcome", "heard", "heard_by", "findings")

    def __init__(self, data: Any, *, call: CallIn, user: Any) -> None:
        initial = {name: getattr(call, name) for name in ("outcome", "heard_by", "findings")}
        super().__init__(data, initial={**initial, "heard": date_as_typed(call.heard)})
        self.call = call
        _offer_bodies(self, call.decision, user)

    def clean(self) -> dict[str, Any]:
        """Refuse what came of it without its day, and a day before the call-in."""
        data = super().clean() or {}
        is_settled = data.get("outcome") in CallInOutcome.settled()
        if is_settled and not data.get("heard") and "heard" not in self.errors:
            self.add_error("heard", "Say when it was heard, or withdrawn.")
        if data.get("heard") and bounds(data["heard"]).latest < self.call.date_earliest:
            self.add_error("heard", "That is before it was called in: look at both days.")
        return data


def _offer_bodies(form: Any, decision: Decision, user: Any) -> None:
    bodies = Body.objects.visible_to(user).filter(organisation=decision.organisation_id)
    found = bodies.select_related("organisation").order_by("name", "pk")
    form.fields["heard_by"].queryset = found


def may_call_in(user: Any, decision: Decision) -> bool:
    """Whether somebody may record a call-in of a decision."""
    return bool(user.has_perm(permission("add", CallIn), CallIn(decision=decision)))


def enter(request: HttpRequest, code: str, own: str) -> HttpResponse:
    """Record that a decision, or one clause of it, was called in: it is on hold from then on."""
    decision = _decision(request, code, own)
    if not may_call_in(request.user, decision):
        raise PermissionDenied(NOT_YOURS)
    form = CallInForm(request.POST or None, decision=decision, user=request.user)
    if request.method == "POST" and form.is_valid():
        call = CallIn(
            decision=decision,
            number=_next_number(decision),
            visibility=decision.visibility,
            owner=decision.owner,
            **_said(form),
        )
        with recording_by(form, request.user):
            call_in(record=call)
        if form.is_valid():
            messages.success(request, "The call-in is recorded: what was called in is on hold.")
            _warn_of_what_moved(request, call)
            return redirect(kinds.address(call))
    is_open = decision.call_in != CallInRule.NOT_OPEN
    return _page(request, decision, form, called="Record a call-in", is_open=is_open)


def _warn_of_what_moved(request: HttpRequest, call: CallIn) -> None:
    """A call-in may be entered after what it holds was carried out: that does not move back."""
    settled = moves_of(call.decision, request.user)
    moved = sum(one.is_done for one in settled if holds_clause(call, one.clause))
    if moved:
        messages.warning(
            request,
            f"Of what it settles had moved before: {moved}. That does not move back by itself: "
            "see “What it settles” on the decision’s page, and put each record right.",
        )


def settle(request: HttpRequest, code: str, own: str, number: int) -> HttpResponse:
    """Say what came of a call-in: where it stands or was withdrawn, what waited moves."""
    decision = _decision(request, code, own)
    seen = CallIn.objects.visible_to(request.user).select_related("clause", "heard_by")
    call = get_object_or_404(seen, decision=decision, number=number)
    if not request.user.has_perm(permission("change", call), call):
        raise PermissionDenied(NOT_YOURS)
    waiting = _held(call, request.user)
    form = HeardForm(request.POST or None, call=call, user=request.user)
    if request.method == "POST" and form.is_valid():
        for name, value in _said(form).items():
            setattr(call, name, value)
        with recording_by(form, request.user):
            call_in(record=call)
        if form.is_valid():
            messages.success(request, _told(len(waiting) - len(_held(call, request.user))))
            return redirect(kinds.address(call))
    called = "What came of the call-in"
    return _page(request, decision, form, called=called, call=call, moves=waiting, is_open=True)


def _decision(request: HttpRequest, code: str, own: str) -> Decision:
    programme = find_programme(request, code)
    seen = Decision.objects.visible_to(request.user).select_related(
        "programme__partnership", "organisation", "body__organisation", "owner"
    )
    found: Decision = get_object_or_404(seen, programme=programme, code=own)
    return found


def _next_number(decision: Decision) -> int:
    """Struck out or not: a number is not given twice."""
    of_it = CallIn._base_manager.filter(decision=decision)
    return int(of_it.aggregate(last=Max("number"))["last"] or 0) + 1


def _said(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "reason"}


def _held(call: CallIn, user: Any) -> list[SettledMove]:
    """What is held by a call-in and has not moved."""
    moves = moves_of(call.decision, user)
    return [one for one in moves if holds_clause(call, one.clause) and not one.is_done]


def _told(moved: int) -> str:
    said = {0: "Nothing moved with it.", 1: "One record moved with it."}
    words = said.get(moved, f"{moved} records moved with it.")
    return f"What came of the call-in is recorded. {words}"


def _page(request: HttpRequest, decision: Decision, form: Any, **more: Any) -> HttpResponse:
    context = {"section": "records", "decision": decision, "form": form, **more}
    return render(request, "portal/call_in.html", context)
