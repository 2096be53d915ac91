"""What may happen at a gate, each case by name: where it stands, who holds it, what is unmet."""

import pytest

from decisions.gate_policy import Before, GateState, Rule, Verdict, Vote, unmet, verdict

NAMES = {"A": "Ash", "B": "Beech", "C": "Cedar", "board": "the board", "own": "Ash"}


def rule(names: str, **more) -> Rule:
    return Rule(frozenset(names.split()), **more)


def yes(name: str, version: str = "", **more) -> Vote:
    return Vote(name, "approved", version, **more)


def said(name: str, outcome: str, **more) -> Vote:
    return Vote(name, outcome, **more)


def subject_to(name: str, *conditions: str, **more) -> Vote:
    return Vote(name, "approved with conditions", subject_to=frozenset(conditions), **more)


A_B, A_B_C = rule("A B"), rule("A B C")
MAJORITY = rule("A B C", majority=True)
VETO = rule("A B C", majority=True, veto=frozenset("A"))
SEATS = rule("A B C", majority=True, shares={"A": 5, "B": 2, "C": 2})
WEIGHTED = rule("A B C", majority=True, shares={"A": 1, "B": 1, "C": 3})
OWN = rule("A", may_waive=frozenset("A"))
BY_PARTNERSHIP = rule("A B", may_waive=frozenset(["P"]))
LAST_DAY = rule("A B", last_day_gone=True)
BODIES = rule("cabinet council")
RECOMMENDS = "its body may not decide this"
NONE_RECORDED = "no outcome is recorded"
PASSED, WAITING, REFUSED, WAIVED, LAPSED, SUBJECT_TO, POSSIBLY = (
    GateState.PASSED,
    GateState.WAITING,
    GateState.REFUSED,
    GateState.WAIVED,
    GateState.LAPSED,
    GateState.SUBJECT_TO,
    GateState.POSSIBLY,
)
TURN = "deferred until another decides, who has decided since"
CIRCLE = "deferred until another decides, who waits for it in turn: one must decide first"

