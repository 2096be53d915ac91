"""Records read light know what they are joined to, from the one statement that read them."""

import datetime

from programmes.models import Organisation, RegisterRow
from sharedsvc.core.kinds.columns import follow
from sharedsvc.core.light import LightReader
from tests.factories import OrganisationFactory


def test_the_one_row_that_names_a_record_is_read_with_it(recorded, django_assert_num_queries):
    stands, misses = OrganisationFactory(), OrganisationFactory()
    day, said = datetime.date(2026, 4, 1), {"name": "Avon"}
    RegisterRow(organisation=stands, code="AVN", edition=day, said=said).save()

    with django_assert_num_queries(1):
        rows = LightReader(["register_row"]).read(Organisation.objects.order_by("pk"))
        found = {one.pk: follow(one, "register_row") for one in rows}

    assert (found[stands.pk].edition, found[stands.pk].said) == (day, said)
    assert found[misses.pk] is None
