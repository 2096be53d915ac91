"""Several say at once since when something was so: the record says what the newest says."""

import pytest

from decisions.models import Agreement
from programmes.models import DatedValue
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import AgreementFactory
from tests.together import at_once

CHANGES = {"2014-04-01": "signed", "2015-05-01": "varied", "2016-03-31": "ended"}


@pytest.mark.parametrize("backwards", [False, True])
def test_the_record_says_what_the_newest_says_whoever_was_last(together, backwards):
    with recording(user=None, reason="First heard of."):
        agreement = AgreementFactory(state="drafting")
    label, pk = agreement.reference

    def say(start, value):
        with recording(user=None, reason="Heard of later."):
            link = {"record_type": label, "record_id": pk, "field": "state"}
            keep(record=DatedValue(**link, start=start, value=value))

    acts = [lambda one=one: say(*one) for one in CHANGES.items()]
    at_once(*(reversed(acts) if backwards else acts))

    assert Agreement.objects.get(pk=pk).state == "ended"
    values = DatedValue.objects.order_by("start_latest").values_list("start", "value")
    assert list(values) == [("", "drafting"), *CHANGES.items()]
