"""Who may see what, and the shapes in which pages ask for records."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from programmes.carried_on import handed_on, partnership_then
from programmes.choices import SHARERS, GrantRole, MeetingState, OrganisationKind, Visibility
from programmes.known import cited_without_a_date, heard_of_by, known_by, named_by
from programmes.viewers import Viewer, viewer_of, who_sees_all
from sharedsvc.core.by_name import objects_named
from sharedsvc.core.dated.ends import EndAsTold
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.querysets import DatedQuerySet, HappeningQuerySet, JSONRows


class RecordQuerySet(GuardedQuerySet):
    """Records with a visibility, an owner, and parents that must be seen too."""

    def not_struck_out(self) -> Self:
        """Without those struck out as mistakes."""
        return self.filter(struck_out="")

    def visible_to(self, user: Any) -> Self:
        """Those that this user (or an anonymous visitor) may see, parents included.

        By the audience that was worked out when the record or what it is seen through was written
        (`programmes.audiences`).
        """
        return self._visible_to(viewer_of(user))

    def with_seen_by(self, user: Any) -> Self:
        """All that are not struck out, parents included; `seen` says whether this user may see it.

        For pages that say in its place that something is withheld.
        """
        viewer = viewer_of(user)
        seen = viewer.meets() & self._also_asked_of(viewer)
        return self._visible_to(who_sees_all(user)).annotate(
            seen=ExpressionWrapper(seen or Q(pk__isnull=False), output_field=BooleanField())
        )

    def struck_out_for(self, user: Any) -> Self:
        """Those struck out that this user would see if nothing had been."""
        viewer = replace(viewer_of(user), despite_striking_out=True)
        return self._visible_to(viewer).exclude(struck_out="")

    def _visible_to(self, viewer: Viewer) -> Self:
        seen = self.filter(viewer.meets(), self._also_asked_of(viewer))
        return seen if viewer.despite_striking_out else seen.not_struck_out()

    def _also_asked_of(self, viewer: Viewer) -> Q:
        """What a record, or a version, must fulfil beside its audience: of most kinds nothing."""
        return Q()

    def open_to(self, user: Any) -> Q:
        """The condition that a user belongs to the audience of a row: for tables that keep it too.

        Rows that are struck out are left to those who ask.
        """
        return viewer_of(user).meets()

    @property
    def asks_more_than_audience(self) -> bool:
        """Whether `visible_to` asks for more than the audience, and that nothing is struck out."""
        own, usual = type(self), RecordQuerySet
        return (own.visible_to, own._also_asked_of) != (usual.visible_to, usual._also_asked_of)

    def versions_visible_to(self, user: Any) -> QuerySet:
        """The recorded versions of these records that this user may see.

        A version's audience is narrowed by that of the record as it is (though struck out, for that
        is history too).
        """
        viewer = viewer_of(user)
        also = self._also_asked_of(viewer)
        versions = self.model.history.filter(viewer.meets(), also)
        records = self.order_by().filter(also)
        return versions.filter(id__in=records.values("pk")) if records.query.where else versions


class DatedRecordQuerySet(RecordQuerySet, DatedQuerySet):
    """Governed records in force between two dates."""


class HappeningRecordQuerySet(RecordQuerySet, HappeningQuerySet):
    """Governed records that happened on a date."""


class ToldQuerySet(HappeningRecordQuerySet):
    """Records with a date, which may be told before it: announced, promised, asked for."""

    def known_on(self, day: datetime.date) -> Self:
        """Those that had happened, or were known to come, by that day."""
        return self.filter(heard_of_by(day, self.model._meta.label_lower))


class NamedQuerySet(RecordQuerySet):
    """Records without a date, known since somebody named them."""

    def known_on(self, day: datetime.date) -> Self:
        """Those that a document of that day or before names, or none with a date."""
        return self.filter(named_by(day, self.model._meta.label_lower))


class ConflictQuerySet(DatedRecordQuerySet):
    """Conflicts between sources."""

    def known_on(self, day: datetime.date) -> Self:
        """Those of which the first source was there by that day.

        One with a start of its own stands from then on; a conflict rests on what its readings cite.
        """
        readings = _model("Reading").not_struck_out().filter(conflict=OuterRef("pk"))
        own, of_reading = "programmes.conflict", "programmes.reading"
        known = known_by(day, own) | Exists(readings.filter(known_by(day, of_reading)))
        cited = readings.exclude(cited_without_a_date(of_reading))
        nobody_tells = cited_without_a_date(own) & ~Exists(cited)
        return self.filter(~Q(start="") | known | nobody_tells)


class SeenWhole:
    """Records that are seen with all their versions, or not at all."""

    def versions_visible_to(self: Any, user: Any) -> QuerySet:
        """The recorded versions of those that this user sees, struck out or not."""
        seen, struck_out = self.visible_to(user), self.struck_out_for(user)
        versions: QuerySet = self.model.history.filter(
            Q(id__in=seen.values("pk")) | Q(id__in=struck_out.values("pk"))
        )
        return versions


class GrantQuerySet(SeenWhole, DatedQuerySet):
    """Grants: a matter between those who hold them and those who give them."""

    def visible_to(self, user: Any) -> Self:
        """A person's own, and those in organisations of which that person is administrator."""
        return self.filter(struck_out="")._of_concern_to(user)

    def struck_out_for(self, user: Any) -> Self:
        """Those struck out that this user would see if they had not been."""
        return self.exclude(struck_out="")._of_concern_to(user)

    def _of_concern_to(self, user: Any) -> Self:
        viewer, kept = viewer_of(user), self
        if viewer.sees_all:
            return kept
        own = Q(user=user.pk) if getattr(user, "pk", None) else Q(pk__in=[])
        return kept.filter(own | Q(organisation__in=viewer.holding(GrantRole.ADMINISTRATOR)))

    def for_list(self) -> Self:
        """With person and organisation, in alphabetical order of both."""
        return self.select_related("user", "organisation").order_by(
            "organisation__name", "organisation", "user__name", "user__email", "role", "pk"
        )


