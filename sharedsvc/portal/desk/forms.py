"""What can be typed at the desk: the header, each place, each recommendation, something new.

Each form knows its cells: what stands in the records now, and what was typed, each as a text, so
that one can tell who changed what (`desk.saving`).
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from decisions.choices import Block, ImplicationAnswer, Verb
from decisions.models import Recommendation, Report, ReportItem
from programmes.models import Meeting, Person, Post, PostOrganisation, Tenure
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dates import bounds
from sharedsvc.core.text_widgets import Lines
from sharedsvc.core.texts import validate_seen
from sharedsvc.portal.desk.new import ONE_DAY, MeetingChoice, meetings_of

LONGEST = 20_000
OWN_WORDS = frozenset({Block.TEXT, Block.CONSULTATION, Block.BULLET, Block.HEADING})
ANSWERED = frozenset({Block.IMPLICATION, Block.RISK_GRID})
LISTED = frozenset({Block.BACKGROUND_PAPER, Block.APPENDIX})
# Neighbours of these make one list or table, below which nothing is said of one of them.
WITHOUT_NOTE = LISTED | {Block.SIGN_OFF, Block.FOOTER}
SHOW, HIDE = "show", "hide"
NO_VERB = "None is written"
WHOLE_PROGRAMME = "Nothing more"


def _words(label: str, *, rows: int = 0, help: str = "", most: int = LONGEST) -> forms.CharField:
    widget = Lines(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label,
        required=False,
        help_text=help,
        max_length=most,
        widget=widget,
        validators=[validate_seen],
    )


def marked(text: str) -> str:
    """A short mark of what stood in a cell, to tell whether it was changed since."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _sent(data: Mapping[str, Any] | None, prefix: str) -> Mapping[str, Any] | None:
    """What was sent, if anything of this form was: a colleague may have added it meanwhile."""
    return data if data and any(name.startswith(prefix) for name in data) else None


class DeskForm(forms.Form):
    """A form of which the cells are named by fields; `now` is what the records say of each."""

    now: Mapping[str, str] = {}
    called_in_errors = ""

    def typed(self) -> dict[str, str]:
        """What was typed into each cell of a valid form; nothing of one that was not sent."""
        if not self.is_bound:
            return {}
        return {name: self._as_text(self.cleaned_data.get(name)) for name in self.now}

    def _as_text(self, value: Any) -> str:
        if isinstance(value, list):
            return " ".join(sorted(value))
        return str(getattr(value, "pk", value) or "").strip()


