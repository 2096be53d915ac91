"""Who may see what, and the shapes in which pages ask for records."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q

from programmes.choices import OrganisationKind, Visibility
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.querysets import DatedQuerySet, HappeningQuerySet, JSONRows


class RecordQuerySet(GuardedQuerySet):
    """Records with a visibility, an owner, and parents that must be seen too."""

    def not_struck_out(self) -> Self:
        """Without those struck out as mistakes."""
        return self.filter(struck_out="")

    def visible_to(self, user: Any) -> Self:
        """Those that this user (or an anonymous visitor) may see, parents included.

        Public records are everyone's; records between partners are for people with a grant in
        the owner or in a fellow member of the partnership; the owner's alone for its own people.
        """
        visible = self.not_struck_out()
        if not getattr(user, "is_superuser", False):
            visible = visible.filter(self._open_to(user))
        for parent in self.model.seen_through:
            visible = visible.filter(self._parent_seen(parent, user))
        return visible

    def _open_to(self, user: Any) -> Q:
        public = Q(visibility=Visibility.PUBLIC)
        if not getattr(user, "is_authenticated", False):
            return public
        own = organisations_of(user)
        partners = Q(owner__in=own) | Q(owner__in=fellow_members(own))
        path = self.model.partnership_path
        if path:
            partners |= Q(**{f"{path}__in": partnerships_of(own)})
        return (
            public
            | Q(visibility=Visibility.OWNER, owner__in=own)
            | Q(visibility=Visibility.PARTNERS) & partners
        )

    def _parent_seen(self, parent: str, user: Any) -> Q:
        field = self.model._meta.get_field(parent)
        seen = Q(**{f"{parent}__in": field.related_model.objects.visible_to(user).values("pk")})
        return seen | Q(**{f"{parent}__isnull": True}) if field.null else seen


def organisations_of(user: Any) -> Any:
    """Ids of the organisations in which the user holds a grant today, as a subquery."""
    grants = _model("Grant")
    return grants.filter(user=user).surely(datetime.date.today()).values("organisation")


def partnerships_of(organisations: Any) -> Any:
    """Ids of the partnerships of which these organisations are members today."""
    memberships = _model("Membership").not_struck_out()
    members = memberships.filter(organisation__in=organisations)
    return members.surely(datetime.date.today()).values("partnership")


def fellow_members(organisations: Any) -> Any:
    """Ids of the organisations that share a partnership with these today."""
    memberships = _model("Membership").not_struck_out()
    fellows = memberships.filter(partnership__in=partnerships_of(organisations))
    return fellows.surely(datetime.date.today()).values("organisation")


class DatedRecordQuerySet(RecordQuerySet, DatedQuerySet):
    """Governed records in force between two dates."""


class HappeningRecordQuerySet(RecordQuerySet, HappeningQuerySet):
    """Governed records that happened on a date."""


class OrganisationQuerySet(DatedRecordQuerySet):
    """Organisations, partnerships among them."""

    def partnerships(self) -> Self:
        """Those that are partnerships."""
        return self.filter(kind=OrganisationKind.PARTNERSHIP)


class ProgrammeQuerySet(DatedRecordQuerySet):
    """Programmes."""

    def for_list(self) -> Self:
        """With their partnership, in alphabetical order of title."""
        return self.select_related("partnership").order_by("title", "pk")

    def for_position(self, day: datetime.date, user: Any) -> Self:
        """With partnership, phases and members as at that day, as lists of dicts."""
        members = _model("Membership").visible_to(user).as_at(day)
        return self.select_related("partnership").annotate(
            phase_rows=JSONRows(
                _model("Phase")
                .visible_to(user)
                .filter(programme=OuterRef("pk"))
                .order_by("order", "pk"),
                id=F("pk"),
                code=F("code"),
                title=F("title"),
                description=F("description"),
                start=F("start"),
                start_earliest=F("start_earliest"),
                start_latest=F("start_latest"),
                end=F("end"),
                end_earliest=F("end_earliest"),
                end_latest=F("end_latest"),
            ),
            member_rows=JSONRows(
                members.filter(partnership=OuterRef("partnership")).order_by(
                    "organisation__name", "role", "pk"
                ),
                id=F("pk"),
                role=F("role"),
                organisation=F("organisation_id"),
                code=F("organisation__code"),
                name=F("organisation__name"),
                short_name=F("organisation__short_name"),
                start=F("start"),
                end=F("end"),
                remarks=F("remarks"),
                certainty=F("certainty"),
            ),
        )


def _model(name: str) -> Any:
    return apps.get_model("programmes", name).objects


class MeetingQuerySet(HappeningRecordQuerySet):
    """Meetings of bodies."""

    def after(self, day: datetime.date) -> Self:
        """Those that are, or may be, after that day, soonest first."""
        return self.filter(date_latest__gt=day).order_by("date_earliest", "pk")

    def for_programme(self, programme: Any, day: datetime.date) -> Self:
        """Those of a partnership, and those that a programme's documents state, in order of date.

        `decided` says whether a decision taken there was recorded, and taken by that day.
        """
        cited = (
            _model("Citation")
            .not_struck_out()
            .filter(record_type="programmes.meeting", document__programme=programme)
        )
        taken = apps.get_model("decisions", "Decision").objects.not_struck_out()
        return (
            self.filter(
                Q(body__organisation=programme.partnership_id) | Q(pk__in=cited.values("record_id"))
            )
            .annotate(decided=Exists(taken.filter(meeting=OuterRef("pk"), date_earliest__lte=day)))
            .select_related("body__organisation")
            .order_by("date_earliest", "pk")
        )


class LinkQuerySet(RecordQuerySet):
    """Rows that point at records of any kind (`record_type`, `record_id`)."""

    def about(self, records: Iterable[Any]) -> Self:
        """Those that point at any of these records."""
        wanted: dict[str, list[int]] = {}
        for record in records:
            wanted.setdefault(record._meta.label_lower, []).append(record.pk)
        query = Q(pk__in=[])
        for kind, ids in wanted.items():
            query |= Q(record_type=kind, record_id__in=ids)
        return self.filter(query)


class ReadingQuerySet(RecordQuerySet):
    """Readings of conflicts."""

    def for_list(self, day: datetime.date) -> Self:
        """Of conflicts in force on that day, with the conflict and what it is about."""
        about = _model("Subject").not_struck_out()
        return (
            self.filter(conflict__start_earliest__lte=day, conflict__end_latest__gte=day)
            .select_related("conflict")
            .annotate(
                about_rows=JSONRows(
                    about.filter(
                        record_type="programmes.conflict", record_id=OuterRef("conflict_id")
                    ).order_by("order", "pk"),
                    id=F("pk"),
                    type=F("subject_type"),
                    subject=F("subject_id"),
                )
            )
            .order_by("conflict__code", "number")
        )