class NameAgreementQuerySet(SeenWhole, GuardedQuerySet):
    """Agreements to another name: a matter between those who must agree."""

    def visible_to(self, user: Any) -> Self:
        """Those on the names of people and posts in which the user speaks for an employer."""
        viewer = viewer_of(user)
        kept = self.filter(struck_out="")
        if viewer.sees_all:
            return kept
        own = viewer.holding(GrantRole.CLERK, GrantRole.ADMINISTRATOR)
        if not own:
            return self.none()
        employers = _model("PostOrganisation").not_struck_out().filter(organisation__in=own)
        posts = employers.values("post")
        tenures = _model("Tenure").not_struck_out().filter(post__in=posts)
        held_by = tenures.filter(person__isnull=False).values("person")
        people = _model("Person").filter(Q(recorded_for__in=own) | Q(pk__in=held_by))
        return kept.filter(
            Q(organisation__in=own) | Q(post__in=posts) | Q(person__in=people.values("pk"))
        )

    def struck_out_for(self, user: Any) -> Self:
        """None: what was withdrawn is agreed to again."""
        return self.none()


class OrganisationQuerySet(DatedRecordQuerySet):
    """Organisations, partnerships among them."""

    def administered_by(self, user: Any) -> Self:
        """Those whose people and rights a user looks after."""
        viewer = viewer_of(user)
        visible = self.visible_to(user)
        if viewer.sees_all:
            return visible
        return visible.filter(pk__in=viewer.holding(GrantRole.ADMINISTRATOR))

    def shared_for_by(self, user: Any) -> Self:
        """Those for which a user starts and ends sharing."""
        viewer = viewer_of(user)
        visible = self.visible_to(user)
        return visible if viewer.sees_all else visible.filter(pk__in=viewer.holding(*SHARERS))

    def partnerships(self) -> Self:
        """Those that are partnerships."""
        return self.filter(kind=OrganisationKind.PARTNERSHIP)


