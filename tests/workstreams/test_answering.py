"""Who answers for a workstream: a table of cases, without a database."""

from types import SimpleNamespace

import pytest

from workstreams.answering import (
    answering,
    are_participants_known,
    holder_in_words,
    holders_of,
    leading,
)

COUNCIL = SimpleNamespace(is_council=True)
TRUST = SimpleNamespace(is_council=False)


def role(kind, holder="A", certainty="surely", standing="confirmed", answer="stated", of=COUNCIL):
    """A role; `holder` stands for the organisation's id too."""
    return SimpleNamespace(
        kind=kind,
        holder=holder,
        certainty=certainty,
        standing=standing,
        answer=answer,
        organisation=of,
        organisation_id=of and holder,
    )


LEAD, JOINT, OTHER_JOINT = role("lead"), role("joint lead"), role("joint lead", "B")
HOST, PROVIDER, PARTICIPANT = role("host", "H"), role("provider", "P"), role("participant", "X")
MAYBE = role("lead", "M", "possibly")
UNDECIDED = role("host", "To be decided", answer="to be decided", of=None)


@pytest.mark.parametrize(
    ("roles", "principals", "others", "perhaps"),
    [
        ([], [], [], []),
        ([LEAD], [LEAD], [], []),
        ([HOST, LEAD], [LEAD], [HOST], []),
        ([JOINT, PARTICIPANT, OTHER_JOINT], [JOINT, OTHER_JOINT], [PARTICIPANT], []),
        ([PROVIDER, HOST], [HOST], [PROVIDER], []),
        ([PROVIDER], [PROVIDER], [], []),
        ([PARTICIPANT], [], [PARTICIPANT], []),
        ([MAYBE, HOST], [HOST], [], [MAYBE]),
        ([UNDECIDED, PROVIDER], [UNDECIDED], [PROVIDER], []),
    ],
)
def test_leads_answer_failing_them_hosts_failing_them_providers(roles, principals, others, perhaps):
    found = answering(roles)

    assert found.principals == tuple(principals)
    assert (found.others, found.perhaps) == (tuple(others), tuple(perhaps))


@pytest.mark.parametrize(
    ("roles", "holders", "somebody_may", "nobodys"),
    [
        ([LEAD, PARTICIPANT], ("A",), False, False),
        ([MAYBE], (), True, False),
        ([LEAD, MAYBE], ("A",), False, False),
        ([UNDECIDED, MAYBE], (), True, False),
        ([UNDECIDED], (), False, True),
        ([role("participant", "X", "possibly")], (), False, True),
    ],
)
def test_who_is_named_and_whether_somebody_only_may_answer(roles, holders, somebody_may, nobodys):
    found = answering(roles)

    assert (found.holders, found.somebody_may) == (holders, somebody_may)
    assert found.is_nobodys == nobodys


def test_a_standing_is_somebodys_only_where_somebody_is_named():
    proposed = role("lead", standing="proposed")

    assert answering([proposed]).somebody_with(["proposed"])
    assert not answering([proposed]).somebody_with(["confirmed"])
    assert not answering([UNDECIDED]).somebody_with(["confirmed"])


def test_joint_leads_are_told():
    assert answering([JOINT, OTHER_JOINT]).are_joint
    assert not answering([LEAD]).are_joint


def test_a_gate_of_leads_waits_for_whoever_may_lead():
    assert set(leading([LEAD, MAYBE, HOST])) == {"A", "M"}


@pytest.mark.parametrize(
    ("roles", "known"),
    [
        ([], False),
        ([LEAD, HOST], False),
        ([LEAD, PARTICIPANT], True),
        ([PROVIDER], True),
        ([role("participant", "T", of=TRUST)], False),
        ([role("supporting", "Somebody", of=None)], False),
    ],
)
def test_who_takes_part_is_known_once_a_council_does_more_than_lead_or_host(roles, known):
    assert are_participants_known(roles) == known


def test_who_only_may_hold_a_role_is_marked():
    assert [holder_in_words(role) for role in (LEAD, MAYBE)] == ["A", "M (about)"]


def test_holders_stand_in_the_order_in_which_they_are_named():
    assert holders_of([MAYBE, HOST, LEAD], ["lead"]) == ["M (about)", "A"]
