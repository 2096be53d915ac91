"""Rankings from elsewhere, pasted or uploaded: compared in the answer, and nothing is stored."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sharedsvc.core.text_widgets import Lines
from sharedsvc.portal.rankings.comparison import WayToRead
from sharedsvc.portal.rankings.consensus import Consensus, consensus_of
from sharedsvc.portal.rankings.left_out import WithoutEach, without_each
from workstreams.ranking.ballots import Profile, Unranked
from workstreams.ranking.figures import Unclear
from workstreams.ranking.pairwise import Concord
from workstreams.ranking.problems import BadRankings
from workstreams.ranking.reading import read_rankings
from workstreams.ranking.study import study

LARGEST = 1024 * 1024
MOST_ITEMS, MOST_LISTS, MOST_PAIRED = 60, 1000, 12
MOST_PROBLEMS = 20
SECONDS = 2.0
LEFT_OUT_SECONDS = 0.5
ASKED = {
    "figures": "These figures could as well be ranks (each item’s place) as an order (the number "
    "of the item in each place). Say which.",
    "rows": "A row could as well be an owner as an item. Say which, or write “owner” or “item” "
    "into the first cell.",
}


class ElsewhereForm(forms.Form):
    """A table or a file of PrefLib, and how to read it."""

    text = forms.CharField(
        label="Paste the rankings",
        required=False,
        strip=False,
        widget=Lines(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="A table from a spreadsheet: a row for each owner and a column for each item, "
        "or the other way round, with names first. Or a file of PrefLib (.soc, .soi, .toc, .toi).",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text="A .csv file, or a file of PrefLib; at most 1 MB. It is not kept.",
    )
    figures = forms.ChoiceField(
        label="What the figures are",
        required=False,
        choices=[
            ("", "Find out, and ask if it is not clear"),
            ("ranks", "Ranks: each item’s place"),
            ("order", "An order: the number of the item in each place"),
        ],
    )
    rows = forms.ChoiceField(
        label="What a row is",
        required=False,
        choices=[
            ("", "Find out, and ask if it is not clear"),
            ("owners", "An owner"),
            ("items", "An item"),
        ],
    )
    unranked = forms.ChoiceField(
        label="Of two items of which an owner ranks one",
        choices=[("omit", "Nothing is said"), ("bottom", "The one ranked stands above")],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The profile, as `profile`; every problem of the text or file at its field."""
        data = super().clean() or {}
        if self.errors:
            return data
        upload, text = data.get("file"), data.get("text", "")
        field = "file" if upload else "text"
        if upload and text.strip():
            self.add_error("file", "Paste a text or choose a file, not both.")
        elif upload and upload.size > LARGEST:
            self.add_error("file", "The file is larger than 1 MB.")
        elif not upload and not text.strip():
            self.add_error("text", "Paste the rankings, or choose a file.")
        else:
            content = upload.read() if upload else text
            data["profile"] = self._read(content, upload.name if upload else "", field)
        return data

    def _read(self, content: bytes | str, name: str, field: str) -> Profile | None:
        data = self.cleaned_data
        try:
            profile = read_rankings(content, name, data["figures"], data["rows"])
        except Unclear as asked:
            self.add_error(asked.option, ASKED[asked.option])
            return None
        except BadRankings as error:
            said = [str(problem) for problem in error.problems]
            more = len(said) - MOST_PROBLEMS
            further = [f"And {more} more."] if more > 0 else []
            self.add_error(field, [*said[:MOST_PROBLEMS], *further])
            return None
        if len(profile.items) > MOST_ITEMS or len(profile.ballots) > MOST_LISTS:
            self.add_error(
                field,
                f"{len(profile.items)} items and {len(profile.ballots)} lists: on this page at "
                f"most {MOST_ITEMS} and {MOST_LISTS}.",
            )
            return None
        return profile


@dataclass(frozen=True)
class Found:
    """What is shown of a profile."""

    profile: Profile
    consensus: Consensus
    pairs: tuple[Concord, ...] | None
    without: WithoutEach | None


@login_not_required
def compare(request: HttpRequest) -> HttpResponse:
    """A form, and below it what the rankings sent come to. Writes nothing."""
    sent = request.method == "POST"
    form = ElsewhereForm(request.POST, request.FILES) if sent else ElsewhereForm()
    found = None
    if sent and form.is_valid():
        chosen = form.cleaned_data
        found = _found(chosen["profile"], Unranked(chosen["unranked"] or Unranked.OMIT))
    context = {"section": "programmes", "form": form, "found": found}
    return render(request, "portal/rankings/elsewhere.html", context)


def _found(profile: Profile, unranked: Unranked) -> Found:
    paired = len(profile.ballots) <= MOST_PAIRED
    result = study(profile, unranked, SECONDS, paired)
    left_out = (
        without_each("", result.read, result.kemeny, LEFT_OUT_SECONDS, {}) if paired else None
    )
    return Found(profile, consensus_of(WayToRead("", result)), result.pairwise, left_out)
