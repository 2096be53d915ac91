"""What a section of a page asks, built once, is what its list asks, for every reader."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from programmes.viewers import AskedByReaders, viewer_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.prepared import Built
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.portal.gathered import section_rows
from sharedsvc.portal.gathered.section_rows import Chosen, Hanging, Resting, SinceWhenRows
from sharedsvc.portal.programmes.page import BACKGROUND, PROPOSALS
from tests import factories as make
from tests.admin.conftest import person_with

DAYS = (datetime.date(2019, 6, 1), datetime.date(2031, 1, 1))
RECORD = {"record": 7}


def sources():
    """Every section that a page can have, with keys."""
    for kind in kinds:
        for related in kinds.related(kind):
            yield Hanging(kind.key, related.key), RECORD
        yield Chosen(kind.key), {"chosen": [9, 7, 8]}
        yield Resting(kind.key), RECORD
    yield SinceWhenRows(), {"record_type": "programmes.programme", **RECORD}
    yield from ((part, {"programme": 7}) for part in (*PROPOSALS, *BACKGROUND))


def asked_by(build, viewer, **told):
    """The statement that is built once for all readers, as this one asks it."""
    asked = AskedByReaders(build)
    own = {
        "audiences": viewer.audiences,
        "organisations": viewer.organisations,
        "keeping": viewer.keeping,
    }
    return Built.of(asked._for_any_reader, [*own, *told]).told({**own, **told})


def as_sent(sql, parameters):
    return sql.replace("(%s)", "%s"), [str(one) for one in parameters]


@pytest.mark.parametrize("day", DAYS)
def test_each_section_asks_for_all_readers_what_its_list_asks_for_one(recorded, day):
    officer = person_with("clerk", make.OrganisationFactory())
    with reading_as_at(day):
        for reader in (AnonymousUser(), officer):
            viewer = viewer_of(reader)
            for source, keys in sources():
                plain = source.rows(viewer, day, **keys)[: section_rows.MOST]
                expected = plain.query.get_compiler(connection=connection).as_sql()

                def build(viewer, day, source=source, **keys):
                    return section_rows._first(source, viewer, day, **keys)

                found = asked_by(build, viewer, day=day, **keys)
                assert as_sent(*found) == as_sent(*expected), source


def test_sections_are_counted_by_the_keys_of_each(recorded):
    first, second = (make.MembershipFactory(partnership__name=name) for name in "AB")
    day = DAYS[1]

    def counted(*pairs):
        asked = [
            section_rows.SectionAsked(Hanging(page, key), {"record": pk}, AnonymousUser(), day)
            for page, key, pk in pairs
        ]
        return section_rows.count(asked)

    in_time = ("partnerships", "members-in-time")
    for whole, other in ((first, second), (second, first)):
        assert counted(
            (*in_time, whole.partnership_id),
            ("organisations", "takes-part-in-partnerships", whole.organisation_id),
            ("organisations", "takes-part-in-partnerships", other.partnership_id),
        ) == [(0, "surely", 1), (1, "surely", 1)]
    assert section_rows.count([]) == []
