"""The person who signs in, by e-mail address."""

from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from sharedsvc.accounts.addresses import AddressField
from sharedsvc.accounts.closing import why_not_close
from sharedsvc.core.people import called


class UserManager(BaseUserManager["User"]):
    """Makes users that are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Save and return a user without rights. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Save and return a system administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """Somebody who signs in; what they may see and do follows from their grants."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = AddressField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=200, blank=True)
    visited = models.DateTimeField(
        "visit before this one",
        null=True,
        blank=True,
        editable=False,
        help_text="When this person signed in the time before: home shows what changed since.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="address_in_small_letters",
                violation_error_message="Write the e-mail address in small letters.",
            )
        ]

    def clean(self) -> None:
        """Not Django's own, which would put the address into a form of its own."""
        if self.pk and not self.is_active and type(self).objects.filter(pk=self.pk, is_active=True):
            reasons = why_not_close(self)
            if reasons:
                raise ValidationError({"is_active": reasons})

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether this user may do that, to this record if one is given.

        What is written as a predicate is asked of it alone: Django's own groups give no right over
        records, and there are things that not even a system administrator may do.
        """
        if rules.perm_exists(perm):
            return self.is_active and bool(rules.has_perm(perm, self, obj))
        return super().has_perm(perm, obj)

    def get_full_name(self) -> str:
        """What others call this person: never the e-mail address, which is private."""
        return called(self)

    def get_short_name(self) -> str:
        """The person's name."""
        return self.name

    @property
    def name_or_address(self) -> str:
        """For the person, and for those who look after accounts: others use `get_full_name`."""
        return self.name or self.email

    def __str__(self) -> str:
        return self.get_full_name()
