"""At most one record with the same values, refused without telling of hidden ones."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from sharedsvc.core.rights import that_may_be_told


class Once(models.UniqueConstraint):
    """A unique rule whose message speaks of another record only to those who may see that one.

    They are told which record has the code, and whose that is; others that the code cannot be used.
    Migrations know it as Django's own.
    """

    hidden_messages: ClassVar = {
        "code": "This code cannot be used.",
        "ref": "This code cannot be used.",
        "number": "This number cannot be used.",
    }

    def deconstruct(self) -> Any:
        """As Django's own: migrations need not know of the messages."""
        _, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        """Not by a form that has no field for striking out: there the database says it."""
        if exclude and "struck_out" in exclude:
            return
        try:
            super().validate(model, instance, exclude, *args, **kwargs)  # type: ignore[misc]
        except ValidationError as error:
            rival = that_may_be_told(self._alike(model, instance)).first()
            said = self._when_hidden if rival is None else self._when_told(rival)
            raise ValidationError(said, code=error.code) from error

    @property
    def _names(self) -> list[str]:
        expressions: Any = self.expressions
        named = (
            one if isinstance(one, F) else one.get_source_expressions()[0] for one in expressions
        )
        return [one.name for one in named]

    def _when_told(self, rival: Any) -> str:
        """The message; where a code is refused, with the record that has it."""
        message = str(self.violation_error_message)
        if not {"code", "ref"} & {*self._names}:
            return message
        is_in_whole_register = len(self._names) == 1
        whose = getattr(rival, "whose_in_words", "") if is_in_whole_register else ""
        return f"{message.rstrip('.')}: “{rival}”{whose}."

    @property
    def _when_hidden(self) -> str:
        said = [self.hidden_messages[name] for name in self._names if name in self.hidden_messages]
        return said[0] if said else "This cannot be recorded."

    def _alike(self, model: Any, instance: Any) -> Any:
        wanted = Q(struck_out="")
        for name in self._names:
            value = getattr(instance, model._meta.get_field(name).attname)
            wanted &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        return model._meta.concrete_model._base_manager.filter(wanted).exclude(pk=instance.pk)


def unique(*fields: str, name: str, message: str) -> Once:
    """At most one record, struck out ones apart, with these values.

    A field marked "?" may be blank, and blanks count as equal; written as an expression, since
    SQLite knows no NULLS NOT DISTINCT.
    """
    expressions = [
        Coalesce(F(field.rstrip("?")), 0, output_field=models.BigIntegerField())
        if field.endswith("?")
        else F(field)
        for field in fields
    ]
    return Once(
        *expressions, condition=Q(struck_out=""), name=name, violation_error_message=message
    )
