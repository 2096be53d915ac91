"""Programmes as their pages ask for them; who is a member, and what members share."""

import datetime
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q

from programmes.carried_on import handed_on, partnership_then
from programmes.known import named_by
from programmes.querysets.records import DatedRecordQuerySet, named
from programmes.viewers import Viewer
from sharedsvc.core.dated.ends import EndAsTold
from sharedsvc.core.querysets import JSONRows


class ProgrammeQuerySet(DatedRecordQuerySet):
    """Programmes."""

    def for_list(self) -> Self:
        """With their partnership, and those before it, in alphabetical order of title."""
        joined = self.select_related("partnership").annotate(handed_on=handed_on())
        return joined.order_by("title", "pk")

    def for_position(self, day: datetime.date, user: Any) -> Self:
        """With partnership, phases and members as at that day, as lists of dicts."""
        members = named("Membership").visible_to(user).as_at(day)
        with_partnerships = self.select_related("partnership").annotate(
            handed_on=handed_on(), run_then_by=partnership_then(day)
        )
        return with_partnerships.annotate(
            phase_rows=JSONRows(
                named("Phase")
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
        member = Exists(named("Membership").all()._visible_to(viewer).filter(**pair))
        return Q(organisation__among=viewer.organisations) | Q(member)

    def in_force(self, day: datetime.date) -> Self:
        """Those that count on that day: surely in force, as is a membership of the same."""
        pair = {name: OuterRef(name) for name in ("partnership", "organisation")}
        member = named("Membership").not_struck_out().surely(day).filter(**pair)
        return self.not_struck_out().surely(day).filter(Exists(member))

    def not_ended(self, day: datetime.date) -> Self:
        """Those in force, or to come, whether or not the membership is, with both names."""
        joined = self.select_related("partnership", "organisation")
        return joined.not_struck_out().filter(end_latest__gte=day)