# Case: what is asked, what was said, the state, and for each who holds it why (and since when).
CASES = {
    "one council silent": (A_B, [yes("A")], WAITING, {"B": NONE_RECORDED}),
    "one refusing": (A_B, [yes("A"), said("B", "refused")], REFUSED, {}),
    "one approving version 1, the others version 2": (
        A_B_C, [yes("A", "1", since="1 May 2010"), yes("B", "2"), yes("C", "2")],
        WAITING, {"A": "it approved version 1, others version 2, 1 May 2010"},
    ),
    "it approves version 2 as well": (
        A_B_C, [yes("A", "1"), yes("B", "2"), yes("C", "2"), yes("A", "2")], PASSED, {},
    ),
    "approved in principle is no approval": (
        A_B, [yes("A"), said("B", "in principle", since="2 May 2010")],
        WAITING, {"B": "in principle, 2 May 2010"},
    ),
    "in principle, at a gate that asks no more": (
        rule("A B", in_principle_suffices=True), [yes("A"), said("B", "in principle")], PASSED, {},
    ),
    "an open condition": (A_B, [yes("A"), subject_to("B", "A loan.")], SUBJECT_TO, {}),
    "a condition that is met, or waived": (A_B, [yes("A"), subject_to("B")], PASSED, {}),
    "a failed condition": (
        A_B, [yes("A"), subject_to("B", condition_failed=True)],
        WAITING, {"B": "a condition of its approval has failed"},
    ),
    "deferred": (
        A_B, [yes("A"), said("B", "deferred", since="3 May 2010")], WAITING,
        {"B": "deferred, 3 May 2010"},
    ),
    "deferred until another council decides": (
        A_B, [said("B", "deferred", until="A")], WAITING,
        {"A": NONE_RECORDED, "B": "deferred until another decides"},
    ),
    "deferred until another decides, which it did": (
        A_B, [said("B", "deferred", until="A"), yes("A")], WAITING, {"B": TURN},
    ),
    "two that wait for each other": (
        A_B, [said("A", "deferred", until="B"), said("B", "deferred", until="A")],
        WAITING, {"A": CIRCLE, "B": CIRCLE},
    ),
    "approved upon the other's decision, which is to come": (
        rule("A B C", majority=True), [yes("A", upon={"C": "Cedar decides."}), yes("B")],
        SUBJECT_TO, {},
    ),
    "two that approve each upon the other's decision wait for nobody": (
        A_B, [yes("A", upon={"B": "Beech decides."}), yes("B", upon={"A": "Ash decides."})],
        PASSED, {},
    ),
    "an outcome only scheduled": (
        A_B, [yes("A"), said("B", "scheduled", since="1 June 2030")], WAITING,
        {"B": "it is to decide, and has not decided, 1 June 2030"},
    ),
    "a part delegated, which nobody has settled": (
        A_B, [yes("A"), subject_to("B", "The officer settles the costs.")], SUBJECT_TO, {},
    ),
    "recommended by a body that may not decide": (
        A_B, [yes("A"), yes("B", void=RECOMMENDS)], WAITING,
        {"B": "its body may not decide this, so “approved” does not count"},
    ),
    "what such a body says takes nothing back": (
        A_B, [yes("A"), yes("B"), said("B", "refused", void=RECOMMENDS)], PASSED, {},
    ),
    "waived by whose gate it is": (BY_PARTNERSHIP, [said("P", "waived")], WAIVED, {}),
    "waived by a body not entitled": (
        BY_PARTNERSHIP, [said("P", "waived", void=RECOMMENDS)], WAITING,
        {"A": NONE_RECORDED, "B": NONE_RECORDED},
    ),
    "waived by one of those who must pass it": (
        BY_PARTNERSHIP, [said("A", "waived")], WAITING, {"B": NONE_RECORDED},
    ),
    "each waives its own say, or approves": (
        BY_PARTNERSHIP, [said("A", "waived"), yes("B")], WAIVED, {},
    ),
    "waived by an outsider": (A_B, [said("X", "waived"), yes("A")], WAITING, {"B": NONE_RECORDED}),
    "a majority": (MAJORITY, [yes("A"), yes("B"), said("C", "refused")], PASSED, {}),
    "a majority, and a refusal with a veto": (
        VETO, [said("A", "refused"), yes("B"), yes("C")], REFUSED, {},
    ),
    "a majority, and a refusal without a veto": (
        VETO, [yes("A"), yes("B"), said("C", "refused")], PASSED, {},
    ),
    "who has a veto and is silent stops nothing": (VETO, [yes("B"), yes("C")], PASSED, {}),
    "the seats of one are a majority": (SEATS, [yes("A")], PASSED, {}),
    "the seats of two are none": (
        SEATS, [yes("B"), yes("C")], WAITING, {"A": NONE_RECORDED},
    ),
    "weighted votes refuse": (WEIGHTED, [yes("A"), yes("B"), said("C", "refused")], REFUSED, {}),
    "weighted votes on the version that weighs most": (
        WEIGHTED, [yes("A", "1"), yes("B", "1"), yes("C", "2")], PASSED, {},
    ),
    "named bodies: both are asked, each by itself": (
        BODIES, [yes("cabinet")], WAITING, {"council": NONE_RECORDED},
    ),
    "its last day has gone": (LAST_DAY, [yes("A")], LAPSED, {}),
    "passed by its last day": (LAST_DAY, [yes("A"), yes("B")], PASSED, {}),
    "approved after its last day": (LAST_DAY, [yes("A"), yes("B", in_time=False)], LAPSED, {}),
    "refused by its last day": (LAST_DAY, [yes("A"), said("B", "refused")], REFUSED, {}),
    "possibly approved by then": (
        A_B, [yes("A"), yes("B", surely=False)], POSSIBLY,
        {"B": "whether “approved” was given by then is not certain"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "cast", "state", "held"), CASES.values(), ids=CASES)
def test_where_a_gate_stands_and_who_holds_it_why(asked, cast, state, held):
    found = verdict(asked, cast, case_done=True)
    why = {one.who: f"{one.why}, {one.since}" if one.since else one.why for one in found.holds}

    assert (found.state, why) == (state, held)


@pytest.mark.parametrize(("asked", "cast", "state", "held"), CASES.values(), ids=CASES)
def test_nothing_takes_effect_but_behind_gates_that_are_passed_or_waived(asked, cast, state, held):
    before = Before("Full case", verdict(asked, cast, case_done=True), names=NAMES)

    assert (unmet([before]) == ()) == (state in (PASSED, WAIVED))


CASE_NEEDED = rule("A B", case_needed=True)
UNMET = {
    "nothing": ([], ()),
    "two gates, all that is missing at once": (
        [
            Before("Principle", verdict(A_B, [yes("A")], case_done=True), names=NAMES),
            Before(
                "Full case",
                verdict(CASE_NEEDED, [said("B", "deferred", since="3 May 2010")], case_done=False),
                missing=("a full business case that is done",),
                names=NAMES,
            ),
        ],
        (
            "“Principle” waits for Beech (no outcome is recorded).",
            "“Full case” lacks a full business case that is done.",
            "“Full case” waits for Ash (no outcome is recorded).",
            "“Full case” waits for Beech (deferred, 3 May 2010).",
        ),
    ),
    "open conditions, each by itself": (
        [Before("Go live", verdict(A_B, [subject_to("A", "A loan", "Staff move."), yes("B")],
                                   case_done=True))],
        (
            "“Go live” is passed subject to: A loan.",
            "“Go live” is passed subject to: Staff move.",
        ),
    ),
    "refused, and lapsed": (
        [Before("First", Verdict(REFUSED)), Before("Second", Verdict(LAPSED))],
        (
            "“First” was refused: its rule can no longer be met.",
            "“Second” has lapsed: its last day has gone.",
        ),
    ),
    "nobody could pass it": (
        [Before("Go live", verdict(rule(""), [], case_done=True))],
        ("“Go live” is not passed: nobody is recorded who could pass it.",),
    ),
    "already running, and waived": (
        [Before("First", Verdict(GateState.ALREADY_RUNNING)),
         Before("Second", Verdict(WAIVED))], (),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("gates", "words"), UNMET.values(), ids=UNMET)
def test_what_is_unmet_is_told_in_words_all_at_once(gates, words):
    assert unmet(gates) == words
