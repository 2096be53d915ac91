"""Who a reader is today, in one statement: roles, what is shared with them, audiences.

It says in SQL what `programmes.viewers` says in steps, for those who are not signed in as somebody
(`viewer_with`); a test compares both for random people.
"""

import datetime
from collections import defaultdict
from typing import Any, NamedTuple

from programmes.audiences import terms
from programmes.audiences.terms import EVERYONE
from programmes.choices import GrantRole
from sharedsvc.core.planned import PlannedOnce

KEEPERS = (GrantRole.CLERK, GrantRole.MANAGER)
KEEPING = ", ".join(f"'{role.value}'" for role in KEEPERS)
TODAY = "{0}.struck_out = '' AND {0}.start_latest <= %(today)s AND {0}.end_earliest >= %(today)s"
READERS = PlannedOnce(
    f"""
WITH held AS (
    SELECT g.role, g.organisation_id AS whose FROM programmes_grant g
    JOIN programmes_organisation o ON o.id = g.organisation_id
    WHERE g.user_id = %(user)s AND o.struck_out = '' AND {TODAY.format("g")}
), member AS NOT MATERIALIZED (
    SELECT m.partnership_id AS place, m.organisation_id AS who FROM programmes_membership m
    WHERE {TODAY.format("m")}
), act AS NOT MATERIALIZED (
    SELECT s.id, s.partnership_id AS place, s.organisation_id AS who FROM programmes_sharing s
    WHERE {TODAY.format("s")} AND EXISTS (
        SELECT 1 FROM member WHERE place = s.partnership_id AND who = s.organisation_id
    )
), place AS (
    SELECT whose AS place FROM held
    UNION SELECT act.place FROM act WHERE act.who IN (SELECT whose FROM held)
), opening AS (
    SELECT act.id FROM act WHERE act.place IN (SELECT place FROM place)
    AND act.who NOT IN (SELECT whose FROM held)
), term AS (
    SELECT '{terms.OWN}' || whose AS term FROM held
    UNION SELECT '{terms.PARTNERS}' || place FROM place
    UNION SELECT '{terms.SHARING}' || id FROM opening
    UNION SELECT '{terms.KEEPERS}' || whose FROM held WHERE role IN ({KEEPING})
)
SELECT 'held', role, whose, 0 FROM held
UNION ALL SELECT 'place', '', place, 0 FROM place
UNION ALL SELECT 'opening', '', id, 0 FROM opening
UNION ALL SELECT 'joined', '', place, who FROM member WHERE who IN (SELECT whose FROM held)
UNION ALL SELECT 'audience', '', t.audience_id, 0 FROM programmes_audienceterm t
    JOIN programmes_audience a ON a.key = t.audience_id
    WHERE t.term IN (SELECT term FROM term)
    GROUP BY t.audience_id, a.clauses HAVING COUNT(DISTINCT t.clause) = a.clauses
""",
    user="bigint",
    today="date",
)


class Reader(NamedTuple):
    """What is known of a reader: see `programmes.viewers.Viewer`."""

    roles: frozenset[tuple[str, int]]
    partnerships: tuple[int, ...]
    sharings: tuple[int, ...]
    joined: frozenset[tuple[int, int]]
    audiences: frozenset[int]


def reader_of(user: Any, today: datetime.date) -> Reader:
    """Who a user is on that day, which is today's."""
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for kind, *row in READERS.ask(user=user.pk, today=today.isoformat()):
        found[kind].append(tuple(row))
    return Reader(
        roles=frozenset((role, whose) for role, whose, _ in found["held"]),
        partnerships=tuple(sorted(place for _, place, _ in found["place"])),
        sharings=tuple(sorted(pk for _, pk, _ in found["opening"])),
        joined=frozenset((place, who) for _, place, who in found["joined"]),
        audiences=frozenset({EVERYONE, *(key for _, key, _ in found["audience"])}),
    )
