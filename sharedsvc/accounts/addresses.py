"""One form of an e-mail address, wherever it is written: so that one address is one account."""

import unicodedata
from typing import Any

from django.db import models


def one_form(address: str) -> str:
    """An address as the register keeps it: without spaces around it, composed, in small letters.

    The part before the @ may by its standard mind capitals; no mail server that people use does.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).lower())


class AddressField(models.EmailField):
    """An e-mail address that is kept, compared and looked for in its one form."""

    def to_python(self, value: Any) -> Any:
        """The address in its one form."""
        found = super().to_python(value)
        return one_form(found) if isinstance(found, str) else found

    def get_prep_value(self, value: Any) -> Any:
        """The same, for the database."""
        found = super().get_prep_value(value)
        return one_form(found) if isinstance(found, str) else found

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The record in hand has the address as it is stored."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
