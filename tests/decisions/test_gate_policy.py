"""When a gate is passed: a table of cases and some laws, without a database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.choices import Outcome
from decisions.gate_policy import GateState, Rule, Verdict, Vote, verdict


def rule(names: str, **more) -> Rule:
    return Rule(frozenset(names.split()), **more)


def votes(**outcomes: str) -> tuple[Vote, ...]:
    """A=... for each organisation; "approved 2" is on version 2 of the case."""
    split = {name: outcome.rpartition(" on ") for name, outcome in outcomes.items()}
    return tuple(
        Vote(name, before or last, last if before else "")
        for name, (before, _, last) in split.items()
    )


def passed() -> Verdict:
    return Verdict(GateState.PASSED)


def failed() -> Verdict:
    return Verdict(GateState.REFUSED)


def waiting(names: str) -> Verdict:
    return Verdict(GateState.WAITING, frozenset(names.split()))


ALL = rule("A B C")
MAJORITY = rule("A B C", majority=True)
OF_FOUR = rule("A B C D", majority=True)
PRINCIPLE = rule("A B", in_principle_suffices=True)

# A waiver for all is given by whose gate it is.
AS_ITS_OWN = rule("A B C", may_waive=frozenset("A"))
RUNNING = rule("A B", already_runs=True)

CASES = {
    "what already ran waits for nobody": (RUNNING, votes(), Verdict(GateState.ALREADY_RUNNING)),
    "what already ran may be voted on": (RUNNING, votes(A="approved"), waiting("B")),
    "nobody has voted": (ALL, votes(), waiting("A B C")),
    "all but one": (ALL, votes(A="approved", B="approved"), waiting("C")),
    "all": (ALL, votes(A="approved", B="approved", C="approved"), passed()),
    "conditions that are met, or due afterwards, do not hold it up": (
        rule("A B"), votes(A="approved", B="approved with conditions"), passed(),
    ),
    "one refuses": (ALL, votes(A="approved", B="refused"), failed()),
    "one withdraws": (ALL, votes(A="approved", B="withdrawn"), failed()),
    "one defers": (rule("A B"), votes(A="approved", B="deferred"), waiting("B")),
    "one refers back": (rule("A B"), votes(A="approved", B="referred back"), waiting("B")),
    "one takes no vote": (rule("A B"), votes(A="approved", B="no vote taken"), waiting("B")),
    "in principle is not enough": (
        rule("A B"), votes(A="approved", B="in principle"), waiting("B"),
    ),
    "in principle is enough where the rule says so": (
        PRINCIPLE, votes(A="approved", B="in principle"), passed(),
    ),
    "outsiders do not count": (rule("A"), votes(X="approved"), waiting("A")),
    "outsiders cannot refuse": (rule("A"), votes(A="approved", X="refused"), passed()),
    "a majority": (MAJORITY, votes(A="approved", B="approved"), passed()),
    "a majority in spite of a refusal": (
        MAJORITY, votes(A="approved", B="approved", C="refused"), passed(),
    ),
    "not yet a majority": (MAJORITY, votes(A="approved", B="refused"), waiting("C")),
    "no majority any more": (MAJORITY, votes(A="approved", B="refused", C="refused"), failed()),
    "half is no majority": (OF_FOUR, votes(A="approved", B="approved"), waiting("C D")),
    "half has refused": (OF_FOUR, votes(A="refused", B="refused"), failed()),
    "a majority may still come": (
        OF_FOUR, votes(A="approved", B="approved", C="refused", D="deferred"), waiting("D"),
    ),
    "the same version": (
        rule("A B"), votes(A="approved on 2", B="approved on 2"), passed(),
    ),
    "a majority on one version": (
        MAJORITY, votes(A="approved on 1", B="approved on 2", C="approved on 2"), passed(),
    ),
    "waived": (AS_ITS_OWN, votes(A="waived"), Verdict(GateState.WAIVED)),
    "waived though another refused": (
        AS_ITS_OWN, votes(A="waived", B="refused"), Verdict(GateState.WAIVED),
    ),
    "waived by one whose gate it is not": (ALL, votes(A="waived"), waiting("B C")),
    "nobody must pass it": (rule(""), votes(), waiting("")),
    "a majority of nobody": (rule("", majority=True), votes(), waiting("")),
}  # fmt: skip


def yes(name: str, *conditions: str, **more: bool) -> Vote:
    return Vote(name, "approved with conditions", subject_to=frozenset(conditions), **more)


def no(name: str, **more: bool) -> Vote:
    return Vote(name, "refused", **more)


def subject_to(*conditions: str) -> Verdict:
    return Verdict(GateState.SUBJECT_TO, subject_to=frozenset(conditions))


def possibly(names: str) -> Verdict:
    return Verdict(GateState.POSSIBLY, frozenset(names.split()))


A_B = rule("A B")
LOAN, AUDIT = yes("B", "loan"), yes("A", "audit")
FAILED_LOAN = yes("B", "loan", condition_failed=True)
MAYBE_A, MAYBE_B = yes("A", surely=False), yes("B", surely=False)
MAYBE_NOT = no("B", surely=False)
DOUBTFUL = {
    "an open condition": (A_B, [yes("A"), LOAN], subject_to("loan")),
    "open conditions of two": (A_B, [AUDIT, LOAN], subject_to("audit", "loan")),
    "a failed condition gives nothing": (A_B, [yes("A"), FAILED_LOAN], waiting("B")),
    "enough without the one with a condition": (MAJORITY, [yes("A"), LOAN, yes("C")], passed()),
    "not enough without it": (MAJORITY, [yes("A"), LOAN], subject_to("loan")),
    "an open condition and somebody silent": (A_B, [AUDIT], waiting("B")),
    "possibly approved by now": (A_B, [yes("A"), MAYBE_B], possibly("B")),
    "both possibly approved": (A_B, [MAYBE_A, MAYBE_B], possibly("A B")),
    "possibly approved, another silent": (A_B, [MAYBE_A], waiting("A B")),
    "possibly refused by now": (A_B, [yes("A"), MAYBE_NOT], waiting("B")),
    "refused, possibly approved since": (A_B, [yes("A"), no("B"), MAYBE_B], possibly("B")),
    "approved, possibly refused since": (A_B, [yes("A"), yes("B"), MAYBE_NOT], possibly("B")),
    "possibly waived": (
        rule("A B", may_waive=frozenset("A")), [Vote("A", "waived", surely=False)], possibly("A B"),
    ),
    "possibly approved, with an open condition": (
        A_B, [yes("A"), yes("B", "loan", surely=False)], possibly("B"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "cast", "found"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_gate_passes_only_with_what_is_surely_given(asked, cast, found):
    assert verdict(asked, tuple(cast), case_done=True) == found


@pytest.mark.parametrize(("asked", "cast", "found"), CASES.values(), ids=CASES)
def test_verdict(asked, cast, found):
    assert verdict(asked, cast, case_done=True) == found


@pytest.mark.parametrize(
    ("outcomes", "last"),
    [
        (("approved", "refused"), GateState.REFUSED),
        (("refused", "approved"), GateState.PASSED),
        (("approved", "deferred"), GateState.WAITING),
    ],
)
def test_the_latest_vote_of_an_organisation_counts(outcomes, last):
    cast = tuple(Vote("A", outcome) for outcome in outcomes)

    assert verdict(rule("A"), cast, case_done=True).state == last


def test_approvals_of_different_versions_do_not_pass_a_gate():
    found = verdict(rule("A B"), votes(A="approved on 1", B="approved on 2"), case_done=True)

    assert found.state == GateState.WAITING
    assert len(found.waiting_for) == 1


CASE_FIRST = rule("A B", case_needed=True, may_waive=frozenset("A"))


@pytest.mark.parametrize(
    ("cast", "found"),
    [
        pytest.param(votes(), Verdict(GateState.NOT_REACHED, frozenset("AB")), id="says-who"),
        pytest.param(
            votes(A="approved"), Verdict(GateState.NOT_REACHED, frozenset("B")), id="who-else"
        ),
        pytest.param(votes(A="refused"), Verdict(GateState.REFUSED), id="refused-beforehand"),
        pytest.param(votes(A="waived"), Verdict(GateState.WAIVED), id="waived-beforehand"),
    ],
)
def test_without_its_business_case_a_gate_is_not_reached(cast, found):
    assert verdict(CASE_FIRST, cast, case_done=False) == found


def test_no_approval_passes_a_gate_whose_business_case_is_missing():
    cast = votes(A="approved", B="approved")

    assert verdict(CASE_FIRST, cast, case_done=False).state == GateState.NOT_REACHED


def test_with_its_business_case_it_waits():
    assert verdict(CASE_FIRST, votes(), case_done=True) == waiting("A B")


# A busy machine is no reason to fail.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

OUTCOMES = st.sampled_from(Outcome.values)
NAMES = st.sampled_from("ABCDE")
VERSIONS = st.sampled_from(["", "1", "2"])
CONDITIONS = st.frozensets(st.sampled_from(["loan", "audit"]))
VOTES = st.lists(
    st.builds(Vote, NAMES, OUTCOMES, VERSIONS, st.booleans(), CONDITIONS),
    max_size=6,
    unique_by=lambda v: v.organisation,
)
RULES = st.builds(
    Rule,
    must_pass=st.frozensets(NAMES),
    majority=st.booleans(),
    case_needed=st.booleans(),
    in_principle_suffices=st.booleans(),
    veto=st.frozensets(NAMES),
    shares=st.dictionaries(NAMES, st.integers(1, 5)),
    may_waive=st.frozensets(NAMES),
    last_day_gone=st.booleans(),
)


@calm
@given(RULES, VOTES, st.booleans())
def test_only_those_who_must_pass_are_waited_for(asked, cast, case_done):
    found = verdict(asked, tuple(cast), case_done=case_done)

    assert found.waiting_for <= asked.must_pass


@calm
@given(RULES, VOTES, st.booleans())
def test_somebody_is_waited_for_while_it_waits_and_nobody_once_it_is_settled(
    asked, cast, case_done
):
    found = verdict(asked, tuple(cast), case_done=case_done)

    if found.state in (GateState.PASSED, GateState.REFUSED, GateState.LAPSED, GateState.WAIVED):
        assert found.waiting_for == frozenset()
    if found.state == GateState.WAITING and asked.must_pass:
        assert found.waiting_for != frozenset()


@calm
@given(RULES, VOTES, NAMES, VERSIONS)
def test_an_approval_more_never_makes_a_passed_gate_fail(asked, cast, name, version):
    before = verdict(asked, tuple(cast), case_done=True).state
    after = verdict(asked, (*cast, Vote(name, "approved", version)), case_done=True).state

    assert (before, after) != (GateState.PASSED, GateState.REFUSED)


@calm
@given(RULES, VOTES, NAMES, st.sampled_from(["deferred", "referred back", "no vote taken"]))
def test_putting_it_off_is_the_same_as_silence(asked, cast, name, put_off):
    silent = tuple(vote for vote in cast if vote.organisation != name)

    assert verdict(asked, (*silent, Vote(name, put_off)), case_done=True) == verdict(
        asked, silent, case_done=True
    )


@calm
@given(RULES, VOTES, st.randoms())
def test_the_order_in_which_organisations_vote_does_not_matter(asked, cast, random):
    shuffled = random.sample(cast, len(cast))

    assert (
        verdict(asked, tuple(cast), case_done=True).state
        == verdict(asked, tuple(shuffled), case_done=True).state
    )


@calm
@given(RULES, VOTES, st.booleans())
def test_what_holds_a_gate_up_is_said_of_everybody_it_waits_for(asked, cast, case_done):
    found = verdict(asked, tuple(cast), case_done=case_done)

    assert {hold.who for hold in found.holds} == found.waiting_for
    assert all(hold.why for hold in found.holds)


@calm
@given(RULES, VOTES)
def test_nothing_but_a_waiver_lets_a_gate_be_waived(asked, cast):
    cast = tuple(vote for vote in cast if vote.outcome != "waived")

    assert verdict(asked, cast, case_done=True).state != GateState.WAIVED


@calm
@given(RULES, VOTES)
def test_silence_passes_nothing(asked, cast):
    against = tuple(vote for vote in cast if vote.outcome not in ("waived", "approved"))
    against = tuple(
        v for v in against if v.outcome not in ("approved with conditions", "in principle")
    )

    assert verdict(asked, against, case_done=True).state != GateState.PASSED


@calm
@given(RULES, VOTES, st.booleans())
def test_what_is_uncertain_or_open_passes_nothing(asked, cast, case_done):
    found = verdict(asked, tuple(cast), case_done=case_done)
    firm = tuple(vote for vote in cast if vote.surely and not vote.subject_to)

    if found.state == GateState.PASSED:
        assert verdict(asked, firm, case_done=case_done).state == GateState.PASSED
