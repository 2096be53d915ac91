"""A shape, a word, then a colour: how each state is shown (look.md, "States")."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A symbol of the sprite, the word beside it, and the tone of both."""

    symbol: str
    word: str
    tone: str = ""


NOT_STATED = "not stated"
STANDINGS = {
    "considered": State("s-considered", "Considered"),
    "not preferred": State("s-ended", "Not preferred"),
    "proposed": State("s-proposed", "Proposed", "firm"),
    "agreed in principle": State("s-principle", "Agreed in principle", "firm"),
    "confirmed": State("s-confirmed", "Confirmed", "firm"),
    "in force": State("s-inforce", "In force", "good"),
    "ended": State("s-ended", "Ended"),
    NOT_STATED: State("v-none", "Not stated"),  # of a day of which nothing is known
}
GATES = {
    "passed": State("g-passed", "Passed", "good"),
    "passed subject to": State("g-subject", "Passed subject to conditions", "wait"),
    "possibly passed": State("g-possibly", "Possibly passed", "wait"),
    "waiting": State("g-waiting", "Waiting", "wait"),
    "not reached": State("g-future", "Not reached"),
    "refused": State("g-refused", "Refused", "bad"),
    "lapsed": State("g-refused", "Lapsed", "bad"),
    "waived": State("g-waived", "Waived", "wait"),
    "already running": State("g-running", "Already running when recorded"),
}
RATINGS = {
    "red": State("r-red", "Red", "bad"),
    "amber": State("r-amber", "Amber", "wait"),
    "green": State("r-green", "Green", "good"),
    "": State("r-none", "Not reported"),
}
ANSWERS = {
    "not stated": State("v-none", "Not stated"),
    "not recorded": State("v-none", "Not recorded"),
    "to be decided": State("v-tbd", "To be decided"),
    "not applicable": State("v-na", "Not applicable"),
    "no longer wanted": State("s-ended", "No longer wanted"),
    "none": State("v-nil", "None"),
    "withheld": State("v-withheld", "Withheld"),
}
ASKED = State("d-asked", "Outcome not recorded", "wait")
CLASH = State("v-clash", "Sources disagree", "clash")
