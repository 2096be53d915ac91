"""A clerk writes a report at the desk: from a new one to what is published."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.choices import Block, Verb
from decisions.models import Recommendation, Report, ReportEdition, ReportItem, ReportOffer
from decisions.operations import publish
from decisions.reports.build import build
from decisions.reports.checking import runs_on, warnings_of
from decisions.reports.drafting import write_first_draft
from decisions.reports.markdown import plain, read_markdown
from decisions.reports.notice import clear_days, notice_of
from decisions.reports.renderers.html import render_html
from decisions.reports.renderers.text import render_text
from decisions.reports.renditions import frozen_without_files
from decisions.reports.taken import take
from programmes.choices import Visibility
from programmes.models import Subject
from programmes.operations import keep, set_subjects, strike_out
from programmes.viewers import Viewer
from sharedsvc.core.dates import read_one_day
from sharedsvc.core.history import recording
from tests.admin.conftest import person_with, signed_in
from tests.made_once import made_once
from tests.portal.desk_world import DAY, SECTIONS, DeskWorld

NEW = "/reports/new/"
TAG = re.compile(r"<input[^>]*>")
AREA = re.compile(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.S)
SELECT = re.compile(r'<select name="([^"]+)"[^>]*>(.*?)</select>', re.S)


@pytest.fixture
def world(recorded):
    return made_once(DeskWorld)


@pytest.fixture
def draft(world):
    """A first draft to the Cabinet and the panel."""
    report = Report(
        programme=world.programme,
        organisation=world.avon,
        owner=world.avon,
        style=world.styles[world.avon],
        date=DAY,
        title="Next steps",
        code="next-steps",
    )
    meetings = [world.meeting, world.hearing]
    return write_first_draft(report=report, meetings=meetings, user=world.clerk)


def opened(client, report):
    """Every field of the desk as a browser would send it."""
    html = client.get(desk(report)).content.decode()
    form = html[html.index('id="desk_form"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in TAG.findall(form):
        told = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if told.get("type") not in ("radio", "checkbox") or " checked" in tag:
            sent.setdefault(told["name"], []).append(unescape(told.get("value", "")))
    for name, text in AREA.findall(form):
        sent[name] = [unescape(text)]
    for name, options in SELECT.findall(form):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = [unescape(chosen[1]) if chosen else ""]
    return sent


def desk(report):
    return f"/reports/{report.code}/write/"


def save(client, report, fields, **typed):
    return client.post(desk(report), {**fields, "do": "save", **typed})


def item_of(report, block, **which):
    return ReportItem.objects.get(report=report, block=block, struck_out="", **which)


def paper(report, user):
    return render_text(build(Report.objects.get(pk=report.pk), user))


def test_from_new_to_published_in_six_pages(world):
    """New, the draft, words and marks of it, what was found, publishing, and reading it."""
    clerk = signed_in(world.clerk)
    asked = {"programme": world.programme.pk, "style": world.styles[world.avon].pk}
    asked |= {"organisation": world.avon.pk, "meeting": world.meeting.pk, "kind": "full"}
    assert clerk.get(NEW).status_code == 200
    sent = clerk.post(NEW, asked)
    report = Report.objects.get()
    assert (report.code, report.date, report.title) == ("avon-2010-02-18", DAY, "Shared services")
    assert sent["Location"] == desk(report)

    fields = opened(clerk, report)
    purpose = item_of(report, Block.TEXT, section="purpose")
    leads = item_of(report, Block.LEADS_TABLE)
    overview = item_of(report, Block.OVERVIEW)
    ask = Recommendation.objects.get(report=report)
    typed = {
        f"i{purpose.pk}-text": "It is *time* to **act** <b>now</b>.\n\n- one\n- two",
        f"i{leads.pk}-note": "As agreed in June.",
        f"i{overview.pk}-shown": "hide",
        f"a{ask.pk}-verb": "agree",
        f"a{ask.pk}-text": "agree to go on",
        "a-new-text": "approve the audit",
        "a-new-verb": "approve",
        "a-new-asked": f"{world.cabinet.pk}:{world.meeting.pk}",
        "a-new-also": f"workstreams.workstream:{world.audit.pk}",
        "s-summary-text": "More to say.",
        "header-wards-text": "All wards",
    }
    assert save(clerk, report, fields, **typed).status_code == 302

    told = paper(report, world.clerk)
    assert "It is time to act <b>now</b>." in told
    assert "As agreed in June." in told and "More to say." in told and "All wards" in told
    assert "the programme has" not in told
    first, second = Recommendation.objects.filter(report=report).order_by("order")
    assert (first.verb, first.text, second.number) == (Verb.AGREE, "agree to go on", "b")
    assert (second.body, second.meeting) == (world.cabinet, world.meeting)
    about = Subject.objects.get(record_type="decisions.recommendation", record_id=second.pk)
    assert about.subject_id == world.audit.pk

    place = f"/reports/{report.code}/publish/"
    page = clerk.get(place)
    assert "The meeting is past" in page.content.decode()
    day = {"published": DAY, "reason": "The agenda is out"}
    assert clerk.post(place, day).status_code == 200  # what was found is to be read first
    assert clerk.post(place, {**day, "read": "on"})["Location"] == f"/reports/{report.code}/"
    html = signed_in(world.brooks).get(f"/reports/{report.code}/").content.decode()
    assert "It is <em>time</em> to <strong>act</strong> &lt;b&gt;now&lt;/b&gt;." in html
    assert "<li>one</li><li>two</li>" in html
    assert ReportEdition.objects.filter(report=report).count() == 1
    assert clerk.get(desk(report))["Location"] == f"/reports/{report.code}/"


def test_a_first_draft_is_written_from_the_records(world, draft):
    told = paper(draft, world.clerk)
    assert "Shared services stands on 18 February 2010" in told
    assert "has two workstreams. Two are in Phase 1. Two have a lead." in " ".join(told.split())
    assert "No earlier report to this body" in told
    assert re.search(r"1 +Waste +Brook\n +2 +Audit +Avon", told)
    assert "The Review, 18 February 2010" in told
    assert "note where Shared services stands" in told
    by_section = {item.section for item in ReportItem.objects.filter(report=draft)}
    assert by_section == set(SECTIONS)


def test_a_highlight_report_holds_status_and_what_is_due(world):
    report = Report(
        programme=world.programme,
        organisation=world.brook,
        owner=world.brook,
        style=world.styles[world.brook],
        date=DAY,
        title="Highlights",
        code="highlights",
    )
    write_first_draft(report=report, meetings=[], user=world.brooks, highlights=True)
    blocks = set(ReportItem.objects.filter(report=report).values_list("block", flat=True))
    assert {Block.OVERVIEW, Block.CHANGES, Block.MILESTONES} <= blocks
    assert Block.LEADS_TABLE not in blocks


def test_what_stays_as_it_is_is_not_written_again(world, draft):
    clerk = signed_in(world.clerk)
    before = ReportItem.history.count(), Recommendation.history.count(), Report.history.count()
    assert save(clerk, draft, opened(clerk, draft)).status_code == 302
    after = ReportItem.history.count(), Recommendation.history.count(), Report.history.count()
    assert before == after


def test_two_editors_do_not_overwrite_one_another(world, draft):
    one, other = signed_in(world.clerk), signed_in(world.second)
    purpose = item_of(draft, Block.TEXT)
    legal = item_of(draft, Block.IMPLICATION)
    mine, theirs = opened(one, draft), opened(other, draft)
    cell = f"i{purpose.pk}-text"
    assert save(other, draft, theirs, **{cell: "Bo’s words.", "head-number": "R/1"})
    # what only the other changed stays theirs; what both changed is told, and nothing is saved
    clash = save(one, draft, mine, **{cell: "Ann’s words.", f"i{legal.pk}-text": "None now."})
    html = unescape(clash.content.decode())
    assert clash.status_code == 200
    assert "Bo Day changed this meanwhile to: “Bo’s words.”" in html and "Ann’s words." in html
    assert item_of(draft, Block.TEXT).text == "Bo’s words."
    assert item_of(draft, Block.IMPLICATION).text == ""
    # saved again from that page, what Ann typed stands; Bo's number is still Bo's
    again = re.search(r'name="opened" value="([^"]+)"', clash.content.decode())[1]
    typed = {**mine, cell: "Ann’s words.", f"i{legal.pk}-text": "None now.", "opened": again}
    assert save(one, draft, {**typed, "head-number": "R/1"}).status_code == 302
    assert item_of(draft, Block.TEXT).text == "Ann’s words."
    assert item_of(draft, Block.IMPLICATION).text == "None now."
    assert Report.objects.get(pk=draft.pk).number == "R/1"


def test_words_for_a_place_that_was_taken_out_meanwhile_are_not_lost(world, draft):
    one, other = signed_in(world.clerk), signed_in(world.second)
    cell = f"i{item_of(draft, Block.TEXT).pk}-text"
    mine, theirs = opened(one, draft), opened(other, draft)
    assert save(other, draft, theirs, **{cell: ""}).status_code == 302
    assert not ReportItem.objects.filter(report=draft, block=Block.TEXT, struck_out="").exists()
    page = save(one, draft, mine, **{cell: "Words of mine."})
    assert page.status_code == 200 and "Words of mine." in page.content.decode()


def test_a_form_without_what_it_was_opened_on_is_shown_again(world, draft):
    clerk = signed_in(world.clerk)
    fields = opened(clerk, draft) | {"opened": "", "s-summary-text": "Kept on the page."}
    page = save(clerk, draft, fields)
    assert page.status_code == 200 and "Kept on the page." in page.content.decode()
    assert not ReportItem.objects.filter(report=draft, text="Kept on the page.").exists()


def test_what_was_typed_is_shown_where_the_draft_was_published_meanwhile(world, draft):
    clerk = signed_in(world.clerk)
    fields = opened(clerk, draft)
    leads = item_of(draft, Block.LEADS_TABLE)
    leads.hidden, leads.note = True, "Between us: this table is wrong."
    keep(record=leads)
    with recording(user=None, reason="Agenda is out"):
        publish(record=draft, day=DAY, freeze=frozen_without_files)
    page = save(clerk, draft, fields, **{"s-summary-text": "Words of mine."})
    assert page.status_code == 200 and "Words of mine." in page.content.decode()
    # what was hidden is struck out with it: nobody finds it in what is open by now
    leads.refresh_from_db()
    assert leads.struck_out and not ReportItem.objects.visible_to(Viewer()).filter(pk=leads.pk)
    assert not ReportItem.objects.versions_visible_to(Viewer()).filter(id=leads.pk).exists()


def test_signing_in_again_loses_neither_words_nor_boxes(world, draft):
    clerk = signed_in(world.clerk)
    ask = Recommendation.objects.get(report=draft)
    set_subjects(record=ask, subjects=[world.programme, world.waste, world.audit])
    fields = opened(clerk, draft)
    clerk.logout()
    asked = save(clerk, draft, fields, **{"s-summary-text": "Words of mine."})
    assert asked.status_code == 403 and "Words of mine." in asked.content.decode()
    world.clerk.set_password("a long enough one")
    world.clerk.save()
    back = {name: values[-1] for name, values in fields.items()}
    signs = {"signing_in": "1", "login": world.clerk.email, "password": "a long enough one"}
    page = clerk.post(desk(draft), {**back, "s-summary-text": "Words of mine.", **signs})
    html = page.content.decode()
    assert page.status_code == 200 and "Words of mine." in html
    assert len(re.findall(rf'name="a{ask.pk}-about"[^>]* checked', html)) == 3


def test_every_save_is_a_version_with_what_it_changed(world, draft):
    clerk = signed_in(world.second)
    cell = f"i{item_of(draft, Block.TEXT).pk}-text"
    words = item_of(draft, Block.TEXT).text.replace("stands", "is")
    save(clerk, draft, opened(clerk, draft), **{cell: words})
    html = clerk.get(f"/reports/{draft.code}/versions/").content.decode()
    latest = html[html.index("<h2") :].split("</section>")[0]
    assert "Bo Day. Written at the desk" in latest and "Purpose: text" in latest
    assert "struck: </span>stands</del>" in latest and "added: </span>is</ins>" in latest


def test_sections_are_put_in_another_order(world, draft):
    clerk = signed_in(world.clerk)
    fields = opened(clerk, draft)
    moved = clerk.post(desk(draft), {**fields, "do": "down:purpose"})
    assert moved["Location"] == f"{desk(draft)}#write-purpose"
    report = Report.objects.get(pk=draft.pk)
    assert [one.key for one in build(report, world.clerk).sections][:2] == ["summary", "purpose"]


@pytest.mark.parametrize("who", ["brooks", "member", "nobody"])
def test_only_its_clerks_write_it(world, draft, who):
    member = person_with("member", world.avon)
    client = signed_in({"brooks": world.brooks, "member": member, "nobody": member}[who])
    if who == "nobody":
        client.logout()
    for page in ("write", "publish", "offer"):
        answer = client.post(f"/reports/{draft.code}/{page}/", {"do": "save"})
        asked_to_sign_in = 403 if who == "nobody" else 404
        assert answer.status_code in (302, 404, asked_to_sign_in)
        assert draft.title not in answer.content.decode()
        assert client.get(f"/reports/{draft.code}/{page}/").status_code in (302, 404, 405)
    assert not ReportOffer.objects.exists()
    if who == "member":
        assert client.get(NEW).status_code == 403


# Records that changed since the draft


def test_changed_records_are_taken_or_left(world, draft):
    clerk = signed_in(world.clerk)
    assert "Records changed" not in clerk.get(desk(draft)).content.decode()
    world.waste.title = "Refuse"
    keep(record=world.waste)
    html = clerk.get(desk(draft)).content.decode()
    assert "Records changed since the draft" in html
    assert re.search(r"struck: </span>Waste</del>.*added: </span>Refuse</ins>", html, re.S)
    assert re.search(r"1 +Waste +Brook", paper(draft, world.clerk))  # left until it is taken

    leads = item_of(draft, Block.LEADS_TABLE)
    taken = clerk.post(desk(draft), {**opened(clerk, draft), "do": "take", "take": [str(leads.pk)]})
    assert taken.status_code == 302
    assert re.search(r"1 +Refuse +Brook", paper(draft, world.clerk))
    assert "Records changed" not in clerk.get(desk(draft)).content.decode()


def test_what_was_left_is_published_as_it_was_taken(world, draft):
    world.waste.title = "Refuse"
    keep(record=world.waste)
    with recording(user=None, reason="Agenda is out"):
        publish(record=draft, day=DAY, freeze=frozen_without_files)
    html = signed_in(world.brooks).get(f"/reports/{draft.code}/").content.decode()
    assert "Waste" in html and "Refuse" not in html


@pytest.mark.parametrize("how", ["closed", "struck out"])
def test_what_is_closed_or_a_mistake_since_is_not_printed_as_it_was_taken(world, draft, how):
    if how == "closed":
        world.waste.visibility, world.waste.owner = Visibility.OWNER, world.brook
        keep(record=world.waste)
    else:
        strike_out(record=world.role, reason="A slip")
    told = paper(draft, world.clerk)
    assert ("Waste" if how == "closed" else "2         Audit         Avon") not in told


def test_a_place_that_not_everybody_may_read_is_never_printed_as_it_was(world):
    world.audit.visibility, world.audit.owner = Visibility.OWNER, world.avon
    keep(record=world.audit)
    report = Report(
        programme=world.programme,
        organisation=world.avon,
        owner=world.avon,
        style=world.styles[world.avon],
        date=DAY,
        title="Exempt in part",
        code="exempt-in-part",
    )
    write_first_draft(report=report, meetings=[world.meeting], user=world.clerk)
    assert "Audit" in paper(report, world.clerk)
    with recording(user=None, reason="Agenda is out"):
        publish(record=report, day=DAY, freeze=frozen_without_files)
    for reader, sees in ((world.clerk, True), (world.brooks, False), (Viewer(), False)):
        html = render_html(build(Report.objects.get(pk=report.pk), reader))
        assert ("Audit" in html) is sees


# Offers to other councils


def test_a_report_is_offered_and_another_council_makes_its_own(world, draft):
    clerk, brooks = signed_in(world.clerk), signed_in(world.brooks)
    careful = signed_in(world.clerk)
    careful.handler.enforce_csrf_checks = True
    html = careful.get(desk(draft)).content.decode()
    form = html[html.index(f'action="/reports/{draft.code}/offer/"') :].split("</form>")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    sent = {"csrfmiddlewaretoken": token}
    assert careful.post(f"/reports/{draft.code}/offer/", sent).status_code == 302
    page = " ".join(brooks.get(NEW).content.decode().split())
    assert "Avon Council: Shared services, 18 February 2010" in page
    assert draft.code not in page and draft.title not in page
    key = re.search(r'name="offered" value="([^"]+)"', page)[1]
    made = brooks.post(NEW, {"offered": key})
    own = Report.objects.get(organisation=world.brook)
    assert made["Location"] == desk(own)
    assert (own.style, own.date) == (world.styles[world.brook], DAY)
    assert "Style of Brook" in str(own.style)
    assert brooks.post(NEW, {"offered": key})["Location"] == NEW  # it has one now
    assert "Offered by other councils" not in clerk.get(NEW).content.decode()
    assert clerk.get(desk(own)).status_code == 404


# What is found before publishing


def found(report, user, today=DAY):
    day = read_one_day(today)
    rows = warnings_of(Report.objects.get(pk=report.pk), user, day)
    return {f"{one.place}: {one.found}" for one in rows}


def test_what_is_missing_does_not_run_on_or_contradicts_is_found(world, draft):
    clerk = world.clerk
    assert {
        "Header: “Wards” is not stated",
        "4.0 Implications: Nothing is written here",
        "What is asked: Nothing is asked of Scrutiny Panel, Avon",
    } <= found(draft, clerk)

    purpose = item_of(draft, Block.TEXT)
    purpose.text = "Avon leads waste. There are nine workstreams. Cabinet met on 1 March 2010."
    keep(record=purpose)
    ask = Recommendation.objects.get(report=draft)
    ask.verb, ask.body, ask.meeting = "", None, None
    keep(record=ask)
    more = {"report": draft, "order": 9, "number": "d", "text": "go on", "owner": world.avon}
    keep(record=Recommendation(**more))
    own = {"section": "summary", "order": 500, "text": "Words.", "owner": world.avon}
    for number, order in (("2.1", 500), ("2.3", 510)):
        keep(record=ReportItem(report=draft, **{**own, "number": number, "order": order}))
    told = found(draft, clerk)
    for expected in (
        "1.0 Purpose: Avon leads: “Avon leads waste.”",
        "1.0 Purpose: “nine workstreams”: “There are nine workstreams.”",
        "1.0 Purpose: Cabinet, 1 March 2010: “Cabinet met on 1 March 2010.”",
        "What is asked, a: It has no verb: say what the body is to do",
        "What is asked, a: It does not say who is asked",
        "What is asked: After a comes d: the numbers do not run on",
        "2.0 Summary: After 2.1 comes 2.3: the numbers do not run on",
    ):
        assert expected in told, told
    html = signed_in(clerk).get(f"/reports/{draft.code}/publish/").content.decode()
    assert "Leads of Waste: Brook" in html and "/workstreams/waste/" in html
    assert item_of(draft, Block.TEXT, section="purpose").text == purpose.text


def test_a_name_that_is_not_open_to_all_is_found_in_the_open_part(world, draft):
    world.waste.visibility, world.waste.owner = Visibility.PARTNERS, world.brook
    keep(record=world.waste)
    purpose = item_of(draft, Block.TEXT)
    purpose.text = "Work on waste goes on. Part of this is exempt information."
    keep(record=purpose)
    told = found(draft, world.clerk)
    assert "1.0 Purpose: “Waste” in the open part" in told
    assert "1.0 Purpose: “exempt information” in the open part" in told


@pytest.mark.once
@pytest.mark.parametrize(
    ("before", "after", "is_roman", "runs"),
    [
        ("4.1", "4.2", False, True),
        ("4.9", "4.10", False, True),
        ("4.1", "4.3", False, False),
        ("4.12", "5.1", False, True),
        ("4.12", "5.2", False, False),
        ("19.", "20.", False, True),
        ("19.", "21.", False, False),
        ("a", "b", False, True),
        ("(b)", "(d)", False, False),
        ("i", "ii", True, True),
        ("iii", "iv", True, True),
        ("iv", "vi", True, False),
    ],
)
def test_numbers_run_on(before, after, is_roman, runs):
    assert runs_on(before, after, is_roman=is_roman) is runs


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "code", "day", "meets", "needed", "there"),
    [
        ("district", "", "2026-11-27", "2026-12-04", 5, 4),  # Friday to Friday: four between
        ("district", "", "2026-11-26", "2026-12-04", 5, 5),
        ("scottish", "", "2026-11-30", "2026-12-04", 3, 3),
        ("welsh", "", "2026-12-01", "2026-12-04", 3, 2),
        ("council", "N09000003", "2026-11-30", "2026-12-04", 3, 3),
        ("council", "E07000081", "2026-12-04", "2026-12-04", 5, 0),
        ("council", "", "2026-12-04", "2026-12-01", 0, 0),
    ],
)
def test_notice_by_nation(kind, code, day, meets, needed, there):
    days = read_one_day(day), read_one_day(meets)
    notice = notice_of(kind, code, *days)
    assert (notice.needed, notice.there, clear_days(*days)) == (needed, there, there)
    assert notice.is_short is (there < needed)


# Markdown


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Plain.", ["Plain."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("*a* and **b**", ["a and b"]),
        ("2024. It began.", [("2024.", "It began.")]),
        ("19. a\n21. b", [("19.", "a"), ("21.", "b")]),
        ("- x\n- y", [("", "x"), ("", "y")]),
        ("- x\n  - y", [("", "x"), ("", "y")]),
        ("# no heading", ["# no heading"]),
        ("[a](http://b.c) <script>1</script>", ["[a](http://b.c) <script>1</script>"]),
    ],
)
def test_markdown_is_read_as_data(text, blocks):
    found = []
    for block in read_markdown(text):
        found += [block.text] if block.kind == "paragraph" else list(block.items)
    assert found == blocks
    assert plain(text).splitlines() == [one if isinstance(one, str) else one[1] for one in blocks]


@pytest.mark.once
def test_emphasis_is_kept_as_runs():
    (paragraph,) = read_markdown("It is *time* to **act *now***.")
    told = [(run.text, run.weight) for run in paragraph.runs]
    assert told == [
        ("It is ", ""),
        ("time", "emphasis"),
        (" to ", ""),
        ("act now", "strong"),
        (".", ""),
    ]


def test_the_desk_asks_the_database_as_often_for_a_long_report(world, draft):
    clerk = signed_in(world.clerk)
    first = Recommendation.objects.get(report=draft)
    set_subjects(record=first, subjects=[world.programme, world.audit])  # of each kind one
    few = statements(clerk, draft)
    for number in range(3, 8):
        world.stream(f"Service {number}", world.brook, number)
        own = {"report": draft, "owner": world.avon, "order": 100 + number, "text": "Words."}
        keep(record=ReportItem(section="summary", **own))
        ask = Recommendation(number=str(number), body=world.cabinet, meeting=world.meeting, **own)
        set_subjects(record=keep(record=ask), subjects=[world.waste])
    take(draft, [item_of(draft, block).pk for block in (Block.OVERVIEW, Block.LEADS_TABLE)])
    assert statements(clerk, draft) <= few <= 120


def statements(client, report):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(desk(report)).status_code == 200
    return len(asked)
