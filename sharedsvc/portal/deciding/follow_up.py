"""Whether what a body decided was carried out: one list, and the form that says so of one."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from decisions.choices import ActionState, AnswerToAsk, Verb
from decisions.deciding import report_action
from decisions.models import Clause, Decision
from decisions.movers import NOT_CARRIED
from decisions.standing import Mark, marks_on
from programmes.models import Body
from programmes.viewers import note_found
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dates import bounds
from sharedsvc.core.field_words import heading_of, help_of
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.rights import permission
from sharedsvc.core.showing import withhold
from sharedsvc.core.text_widgets import Lines
from sharedsvc.core.texts import validate_seen

ASKS_NOBODY = (Verb.NOTE, Verb.REFUSE, Verb.DEFER, Verb.REFER)
PUT_OFF = (AnswerToAsk.DEFERRED, AnswerToAsk.REFERRED)
CLOSED = (ActionState.DONE, ActionState.DROPPED)


@dataclass(frozen=True)
class ActionFollowed:
    """A clause that is to be carried out: by whom, by when, and how it stands today."""

    clause: Clause
    may_report: bool
    marks: tuple[Mark, ...] = ()

    @property
    def held(self) -> str:
        """Why it does not count today, where that is sure: on hold, rescinded, not in force yet."""
        ending = [one.words for one in self.marks if one.ends and one.surely]
        return ending[0] if ending else ""

    @property
    def state(self) -> str:
        """How it stands, in words."""
        clause = self.clause
        if self.held:
            return self.held
        if not clause.who_acts:
            return "No owner is recorded"
        if clause.action:
            return str(clause.get_action_display())
        return "Overdue: nothing is reported" if self.is_overdue else "Nothing is reported"

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it was to be done has gone, and it is not."""
        is_open = self.clause.action not in CLOSED
        return bool(self.clause.act_by) and is_open and self.clause.act_by_latest < _today()


@dataclass(frozen=True)
class PutOff:
    """A recommendation that was deferred or referred, and not decided since."""

    clause: Clause

    @property
    def state(self) -> str:
        """How it stands today, in words."""
        clause = self.clause
        if clause.outcome == AnswerToAsk.REFERRED:
            to = clause.referred_to.in_full if clause.referred_to else clause.addressee
            return f"Referred to {to}" if to else "Referred"
        until = clause.date_in_words("deferred_until")
        is_over = bool(clause.deferred_until) and clause.deferred_until_latest < _today()
        return f"Put off until {until}{': that day has gone' if is_over else ''}"


def _today() -> datetime.date:
    return datetime.date.today()


def to_carry_out(body: Body, user: Any) -> list[ActionFollowed]:
    """What a body decided that is to be carried out, the newest decision first."""
    agreed = Q(answers__isnull=False) & ~Q(outcome__in=NOT_CARRIED) & ~Q(verb__in=ASKS_NOBODY)
    replaced = Decision.objects.visible_to(user).filter(supersedes__isnull=False)
    clauses = Clause.objects.visible_to(user).filter(
        decision__body=body, decision__sent_back="", amendment=""
    )
    clauses = clauses.exclude(decision__in=replaced.values("supersedes"))
    found = list(clauses.filter(~Q(who_acts="") | agreed).for_list())
    right = permission("change", Clause)
    may = user.is_authenticated and user.has_perm(right)
    marks = marks_on(found, user, _today())
    return [
        ActionFollowed(one, bool(may and user.has_perm(right, one)), marks.get(one.reference, ()))
        for one in found
    ]


def put_off(body: Body, user: Any) -> list[PutOff]:
    """What a body deferred or referred, and no later decision that a user sees has answered."""
    seen = Clause.objects.visible_to(user)
    later = seen.filter(
        answers=OuterRef("answers"), decision__date_latest__gt=OuterRef("decision__date_latest")
    )
    replaced = Decision.objects.visible_to(user).filter(supersedes=OuterRef("decision"))
    found = seen.filter(decision__body=body, decision__sent_back="", outcome__in=PUT_OFF)
    found = found.exclude(Exists(later)).exclude(Exists(replaced))
    rows = found.for_list().select_related("referred_to__organisation", "answers__report")
    return [PutOff(one) for one in withhold(rows, user)]


@login_not_required
def carried_out(request: HttpRequest, code: str) -> HttpResponse:
    """Whether what a body agreed to was carried out."""
    body = _body(request, code)
    rows = to_carry_out(body, request.user)
    done = sum(row.clause.action == ActionState.DONE for row in rows)
    context = {"section": "records", "body": body, "rows": rows, "done": done}
    context["put_off"] = put_off(body, request.user)
    return render(request, "portal/carried_out.html", context)


def _body(request: HttpRequest, code: str) -> Body:
    seen = Body.objects.visible_to(request.user).select_related("organisation")
    found: Body = get_object_or_404(seen, code=code)
    note_found(request.user, found)
    return found


class ActionForm(forms.Form):
    """What became of an action."""

    action = forms.ChoiceField(
        label=heading_of(Clause._meta.get_field("action")),
        choices=[("", "Nothing is reported"), *ActionState.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    done = DateAsKnownField(
        label=heading_of(Clause._meta.get_field("done")),
        help_text=help_of(Clause._meta.get_field("done")),
        max_length=60,
        required=False,
    )
    reported = forms.CharField(
        label=heading_of(Clause._meta.get_field("reported")),
        help_text=help_of(Clause._meta.get_field("reported")),
        required=False,
        widget=Lines(attrs={"rows": 3}),
        validators=[validate_seen],
    )
    reason = forms.CharField(
        label="Why it is entered", max_length=200, help_text="Kept in the history."
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be yet."""
        data = super().clean() or {}
        done = data.get("done")
        if done and bounds(done).earliest > _today():
            self.add_error("done", "That is later than today: leave it blank until it is done.")
        if done and data.get("action") not in CLOSED:
            self.add_error("action", "Say that it is done, or given up, on that day.")
        return data


def report(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what became of what a clause asked somebody to do; the clause itself stays sealed."""
    body = _body(request, code)
    seen = Clause.objects.visible_to(request.user).for_list()
    clause = get_object_or_404(seen, pk=pk, decision__body=body)
    if not request.user.has_perm(permission("change", clause), clause):
        raise PermissionDenied("Only a clerk of the organisation that decided says so.")
    initial = {name: getattr(clause, name) for name in ("action", "done", "reported")}
    form = ActionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with recording_by(form, request.user):
            report_action(record=clause, **{name: form.cleaned_data[name] for name in initial})
        if form.is_valid():
            messages.success(request, "What became of it is recorded.")
            return redirect("portal:carried_out", body.code)
    context = {"section": "records", "body": body, "clause": clause, "form": form}
    return render(request, "portal/report_action.html", context)
