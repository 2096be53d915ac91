"""What was typed at the desk is saved, without one editor's words over another's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from decisions.choices import Block
from decisions.models import Recommendation, Report, ReportItem
from decisions.operations import ask as keep_ask
from decisions.operations import send_to_meetings
from programmes.choices import SubjectRelation
from programmes.models import Meeting, Subject
from programmes.operations import keep, set_subjects, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.people import called
from sharedsvc.core.versions import Opened
from sharedsvc.portal.desk.forms import (
    HIDE,
    AskForm,
    DeskForm,
    FieldForm,
    HeadForm,
    NewPlaceForm,
    PlaceForm,
    marked,
)
from sharedsvc.portal.desk.sheet import DeskSheet, Lost

REASON = "Written at the desk"
CLEARED = "Taken out at the desk"
THEIRS = "{} changed this meanwhile to: “{}”. What you typed is here: save again to keep yours."
EMPTIED = "{} cleared this meanwhile. What you typed is here: save again to keep it."
NOW_TAKEN_OUT = (
    "Somebody took this out meanwhile. What you typed is kept here; add it where you want."
)
STEP = 10


def save(sheet: DeskSheet, opened: Opened) -> bool:
    """Write what was typed; False, and nothing is written, where something stands in the way.

    What somebody else changed since the page was opened, and this editor did not, stays theirs.
    What both changed is told, both words beside one another. The report must be locked.
    Raises ValidationError and PermissionDenied where the records refuse it.
    """
    sheet.lost = list(_lost(sheet, opened))
    if sheet.has_errors or sheet.lost:
        return False
    changes = [CellsChanged.of(form, opened) for form in sheet.forms]
    clashing = [name for change in changes for name in change.clashes(opened)]
    for change in changes:
        for name in change.clashes(opened):
            change.form.add_error(name, _told(sheet, change, name))
    if clashing:
        return False
    with recording(user=sheet.user, reason=REASON, at=timezone.now()):
        for change in changes:
            if change.mine:
                _WRITERS[type(change.form)](sheet, change)
    return True


@dataclass
class CellsChanged:
    """What an editor changed in a form since the page was opened: the cells, and their texts."""

    form: Any
    mine: dict[str, str]

    @classmethod
    def of(cls, form: DeskForm, opened: Opened) -> "CellsChanged":
        """The cells whose texts are not what stood there when the page was opened."""
        typed = form.typed()
        was = {name: _was(form, name, opened) for name in typed}
        return cls(form, {name: text for name, text in typed.items() if _mark(text) != was[name]})

    def clashes(self, opened: Opened) -> list[str]:
        """The cells that others changed too, to something else."""
        return [
            name
            for name, text in self.mine.items()
            if _mark(self.form.now[name]) != _was(self.form, name, opened)
            and self.form.now[name] != text
        ]

    @property
    def data(self) -> dict[str, Any]:
        """The values of the cells that were changed."""
        return {name: self.form.cleaned_data[name] for name in self.mine}


def _mark(text: str) -> str:
    return marked(text) if text else ""


def _was(form: DeskForm, name: str, opened: Opened) -> str:
    return opened.texts.get(f"{form.prefix}-{name}", "")


def _told(sheet: DeskSheet, change: CellsChanged, name: str) -> str:
    field = change.form.fields[name]
    now = dict(getattr(field, "choices", ())).get(change.form.now[name], change.form.now[name])
    who = _who(sheet, change.form)
    return THEIRS.format(who, now) if now else EMPTIED.format(who)


def _who(sheet: DeskSheet, form: Any) -> str:
    """Who changed what a form is of last."""
    record = getattr(form, "item", None) or getattr(form, "ask", None) or sheet.report
    version = (
        type(record)
        .history.filter(id=record.pk)
        .select_related("history_user")
        .latest("history_id")
    )
    return called(version.history_user)


def _lost(sheet: DeskSheet, opened: Opened) -> Iterable[Lost]:
    """What was typed into places that are there no more."""
    there = {f"{form.prefix}-{name}" for form in sheet.forms for name in form.now}
    for cell, mark in opened.texts.items():
        text = (sheet.typed or {}).get(cell, "")
        if cell.endswith("-text") and cell not in there and marked(text.strip()) != mark:
            yield Lost(NOW_TAKEN_OUT, text)


# How each form is written


def _write_head(sheet: DeskSheet, change: CellsChanged) -> None:
    data = change.data
    meetings = data.pop("meetings", None)
    if meetings is not None:
        _send(sheet, meetings)
    for name, value in data.items():
        setattr(sheet.report, name, value)
    if data:
        keep(record=sheet.report)


def _send(sheet: DeskSheet, keys: list[str]) -> None:
    """Let it go to these meetings: those of before in their order, then the new one."""
    before = [one.meeting for one in sheet.goes_to]
    stay = [one for one in before if str(one.pk) in keys]
    new = set(keys) - {str(one.pk) for one in before}
    added = Meeting.objects.visible_to(sheet.user).filter(pk__in=new)
    send_to_meetings(record=sheet.report, others=[*stay, *added])


def _write_field(sheet: DeskSheet, change: CellsChanged) -> None:
    form: FieldForm = change.form
    _write_words(sheet, form.item, form.part, change.data["text"], Block.HEADER, heading=form.key)


def _write_words(
    sheet: DeskSheet, item: ReportItem | None, section: str, text: str, block: Block, **own: Any
) -> None:
    """Words in a place: new ones at the end of the section; cleared ones are taken out."""
    if item is None and text:
        keep(record=_new_item(sheet.report, section, block=block, text=text, **own))
    elif item is not None and text:
        item.text = text
        keep(record=item)
    elif item is not None:
        strike_out(record=item, reason=CLEARED)


def _new_item(report: Report, section: str, **values: Any) -> ReportItem:
    last = ReportItem._base_manager.filter(report=report, section=section).aggregate(Max("order"))
    order = (last["order__max"] or 0) + STEP
    return ReportItem(report=report, owner=report.owner, section=section, order=order, **values)


def _write_place(sheet: DeskSheet, change: CellsChanged) -> None:
    form: PlaceForm = change.form
    if form.is_taken_out:
        strike_out(record=form.item, reason=CLEARED)
        return
    for name, value in change.data.items():
        if name == "shown":
            form.item.hidden = value == HIDE
        else:
            setattr(form.item, name, value)
    keep(record=form.item)


def _write_ask(sheet: DeskSheet, change: CellsChanged) -> None:
    form: AskForm = change.form
    record = form.ask
    if form.is_taken_out:
        if record is not None:
            strike_out(record=record, reason=CLEARED)
        return
    if record is None:
        order = max((one.order for one in sheet.asks), default=0) + 1
        record = Recommendation(report=sheet.report, owner=sheet.report.owner, order=order)
    data = change.data
    for name in ("number", "verb", "text"):
        if name in data:
            setattr(record, name, data[name])
    if "asked" in data:
        record.body_id, record.meeting_id = _asked(data["asked"])
    keep_ask(record=record)
    if "about" in form.now and ("about" in data or form.ask is None):
        set_subjects(record=record, subjects=_subjects(record, form))


def _asked(chosen: str) -> tuple[int | None, int | None]:
    body, _, meeting = chosen.partition(":")
    return int(body) if body else None, int(meeting) if meeting else None


def _subjects(record: Recommendation, form: AskForm) -> list[Any]:
    """What it is about now, in order: what its editor does not see of it stays."""
    wanted = set(form.cleaned_data["about"])
    offered = set(form.now["about"].split())
    label, pk = record.reference
    rows = Subject.objects.not_struck_out().filter(
        record_type=label, record_id=pk, relation=SubjectRelation.ABOUT
    )
    before = [f"{one.subject_type}:{one.subject_id}" for one in rows.order_by("order", "pk")]
    stay = [one for one in before if one in wanted or one not in offered]
    named = [*stay, *sorted(wanted - set(stay))]
    return [_Named(*one.rsplit(":", 1)) for one in named]


class _Named:
    """A record by its reference alone."""

    def __init__(self, label: str, pk: str) -> None:
        self.reference = (label, int(pk))


def _write_new(sheet: DeskSheet, change: CellsChanged) -> None:
    form: NewPlaceForm = change.form
    text, computed = form.cleaned_data["text"], form.cleaned_data["computed"]
    if text:
        keep(record=_new_item(sheet.report, form.section, block=Block.TEXT, text=text))
    if computed:
        one = next(one for one in sheet.offered if one.key == computed)
        keep(record=_new_item(sheet.report, form.section, block=one.block, **one.values))


_WRITERS: Mapping[type, Any] = {
    HeadForm: _write_head,
    FieldForm: _write_field,
    PlaceForm: _write_place,
    AskForm: _write_ask,
    NewPlaceForm: _write_new,
}


def move_section(report: Report, user: Any, keys: list[str], key: str, way: str) -> None:
    """Move a section of a report one place up or down in its own order."""
    at = keys.index(key)
    to = at - 1 if way == "up" else at + 1
    if not 0 <= to < len(keys):
        return
    keys[at], keys[to] = keys[to], keys[at]
    report.section_order = " ".join(keys)
    with recording(user=user, reason=REASON, at=timezone.now()):
        keep(record=report)
