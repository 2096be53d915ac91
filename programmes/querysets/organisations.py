"""Which organisations a user looks after, and which are partnerships."""

from typing import Any, Self

from programmes.choices import SHARERS, GrantRole, OrganisationKind
from programmes.querysets.records import DatedRecordQuerySet
from programmes.viewers import viewer_of


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
