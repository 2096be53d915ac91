"""The admin of "who"; other apps take the base of their records' admin from here."""

from programmes.admin import declared
from programmes.admin.base import RecordAdmin, register
from programmes.admin.inlines import inline
