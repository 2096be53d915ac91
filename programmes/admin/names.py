"""Agreeing to another name: a page beside the form of a person or a post."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from programmes.admin.base import RecordAdmin
from programmes.admin.fields import DATE_HELP, ReasonField, RenamedField
from programmes.models import NameAgreement, Organisation, PostOrganisation, Tenure
from programmes.naming import agreements_on, parties_to, spoken_for_by
from programmes.renaming import agree_to_name
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dates import in_words
from sharedsvc.core.names import CORRECTED, RENAMED, name_field_of, why_wrong_day
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.rights import permission

ANOTHER = "another organisation"


class NameForm(forms.Form):
    """The other name, since when, and why."""

    name = forms.CharField(max_length=200)
    renamed = RenamedField(required=True)
    since = DateAsKnownField(label="Changed from", required=False, help_text=DATE_HELP)
    reason = ReasonField()

    def clean(self) -> Any:
        """A day goes with a renaming, and with nothing else."""
        if not self.errors.keys() & {"renamed", "since"}:
            wrong = why_wrong_day(self.cleaned_data["renamed"], self.cleaned_data["since"])
            if wrong:
                self.add_error("since", wrong)
        return super().clean()


@dataclass
class Proposed:
    """A name that somebody agreed to: who has, for whom it waits, and where it is withdrawn."""

    name: str
    agreed: list[str]
    waits_for: list[str]
    since: str = ""
    withdraw: str = ""

    @property
    def from_when(self) -> str:
        """From which day on, in words; "" where the name was wrong."""
        return in_words(self.since) if self.since else ""


class NamedAdmin(RecordAdmin):
    """People and posts: where several must agree to a name, each does so on a page of its own."""

    def get_urls(self) -> list[Any]:
        """With the page on which another name is agreed to."""
        return [self.record_page("name", self.name_view), *super().get_urls()]

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Agreeing to another name, for those who speak for an employer."""
        links = super().links_to(request, record)
        if not self._may_agree(request, record):
            return links
        waiting = " (one is proposed)" if agreements_on(record).exists() else ""
        return [
            *links,
            (f"Agree to another name{waiting}", admin_address(self.model, "name", record.pk)),
        ]

    def _may_agree(self, request: HttpRequest, record: Any) -> bool:
        may_change = request.user.has_perm(permission("change", record), record)
        return may_change or bool(spoken_for_by(request.user, record))

    def name_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the name and the reason; say who has agreed to what, and who is waited for."""
        record = self._visible(request, object_id)
        if not self._may_agree(request, record):
            raise PermissionDenied
        proposed = self._proposed(request.user, record)
        called = getattr(record, name_field_of(record))
        start = _as_proposed(proposed[0]) if len(proposed) == 1 else {"name": called}
        form = NameForm(request.POST or None, initial=start)
        if request.method == "POST" and form.is_valid() and self._agree(request, record, form):
            return redirect(request.path)
        context = {
            **self._page(request, record, f"Agree to another name: {record}"),
            "form": form,
            "called": called,
            "proposed": proposed,
            "parties": self._named(parties_to(record).organisations, request.user, record),
            "suffice": parties_to(record).suffice,
        }
        return TemplateResponse(request, "admin/acts/agree_to_name.html", context)

    def _agree(self, request: HttpRequest, record: Any, form: NameForm) -> bool:
        name, since = form.cleaned_data["name"], form.cleaned_data["since"]
        with recording_by(form, request.user):
            done = agree_to_name(record=record, name=name, since=since)
        if form.is_valid():
            said = "is the name now" if done else "is agreed to; it waits for the others"
            messages.success(request, f"“{name}” {said}.")
        return form.is_valid()

    def _proposed(self, user: Any, record: Any) -> list[Proposed]:
        rows = list(agreements_on(record))
        parties, own = parties_to(record).organisations, spoken_for_by(user, record)
        found = []
        for name, since in dict.fromkeys((row.name, row.since) for row in rows):
            same = [row for row in rows if (row.name, row.since) == (name, since)]
            agreed = {row.organisation_id: row for row in same}
            mine = [row for place, row in agreed.items() if place in own]
            found.append(
                Proposed(
                    name,
                    self._named(agreed, user, record),
                    self._named(parties - set(agreed), user, record),
                    since,
                    _withdraw(mine[0]) if mine else "",
                )
            )
        return found

    def _named(self, organisations: Any, user: Any, record: Any) -> list[str]:
        """The organisations by name, as far as the user sees that they employ; others as such."""
        posts = [record.pk]
        if name_field_of(record) == "name":
            tenures = Tenure.objects.visible_to(user).filter(person=record.pk)
            posts = list(tenures.values_list("post", flat=True))
        seen = PostOrganisation.objects.visible_to(user).filter(post__in=posts)
        known = {*seen.values_list("organisation", flat=True), *spoken_for_by(user, record)}
        named = Organisation.objects.visible_to(user).filter(pk__in=known & set(organisations))
        found = [str(one) for one in named.order_by("name", "pk")]
        return [*found, *[ANOTHER] * (len(set(organisations)) - len(found))]


def _as_proposed(one: Proposed) -> dict[str, str]:
    """What the form begins with, where one name is proposed."""
    renamed = RENAMED if one.since else CORRECTED
    return {"name": one.name, "renamed": renamed, "since": one.since}


def _withdraw(agreement: Any) -> str:
    return admin_address(NameAgreement, "strike_out", agreement.pk)


class NameAgreementAdmin(RecordAdmin):
    """Agreements to names: given on the page of a person or post, withdrawn here."""

    list_display = ("named_so", "organisation", "name", "instead_of", "since")
    search_fields: ClassVar[Any] = ()

    @property
    def joins(self) -> tuple[str, ...]:
        """The records that its list names, in one statement."""
        return ("person", "post", "organisation")

    def named_so(self, agreement: Any) -> str:
        """Who, or which post, is to be called so."""
        return str(agreement.named)

    named_so.short_description = "Of"  # type: ignore[attr-defined]

    def why_fixed(self, record: Any) -> str:
        """Where an agreement is given, and how it is withdrawn."""
        return (
            "An agreement to a name is given on the page “Agree to another name” of the person or "
            "post. To withdraw it, strike it out."
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: it is given on the page of the person or post."""
        return False

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """None: there are few."""
        return []