class ProgrammeQuerySet(DatedRecordQuerySet):
    """Programmes."""

    def for_list(self) -> Self:
        """With their partnership, and those before it, in alphabetical order of title."""
        joined = self.select_related("partnership").annotate(handed_on=handed_on())
        return joined.order_by("title", "pk")

    def for_position(self, day: datetime.date, user: Any) -> Self:
        """With partnership, phases and members as at that day, as lists of dicts."""
        members = _model("Membership").visible_to(user).as_at(day)
        with_partnerships = self.select_related("partnership").annotate(
            handed_on=handed_on(), run_then_by=partnership_then(day)
        )
        return with_partnerships.annotate(
            phase_rows=JSONRows(
                _model("Phase")
                .visible_to(user)
                .filter(
                    Q(start_earliest__lte=day) | named_by(day, "programmes.phase"),
                    programme=OuterRef("pk"),
                )
                .order_by("order", "pk"),
                id=F("pk"),
                code=F("code"),
                title=F("title"),
                description=F("description"),
                start=F("start"),
                start_earliest=F("start_earliest"),
                start_latest=F("start_latest"),
                end=EndAsTold("end"),
                end_earliest=EndAsTold("end_earliest"),
                end_latest=EndAsTold("end_latest"),
            ),
            member_rows=JSONRows(
                members.filter(partnership=OuterRef("run_then_by")).order_by(
                    "organisation__name", "role", "pk"
                ),
                id=F("pk"),
                role=F("role"),
                organisation=F("organisation_id"),
                code=F("organisation__code"),
                name=F("organisation__name"),
                short_name=F("organisation__short_name"),
                start=F("start"),
                end=EndAsTold("end"),
                remarks=F("remarks"),
                certainty=F("certainty"),
            ),
        )


class MembershipQuerySet(DatedRecordQuerySet):
    """Memberships."""

    def surely_members(self, day: datetime.date, **pair: Any) -> bool:
        """Whether an organisation is surely a member of a partnership on that day."""
        return self.not_struck_out().surely(day).filter(**pair).exists()


class SharingQuerySet(DatedRecordQuerySet):
    """Acts of sharing: seen by those who may see that the organisation is a member."""

    def _also_asked_of(self, viewer: Viewer) -> Q:
        if viewer.sees_all:
            return Q()
        pair = {name: OuterRef(name) for name in ("partnership", "organisation")}
        member = Exists(_model("Membership").all()._visible_to(viewer).filter(**pair))
        return Q(organisation__among=viewer.organisations) | Q(member)

    def in_force(self, day: datetime.date) -> Self:
        """Those that count on that day: surely in force, as is a membership of the same."""
        pair = {name: OuterRef(name) for name in ("partnership", "organisation")}
        member = _model("Membership").not_struck_out().surely(day).filter(**pair)
        return self.not_struck_out().surely(day).filter(Exists(member))

    def not_ended(self, day: datetime.date) -> Self:
        """Those in force, or to come, whether or not the membership is, with both names."""
        joined = self.select_related("partnership", "organisation")
        return joined.not_struck_out().filter(end_latest__gte=day)


def _model(name: str) -> Any:
    return objects_named("programmes", name)


