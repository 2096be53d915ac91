"""Registers the records of "who"."""

import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from programmes.admin.base import RecordAdmin, register
from programmes.admin.dated import DatedValueAdmin
from programmes.admin.grants import GrantAdmin
from programmes.admin.inlines import inline
from programmes.admin.names import NameAgreementAdmin, NamedAdmin
from programmes.choices import OrganisationKind
from programmes.models import (
    Body,
    Citation,
    Conflict,
    Criterion,
    DatedValue,
    Document,
    Grant,
    Meeting,
    Membership,
    NameAgreement,
    Organisation,
    OrganisationName,
    Partnership,
    Person,
    Phase,
    Post,
    PostOrganisation,
    Power,
    Principle,
    Programme,
    Reading,
    Sharing,
    Subject,
    Succession,
    Tenure,
)
from sharedsvc.core.kinds import kinds

ON_THE_RECORD = (
    "This link belongs to the record that it stands on: change it on that record's own form, or "
    "strike it out here."
)


def _called(label: str, pk: int) -> str:
    kind = kinds.of_label(label)
    return f"{kind.singular if kind else label} {pk}"


class LinkAdmin(RecordAdmin):
    """Links that are written on the form of the record they hang on."""

    @admin.display(description="On")
    def record_name(self, link: Any) -> str:
        """What kind of record it hangs on, and which."""
        return _called(link.record_type, link.record_id)

    def why_fixed(self, record: Any) -> str:
        """That a source or subject is changed on the form of its record."""
        return ON_THE_RECORD

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: it is added on the form of its record."""
        return False

    def may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        """Only while its record can be changed."""
        return super().may_strike_out(request, record) and not record.record.why_fixed


class CitationAdmin(LinkAdmin):
    list_display = ("document", "paragraph", "inferred", "record_name")
    search_fields = ("document__title", "document__code", "paragraph")
    through_programme = "document__programme"


class SubjectAdmin(LinkAdmin):
    list_display = ("record_name", "relation", "about_name")
    search_fields = ("record_type", "subject_type")

    @admin.display(description="Leads to")
    def about_name(self, link: Any) -> str:
        """What kind of record it leads to, and which."""
        return _called(link.subject_type, link.subject_id)


class SharingAdmin(RecordAdmin):
    """Acts of sharing: to read, and to strike out. They are started and ended on their own page."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: sharing is started on a page of its own."""
        return False


class ProgrammeAdmin(RecordAdmin):
    """Programmes, with the way to their workbook."""

    inlines: ClassVar = [inline(Phase), inline(Criterion)]

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Its workbook to take away and to upload, for its manager."""
        if not request.user.has_perm("programmes.export_workbook", record):
            return []
        return [
            *(
                (
                    f"Workbook (.{ending})",
                    reverse("admin:workbook_download", args=[record.code, ending]),
                )
                for ending in ("xlsx", "zip")
            ),
            ("Upload a workbook", reverse("admin:workbook")),
        ]


class PostAdmin(NamedAdmin):
    """Posts, with where they are and who holds them."""

    inlines: ClassVar = [
        inline(PostOrganisation, verbose_name_plural="organisations that it belongs to"),
        inline(Tenure),
    ]


NAMES = inline(OrganisationName, fk_name="organisation")
SUCCESSORS = inline(
    Succession, fk_name="predecessor", verbose_name_plural="organisations that followed it"
)
MEMBERS = inline(Membership, fk_name="partnership", verbose_name_plural="members")


class OrganisationForm(forms.ModelForm):
    """An organisation of any kind but one: a partnership has a form of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields.get("kind")
        if kind is not None and not self.instance.is_partnership:
            own = self.fields["kind"] = copy.deepcopy(kind)
            own.choices = [one for one in kind.choices if one[0] != OrganisationKind.PARTNERSHIP]


class OrganisationAdmin(RecordAdmin):
    inlines: ClassVar = [NAMES, SUCCESSORS]

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.form = type("OrganisationForm", (OrganisationForm, self.form), {})


class PartnershipAdmin(RecordAdmin):
    """Partnerships: their kind is known, and not asked for."""

    inlines: ClassVar = [MEMBERS, NAMES, SUCCESSORS]

    def own_fields(self, without: tuple[str, ...] = ()) -> list[str]:
        """Without the kind: a partnership is none other."""
        return super().own_fields(without=(*without, "kind"))


admin.site.register(Organisation, OrganisationAdmin)
admin.site.register(Partnership, PartnershipAdmin)
register(OrganisationName)
register(Succession)
register(Membership)
admin.site.register(Sharing, SharingAdmin)
admin.site.register(Programme, ProgrammeAdmin)
register(Phase)
register(Principle)
register(Criterion)
register(Body, inline(Power))
register(Power)
register(Meeting)
admin.site.register(Person, NamedAdmin)
admin.site.register(Post, PostAdmin)
admin.site.register(NameAgreement, NameAgreementAdmin)
register(
    PostOrganisation,
    list_display=("post", "organisation"),
)
register(Tenure)
register(Document)
register(Conflict, inline(Reading))
register(Reading)
admin.site.register(Citation, CitationAdmin)
admin.site.register(Subject, SubjectAdmin)
admin.site.register(DatedValue, DatedValueAdmin)
admin.site.register(Grant, GrantAdmin)
