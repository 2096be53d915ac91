"""What is written once: a record of an act, which has no later versions and is never deleted."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models

from sharedsvc.core.history import GuardedQuerySet, Unrecorded, current_recording


class NeverDeleted(models.Model):
    """Rows that are only added to. `called` is what refusals call one: "A seal"."""

    called: ClassVar[str]

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never: raises Unrecorded."""
        raise Unrecorded(f"{self.called} is never deleted.")


class WrittenOnce(NeverDeleted):
    """Rows that are never written again. `act` is what writing one is: "confirm this decision"."""

    act: ClassVar[str]

    class Meta(NeverDeleted.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once, by who may. Raises Unrecorded, PermissionDenied."""
        user = current_recording().user
        if not self._state.adding:
            raise Unrecorded(f"{self.called} is never written again.")
        if user is not None and not self.may_be_written_by(user):
            raise PermissionDenied(f"You have no right to {self.act}.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def may_be_written_by(self, user: Any) -> bool:
        """Whether the act is this user's right; the command line is not asked."""
        raise NotImplementedError
