"""Bases of records (history, never deleted; dates as known), and what is kept without history."""

from sharedsvc.core.models.dates import (
    END,
    POINT,
    START,
    WHEN,
    Dated,
    Happening,
    bounds_in_order,
    date_as_known,
    date_once_it_came,
    end_as_told,
    validate_edtf,
)
from sharedsvc.core.models.governed import Governed
from sharedsvc.core.models.unique import unique
from sharedsvc.core.models.without_history import SearchEntry, SentForm, WrittenUpload
from sharedsvc.core.models.written_once import NeverDeleted, WrittenOnce