class HeadForm(DeskForm):
    """What the header says that is kept on the report itself."""

    called_in_errors = "Header"
    OF_REPORT: ClassVar = ("title", "date", "number", "by", "contact", "contact_post")

    title = _words("Subject", most=300)
    date = DateAsKnownField(
        label="Date of the report",
        max_length=100,
        help_text="Its tables stand as at this day.",
        required=False,
    )
    number = _words("Number", most=100)
    by = forms.ModelChoiceField(
        label="Report by", queryset=Post.objects.none(), required=False, empty_label="Not stated"
    )
    contact = forms.ModelChoiceField(
        label="Contact", queryset=Person.objects.none(), required=False, empty_label="Nobody"
    )
    contact_post = forms.ModelChoiceField(
        label="Post of the contact",
        queryset=Post.objects.none(),
        required=False,
        empty_label="Not stated",
    )
    contact_number = _words("Number of the contact", most=60)
    meetings = forms.MultipleChoiceField(
        label="Goes to", required=False, widget=forms.CheckboxSelectMultiple
    )
    also_to = MeetingChoice(
        label="Goes to, as well",
        queryset=Meeting.objects.none(),
        required=False,
        empty_label="No other meeting",
    )

    def __init__(
        self,
        data: Any,
        *,
        report: Report,
        goes_to: list[Meeting],
        user: Any,
        posts: Any,
        people: Any,
    ) -> None:
        names = (*self.OF_REPORT, "contact_number")
        keys = [str(one.pk) for one in goes_to]
        self.now = {name: self._of(report, name) for name in names}
        self.now |= {"meetings": self._as_text(keys)}
        told = {name: getattr(report, name) for name in names}
        super().__init__(data, prefix="head", initial={**told, "meetings": keys})
        named = [(str(one.pk), f"{one.body.in_full}, {one.date_in_english}") for one in goes_to]
        self.fields["meetings"].choices = named  # type: ignore[attr-defined]
        if not named:
            del self.fields["meetings"]
        offered = meetings_of(user, [report.organisation_id])
        self.fields["also_to"].queryset = offered.exclude(pk__in=keys)  # type: ignore[attr-defined]
        for name, rows in (("by", posts), ("contact_post", posts), ("contact", people)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It goes to the meetings that are still ticked, and to the one that was added."""
        data = super().clean() or {}
        also = data.get("also_to")
        data["meetings"] = sorted({*data.get("meetings", ()), *([str(also.pk)] if also else [])})
        return data

    def _of(self, report: Report, name: str) -> str:
        return self._as_text(getattr(report, name))

    def clean_title(self) -> str:
        """It cannot do without a subject. Raises ValidationError."""
        if not self.cleaned_data["title"]:
            raise forms.ValidationError("Say what the report is about.")
        return str(self.cleaned_data["title"])

    def clean_date(self) -> str:
        """It is of one day. Raises ValidationError."""
        day = self.cleaned_data["date"]
        found = bounds(day) if day else None
        if found is None or found.earliest != found.latest:
            raise forms.ValidationError(ONE_DAY)
        return str(day)


class FieldForm(DeskForm):
    """A header or footer field of the house style that is not filled by the report itself."""

    text = _words("", most=2_000)

    def __init__(self, data: Any, *, part: str, key: str, title: str, item: Any) -> None:
        self.part, self.key, self.item = part, key, item
        self.now = {"text": (item.text if item else "").strip()}
        super().__init__(data, prefix=f"{part}-{key}", initial={"text": item.text if item else ""})
        self.fields["text"].label = title
        self.called_in_errors = title


class PlaceForm(DeskForm):
    """One place of a section: the officers' own words, or whether what is computed is shown."""

    text = _words("Your words", rows=3)
    answer = forms.ChoiceField(label="Answer", choices=ImplicationAnswer.choices, required=False)
    shown = forms.ChoiceField(
        label="In the paper",
        choices=[(SHOW, "Show"), (HIDE, "Hide")],
        widget=forms.RadioSelect,
        required=False,
    )
    note = _words("Note below it", rows=1)

    def __init__(self, data: Any, *, item: ReportItem, called: str) -> None:
        self.item = item
        initial = {
            "text": item.text,
            "answer": item.answer,
            "shown": HIDE if item.hidden else SHOW,
            "note": item.note,
        }
        super().__init__(_sent(data, f"i{item.pk}-"), prefix=f"i{item.pk}", initial=initial)
        for name in {*initial} - self._kept(item):
            del self.fields[name]
        self.now = {name: str(initial[name]).strip() for name in self.fields}
        self.called_in_errors = called
        if "text" in self.fields and item.block not in OWN_WORDS:
            self.fields["text"].label = "Words before it" if self.is_computed else called

    def _kept(self, item: ReportItem) -> set[str]:
        """Which fields this place has."""
        block = Block(item.block)
        if block in OWN_WORDS or (block in LISTED and not item.document_id):
            return {"text"}
        if block in ANSWERED:
            return {"text", "answer"} if block == Block.IMPLICATION else {"answer"}
        before = {"text"} if item.text and block not in LISTED else set()
        return {"shown", *before, *(set() if block in WITHOUT_NOTE else {"note"})}

    @property
    def is_computed(self) -> bool:
        """Whether it shows what the records say, which is not altered by hand."""
        return "shown" in self.fields

    @property
    def is_taken_out(self) -> bool:
        """Whether it was cleared: officers' own words, and nothing else, are taken out so."""
        return set(self.fields) == {"text"} and not self.cleaned_data["text"]


class AskForm(DeskForm):
    """One recommendation: its number, verb, whom it asks, its words, what it is about."""

    number = _words("Number", most=20)
    verb = forms.ChoiceField(label="Verb", choices=[("", NO_VERB), *Verb.choices], required=False)
    asked = forms.ChoiceField(label="Who is asked", required=False)
    text = _words("Words", rows=2)
    about = forms.MultipleChoiceField(
        label="About", required=False, widget=forms.CheckboxSelectMultiple
    )
    also = forms.ChoiceField(label="Also about", required=False)

    def __init__(self, data: Any, *, ask: Recommendation | None, sheet: Any, number: str) -> None:
        self.ask = ask
        about = {reference_text(one): str(one) for one in ask.shown_about} if ask else {}  # type: ignore[attr-defined]
        initial = {
            "number": ask.number if ask else number,
            "verb": ask.verb if ask else "",
            "asked": asked_of(ask) if ask else "",
            "text": ask.text if ask else "",
            "about": sorted(about),
        }
        prefix = f"a{ask.pk}" if ask else "a-new"
        super().__init__(_sent(data, f"{prefix}-"), prefix=prefix, initial=initial)
        self._offer("asked", sheet.asked_choices(ask))
        self._offer("about", about.items())
        self._offer("also", [("", WHOLE_PROGRAMME), *sheet.subjects.items()])
        if not about:
            del self.fields["about"]
        if ask is None:
            self.fields["text"].help_text = "Blank: none is added."
        self.now = {name: self._as_text(value) if ask else "" for name, value in initial.items()}
        self.called_in_errors = (
            f"Recommendation {initial['number']}" if ask else "New recommendation"
        )

    @property
    def told_about(self) -> str:
        """What it is about, in a line."""
        return "; ".join(map(str, self.ask.shown_about if self.ask else ())) or "not said yet"  # type: ignore[attr-defined]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What it is about is what is still ticked, and what was added. Needs a number."""
        data = super().clean() or {}
        also = data.get("also")
        data["about"] = sorted({*data.get("about", ()), *([also] if also else [])})
        if data.get("text") and not data.get("number"):
            self.add_error("number", "Give it a number.")
        return data

    @property
    def is_taken_out(self) -> bool:
        """Whether its words were cleared."""
        return not self.cleaned_data["text"]


class NewPlaceForm(DeskForm):
    """Something new at the end of a section: words, or something computed."""

    text = _words("Your words", rows=2)
    computed = forms.ChoiceField(label="From the records", required=False)

    def __init__(self, data: Any, *, section: str, called: str, offered: Any) -> None:
        self.section = section
        super().__init__(data, prefix=f"s-{section}")
        self.now = {"text": "", "computed": ""}
        choices = [("", "Nothing"), *((one.key, one.called) for one in offered)]
        self.fields["computed"].choices = choices  # type: ignore[attr-defined]
        self.called_in_errors = called


def asked_of(ask: Recommendation) -> str:
    """Whom it asks, as the choice of a form: body and meeting."""
    return f"{ask.body_id or ''}:{ask.meeting_id or ''}" if ask.body_id or ask.meeting_id else ""


def reference_text(record: Any) -> str:
    """A record as the choice of a form."""
    label, pk = record.reference
    return f"{label}:{pk}"


def posts_of(report: Report, user: Any) -> Any:
    """The posts of the report's council, and those that it names already."""
    own = PostOrganisation.objects.visible_to(user).filter(organisation=report.organisation_id)
    rows = Post.objects.visible_to(user)
    named = [one for one in (report.by_id, report.contact_post_id) if one]
    return (rows.filter(pk__in=own.values("post")) | rows.filter(pk__in=named)).order_by("title")


def people_of(report: Report, user: Any) -> Any:
    """People who hold or held a post there, and the one that it names already."""
    own = PostOrganisation.objects.visible_to(user).filter(organisation=report.organisation_id)
    rows = Person.objects.visible_to(user)
    named = [report.contact_id] if report.contact_id else []
    held = Tenure.objects.visible_to(user).filter(post__in=own.values("post"))
    keys = held.exclude(person=None).order_by().values("person")
    return (rows.filter(pk__in=keys) | rows.filter(pk__in=named)).order_by("name", "pk")