class MeetingQuerySet(ToldQuerySet):
    """Meetings of bodies."""

    def not_cancelled(self) -> Self:
        """Those that were not, on the day of the page."""
        return self.exclude(state=MeetingState.CANCELLED)

    def after(self, day: datetime.date) -> Self:
        """Those that are, or may be, after that day and known to come by then, soonest first."""
        to_come = self.known_on(day).not_cancelled().filter(date_latest__gt=day)
        return to_come.order_by("date_earliest", "pk")

    def for_programme(self, programme: Any, partnership: Any, user: Any) -> Self:
        """Those of a partnership, and those that a programme's documents state, by date.

        Of the documents only those that the user may see.
        """
        cited = (
            _model("Citation")
            .in_visible_documents(user)
            .filter(record_type="programmes.meeting", document__programme=programme)
        )
        return (
            self.filter(Q(body__organisation=partnership) | Q(pk__in=cited.values("record_id")))
            .select_related("body__organisation")
            .order_by("date_earliest", "pk")
        )


class LinkQuerySet(RecordQuerySet):
    """Rows that point at records of any kind (`record_type`, `record_id`)."""

    def struck_out_for(self, user: Any) -> Self:
        """None: a source or subject is given again on the form of its record."""
        return self.none()

    def visible_to(self, user: Any) -> Self:
        """Those whose own record may be seen too, whatever its kind.

        Pages that hold visible records already ask `in_visible_documents`, which is cheaper.
        """
        viewer = viewer_of(user)
        query = Q(pk__in=[])
        for model in apps.get_models():
            if self._may_hang_on(model):
                rows: Any = model._default_manager.all()
                seen = rows._visible_to(viewer).values("pk")
                query |= Q(record_type=model._meta.label_lower, record_id__in=seen)
        return self._visible_to(viewer).filter(query)

    def _may_hang_on(self, model: Any) -> bool:
        """Whether such rows can point at records of a model: at any, but not at one another."""
        is_link = hasattr(model, "record_type")
        return hasattr(model, "seen_through") and not model._meta.proxy and not is_link

    def in_visible_documents(self, user: Any) -> Self:
        """Those that may be seen beside a record that is known to be visible."""
        return self._visible_to(viewer_of(user))

    def about(self, records: Iterable[Any]) -> Self:
        """Those that point at any of these, each known by its `reference`."""
        return self.pointing_at(by_kind(records))

    def pointing_at(self, pks: Mapping[str, Any]) -> Self:
        """Those that point at records of these kinds with these keys."""
        query = Q(pk__in=[])
        for kind, ids in pks.items():
            query |= Q(record_type=kind, record_id__among=ids)
        return self.filter(query)


class DatedValueQuerySet(LinkQuerySet):
    """Values of records' fields from days on: seen with their records."""

    def that_hold(self) -> Self:
        """Those that count: not struck out, and kept from nobody who sees the record."""
        return self.not_struck_out().filter(visibility=Visibility.PUBLIC)

    def changed_by(self, day: datetime.date) -> Self:
        """Those of fields of which something began by that day: what always was, is no news."""
        same = {name: OuterRef(name) for name in ("record_type", "record_id", "field")}
        begun = self.model.objects.that_hold().filter(**same, start_earliest__lte=day)
        return self.filter(Exists(begun.exclude(start="")))

    def _may_hang_on(self, model: Any) -> bool:
        return super()._may_hang_on(model) and bool(dated_fields_of(model))


def by_kind(records: Iterable[Any]) -> dict[str, list[int]]:
    """The keys of records by their kind, as links know them, in the order of the kinds."""
    found: dict[str, set[int]] = {}
    for record in records:
        kind, pk = record.reference
        found.setdefault(kind, set()).add(pk)
    return {kind: sorted(pks) for kind, pks in sorted(found.items())}


class ReadingQuerySet(NamedQuerySet):
    """Readings of conflicts."""

    def for_list(self, day: datetime.date, user: Any) -> Self:
        """Of conflicts in force and known on that day, with the conflict and what it is about."""
        about = _model("Subject").in_visible_documents(user)
        known = _model("Conflict").known_on(day).values("pk")
        return (
            self.known_on(day)
            .filter(conflict__start_earliest__lte=day, conflict__end_latest__gte=day)
            .filter(conflict__in=known)
            .select_related("conflict__programme")
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
