"""Grants, and agreements to names: matters between some people, and seen by nobody else."""

from typing import Any, Self

from django.db.models import Q

from programmes.choices import GrantRole
from programmes.querysets.records import SeenWhole, named
from programmes.viewers import viewer_of
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.querysets import DatedQuerySet


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
        employers = named("PostOrganisation").not_struck_out().filter(organisation__in=own)
        posts = employers.values("post")
        tenures = named("Tenure").not_struck_out().filter(post__in=posts)
        held_by = tenures.filter(person__isnull=False).values("person")
        people = named("Person").filter(Q(recorded_for__in=own) | Q(pk__in=held_by))
        return kept.filter(
            Q(organisation__in=own) | Q(post__in=posts) | Q(person__in=people.values("pk"))
        )

    def struck_out_for(self, user: Any) -> Self:
        """None: what was withdrawn is agreed to again."""
        return self.none()
