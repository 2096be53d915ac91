"""What a gate asks and what was said there, as the policy takes it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from decisions.choices import WhoMustPass
from decisions.gate_agreements import asked_for
from decisions.gate_facts import GateFacts, Voted
from decisions.gate_policy import Rule, Vote

Key = int | str
BY_MAJORITY = frozenset({WhoMustPass.MAJORITY, WhoMustPass.NAMED_MAJORITY})
SHOWN = 16  # digits of a checksum that tell documents apart for people
BY_NAME = frozenset({WhoMustPass.NAMED, WhoMustPass.NAMED_MAJORITY})


def key_of(organisation: int, body: int | None) -> Key:
    """What the policy knows somebody by who passes a gate: an organisation, or one of its bodies.

    No two alike: keys of organisations are numbers, those of bodies words.
    """
    return organisation if body is None else f"body {body}"


def those_named(voters: Iterable[Any]) -> dict[Key, Any]:
    """The organisations and bodies that a gate names, by what the policy knows them by."""
    return {
        key_of(voter.organisation_id, voter.body_id): voter.body or voter.organisation
        for voter in voters
    }


def rule_of(
    facts: GateFacts, must_pass: Mapping[Key, Any], unsigned: Collection[Key], *, runs: bool
) -> Rule:
    """What the gate asks before one workstream, of those who must pass it there.

    `unsigned` take part, and are no party to the agreement that it asks for.
    """
    gate = facts.gate
    keys = {key_of(one.organisation_id, one.body_id): one for one in facts.voters}
    named = {str(key): voter for key, voter in keys.items() if key in must_pass}
    return Rule(
        must_pass=frozenset(map(str, must_pass)),
        majority=gate.who_must_pass in BY_MAJORITY,
        veto=frozenset(key for key, voter in named.items() if voter.has_veto),
        shares={key: voter.votes for key, voter in named.items()},
        case_needed=bool(gate.case_stage),
        in_principle_suffices=gate.in_principle_suffices,
        already_runs=runs,
        agreement=asked_for(gate),
        unsigned=frozenset(map(str, unsigned)),
        may_waive=_whose_it_is(gate),
        last_day_gone=facts.last_day_gone,
    )


def votes_of(
    facts: GateFacts, voted: Iterable[Voted], must_pass: Collection[Key]
) -> tuple[Vote, ...]:
    """What was said, by whom the gate knows it: the body that it names, else its organisation."""
    return tuple(_vote(facts.gate, one, must_pass) for one in voted)


def _vote(gate: Any, voted: Voted, must_pass: Collection[Key]) -> Vote:
    body = key_of(voted.organisation_id, voted.body_id)
    last = gate.last_day_latest
    return Vote(
        organisation=str(body if body in must_pass else voted.organisation_id),
        outcome=voted.outcome,
        version=_version(voted),
        surely=voted.surely and not voted.earliest <= last < voted.latest,
        subject_to=voted.subject_to,
        condition_failed=voted.condition_failed,
        upon=voted.upon,
        until=voted.until,
        void=voted.void,
        in_time=voted.earliest <= last,
        since=voted.since,
    )


def _version(voted: Voted) -> str:
    """The version that was before it: told by its document too, where that is named by checksum."""
    if not voted.checksum:
        return voted.version
    return f"{voted.version}, document {voted.checksum[:SHOWN]}"


def _whose_it_is(gate: Any) -> frozenset[str]:
    """Who may waive a gate for all that must pass it: the council whose own it is, or the
    partnership whose programme has it."""
    if gate.programme is None or gate.who_must_pass == WhoMustPass.OWNER:
        return frozenset([str(gate.by_id)])
    return frozenset([str(gate.programme.partnership_id)])
