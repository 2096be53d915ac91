"""A report is public once it was published, and from then on it stays as it was read."""

import datetime
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from time import sleep

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from decisions.choices import AskStyle, Block, NumberStyle, StylePart
from decisions.models import (
    HouseSection,
    HouseStyle,
    Recommendation,
    Report,
    ReportEdition,
    ReportFile,
    ReportItem,
    ReportMeeting,
)
from decisions.operations import publish
from decisions.reports.build import build
from decisions.reports.formats import FORMATS
from decisions.reports.keeping import keep_what_is_missing
from decisions.reports.reading import read_report
from decisions.reports.renderers.text import render_text
from decisions.reports.renditions import frozen
from programmes.choices import GrantRole
from programmes.models import (
    Body,
    Citation,
    Document,
    Grant,
    Organisation,
    Person,
    Phase,
    Post,
    Programme,
)
from programmes.operations import cite, keep, strike_out
from sharedsvc.accounts.models import User
from sharedsvc.core.history import Unrecorded, recording
from sharedsvc.core.saving import save_valid
from sharedsvc.portal.workbook.programme import export_workbook, import_workbook
from tests.core.workbooks import corrected
from tests.factories import (
    DocumentFactory,
    HouseStyleFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    RecommendationFactory,
    ReportFactory,
    RoleFactory,
    SharingFactory,
    StageFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.made_once import made_once
from tests.programmes_loaded import FIXTURES, load_programmes
from workstreams.models import RankingEntry, Workstream, WorkstreamRole

TODAY = datetime.date.today()
YESTERDAY = (TODAY - datetime.timedelta(days=1)).isoformat()
TOMORROW = (TODAY + datetime.timedelta(days=1)).isoformat()


def person(role, organisation, **values):
    """Somebody with one role."""
    user = UserFactory(**values)
    keep(record=Grant(user=user, role=role, organisation=organisation, start="2009-01-01"))
    return user


def signed_out(user):
    """The same person, as another request would read them."""
    return User.objects.get(pk=user.pk)


class Draft:
    """A report that is not published: of Avon, in a partnership with Brook and Calder."""

    def __init__(self):
        self.programme = ProgrammeFactory()
        self.avon, self.brook, self.calder = OrganisationFactory.create_batch(3)
        for council in (self.avon, self.brook, self.calder):
            there = {"partnership": self.programme.partnership, "organisation": council}
            MembershipFactory(**there)
            SharingFactory(**there)
        self.style = HouseStyleFactory(organisation=self.avon)
        for order, key in enumerate(("purpose", "leads", "recommendations"), start=1):
            keep(
                record=HouseSection(
                    style=self.style, part=StylePart.SECTION, key=key, title=key, order=order
                )
            )
        self.report = ReportFactory(
            programme=self.programme,
            organisation=self.avon,
            style=self.style,
            date="2999-01-01",
            published="",
        )
        self.say("Open to all.", 1)
        self.clerk = person(GrantRole.CLERK, self.avon, name="Ann Lee")

    def say(self, text, order, **whose):
        return keep(
            record=ReportItem(
                report=self.report, section="purpose", order=order, text=text, **whose
            )
        )

    def lead(self, council, priority, **whose):
        """A workstream in the phase of the table of leads, and who leads it."""
        workstream = WorkstreamFactory(programme=self.programme, title=f"Service {priority}")
        StageFactory(workstream=workstream, phase=self.phase, priority=priority)
        return RoleFactory(workstream=workstream, organisation=council, **whose)

    def show_leads(self):
        self.phase = PhaseFactory(programme=self.programme)
        keep(
            record=ReportItem(
                report=self.report,
                section="leads",
                order=1,
                block=Block.LEADS_TABLE,
                phase=self.phase,
            )
        )

    def publish(self, user=None, day=YESTERDAY):
        with recording(user=user, reason="Agenda is out"):
            return publish(record=self.report, day=day, freeze=frozen)


@pytest.fixture
def draft(recorded):
    return made_once(Draft)


def lines(report, user):
    """What somebody reads, as lines."""
    found = Report.objects.for_report().get(pk=report.pk)
    return render_text(read_report(found, user).content).splitlines()


# The act


def test_a_report_dated_in_the_future_is_public_after_no_number_of_saves(client, draft, public):
    with recording(user=draft.clerk, reason="Typing"):
        for title in ("One", "Two", "Three", "Four"):
            draft.report.title = title
            keep(record=draft.report)

    assert Report.objects.get().is_published is False
    assert list(Report.objects.visible_to(public)) == []
    assert client.get(draft.report.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("values", [{"date": "2009-01-01"}, {"document": True}])
def test_neither_a_date_that_passes_nor_a_document_publishes(draft, public, values):
    if "document" in values:
        values = {"document": DocumentFactory(programme=draft.programme)}
    for name, value in values.items():
        setattr(draft.report, name, value)
    keep(record=draft.report)

    assert list(Report.objects.visible_to(public)) == []
    assert Report.objects.get().why_fixed == ""


def test_publishing_says_the_day_and_who_did_it(draft, public):
    draft.publish(draft.clerk)
    report, edition = Report.objects.get(), ReportEdition.objects.get()
    version = report.history.latest()

    assert (report.published, report.published_in_english) == (
        YESTERDAY,
        report.date_in_words("published"),
    )
    assert (version.history_user, version.history_change_reason) == (draft.clerk, "Agenda is out")
    assert (edition.number, edition.place, edition.kept_by) == (1, 0, draft.clerk)
    assert list(Report.objects.visible_to(public)) == [report]
    assert report.why_fixed


def test_the_page_of_a_published_report_says_so(client, draft):
    draft.publish(draft.clerk)
    page = client.get(draft.report.get_absolute_url()).content.decode()

    assert "by Ann Lee. It stays as it was read." in page
    assert "Not published" not in page


@pytest.mark.parametrize(
    "day, said",
    [
        (TOMORROW, "A report is published on a day that has come"),
        ("2999", "A report is published on a day that has come"),
        ("2010-02-18/..", "this date has no last day"),
        ("", "Give the day of publication."),
    ],
)
def test_no_report_is_published_on_a_day_to_come(draft, day, said):
    with pytest.raises(ValidationError, match=said):
        draft.publish(draft.clerk, day)
    assert Report.objects.get().is_published is False
    assert ReportEdition.objects.count() == 0


def test_what_cannot_be_printed_or_was_published_is_refused_in_words(draft):
    def refused():
        with pytest.raises(ValidationError) as error, transaction.atomic():
            draft.publish(draft.clerk)
        return error.value.messages[0]

    sections = list(draft.style.sections.all())
    for row in sections:
        strike_out(record=row, reason="Test")
    without_sections = refused()
    keep(record=HouseSection(style=draft.style, part="section", key="purpose", title="Purpose"))
    draft.report.date = ""
    keep(record=draft.report)
    without_date = refused()
    draft.report.date = "2999-01-01"
    keep(record=draft.report)
    draft.publish(draft.clerk)

    assert without_sections.startswith("Its house style has no sections")
    assert without_date.startswith("Give the report its date first")
    assert refused().startswith("This report was published already: ")


@pytest.mark.parametrize("role", [GrantRole.OFFICER, GrantRole.MEMBER, GrantRole.ADMINISTRATOR])
def test_only_its_clerks_publish_it(draft, role):
    for user in (person(role, draft.avon), person(GrantRole.CLERK, draft.brook)):
        with pytest.raises(PermissionDenied), transaction.atomic():
            draft.publish(user)
    assert Report.objects.get().is_published is False


def test_a_partnerships_manager_publishes_the_partnerships_own(draft, public):
    draft.report.organisation = draft.programme.partnership
    keep(record=draft.report)
    manager = person(GrantRole.MANAGER, draft.programme.partnership)

    assert list(Report.objects.visible_to(draft.clerk)) == []
    assert list(Report.objects.visible_to(manager)) == [draft.report]
    draft.publish(manager)
    assert list(Report.objects.visible_to(public)) == [draft.report]


def test_nobody_publishes_by_saving(draft):
    """The act alone does, whatever a form, an upload or another operation hands over."""
    draft.report.published = YESTERDAY
    with recording(user=draft.clerk, reason="Typed"), pytest.raises(ValidationError) as refused:
        keep(record=draft.report)

    assert refused.value.message_dict["published"][0].startswith("A report is published by an act")
    assert Report.objects.get().is_published is False


def test_published_is_not_taken_back(draft):
    draft.publish(draft.clerk)
    report = Report.objects.get()
    report.published = ""

    with pytest.raises(ValidationError, match="not taken back"):
        keep(record=report)


def test_a_person_changes_nothing_of_what_was_published_however_it_is_saved(draft):
    """Not even who read it before it was published: the database is asked, not the record."""
    ask = RecommendationFactory(report=draft.report, number="1")
    read_before = Report.objects.get(), ReportItem.objects.get(), Recommendation.objects.get()
    draft.publish(draft.clerk)
    report, item, _ = read_before
    report.title, item.text, ask.text = "Other", "Other", "Other"
    fresh = ReportMeeting(report=report, meeting=MeetingFactory())

    for record in (report, item, ask, fresh):
        with recording(user=draft.clerk, reason="Late"), pytest.raises(ValidationError) as refused:
            save_valid(record)
        assert refused.value.messages[0].startswith("This report was published")


# Who sees what is not published


def test_until_it_is_published_its_clerks_see_it_and_nobody_else(draft, public):
    RecommendationFactory(report=draft.report)
    keep(record=ReportMeeting(report=draft.report, meeting=MeetingFactory()))
    in_avon = (GrantRole.MEMBER, GrantRole.OFFICER, GrantRole.ADMINISTRATOR)
    others = [person(role, draft.avon) for role in in_avon]
    others += [person(GrantRole.CLERK, one) for one in (draft.brook, draft.programme.partnership)]
    others += [person(GrantRole.MANAGER, draft.programme.partnership), UserFactory(), public]
    rows = (Report, ReportItem, ReportMeeting, Recommendation)

    def sees(user):
        return [model.objects.visible_to(user).count() for model in rows]

    assert [sees(user) for user in others] == [[0, 0, 0, 0]] * len(others)
    assert sees(draft.clerk) == [1, 1, 1, 1]
    assert sees(User(is_superuser=True)) == [1, 1, 1, 1]
    draft.publish(draft.clerk)
    assert [sees(signed_out(one) if one.pk else one) for one in others] == [[1] * 4] * len(others)


def test_a_clerk_whose_role_has_ended_sees_it_no_more(draft):
    grant = Grant.objects.get(user=draft.clerk)
    grant.end = "2010-01-01"
    keep(record=grant)

    assert list(Report.objects.visible_to(signed_out(draft.clerk))) == []


def test_what_is_the_owners_alone_stays_so_when_it_is_published(draft, public):
    draft.report.visibility, draft.report.owner = "owner", draft.avon
    keep(record=draft.report)
    draft.publish(draft.clerk)

    assert list(Report.objects.visible_to(public)) == []
    assert list(Report.objects.visible_to(person(GrantRole.CLERK, draft.brook))) == []
    assert list(Report.objects.visible_to(person(GrantRole.MEMBER, draft.avon))) == [draft.report]


def test_versions_from_before_it_was_published_stay_closed(draft, public):
    """The draft's title, a passage that was reworded, one that was dropped, one that stayed."""
    draft.report.title = "A secret title"
    keep(record=draft.report)
    reworded, dropped = draft.say("Sack them all", 2), draft.say("Sell the hall", 3)
    reworded.text = "Consult staff"
    keep(record=reworded)
    strike_out(record=dropped, reason="Not now")
    draft.report.title = "A plain title"
    keep(record=draft.report)
    draft.publish(draft.clerk)

    def texts(user):
        titles = Report.objects.versions_visible_to(user).values_list("title", flat=True)
        items = ReportItem.objects.versions_visible_to(user).values_list("text", flat=True)
        return set(titles), set(items)

    titles, items = texts(public)
    assert titles == {"A plain title"}
    assert {"Open to all.", "Consult staff"} <= items
    assert items & {"Sack them all"} == set()
    assert texts(person(GrantRole.OFFICER, draft.avon)) == (titles, items)
    assert {"Sack them all", "Sell the hall"} <= texts(signed_out(draft.clerk))[1]


def test_what_was_dropped_before_publishing_is_in_no_history(client, draft):
    """Neither a text nor a source nor a meeting: its clerks alone read why."""
    meeting, memo = MeetingFactory(), DocumentFactory(title="The secret memo")
    dropped = draft.say("Sell the hall", 3)
    goes_to = keep(record=ReportMeeting(report=draft.report, meeting=meeting))
    cite(record=draft.report, citations=[(memo, "9", False)], programme=draft.programme)
    for record in (dropped, goes_to, Citation.objects.get()):
        strike_out(record=record, reason="Not before the election")
    draft.publish(draft.clerk)
    place = f"/reports/{draft.report.code}/history/"
    page = client.get(place).content.decode()
    client.force_login(draft.clerk)
    own = client.get(place).content.decode()

    assert (page.count("Not before the election"), page.count("The secret memo")) == (0, 0)
    assert own.count("Not before the election") >= 3
    assert "The secret memo" in own


# It stays as it was read


FIVE = ("cheshire", "chorley", "clackmannanshire-stirling", "clyde-valley", "gloucester")


@pytest.fixture
def five(db):
    load_programmes(*FIVE)
    return list(Report.objects.for_report().order_by("code"))


def rename(model, *fields):
    """Give every record of a model other words."""
    for record in model._base_manager.not_struck_out():
        for name in fields:
            setattr(record, name, f"Renamed {getattr(record, name)}"[:90])
        keep(record=record)


def turn_upside_down():
    """Change whatever a report draws on: style, names, roles, ranks."""
    for style in HouseStyle.objects.all():
        letters = style.numbering == NumberStyle.LETTER
        style.numbering = NumberStyle.ROMAN if letters else NumberStyle.LETTER
        style.ask_numbering, style.asks_lead_in = AskStyle.NUMBER_BRACKETS, "So:"
        keep(record=style)
    rename(HouseSection, "title")
    rename(Body, "name")
    rename(Organisation, "name", "short_name")
    rename(Person, "name")
    rename(Post, "title")
    rename(Workstream, "title")
    rename(Phase, "title")
    rename(Document, "title")
    rename(Programme, "title")
    for record in (*WorkstreamRole.objects.all(), *RankingEntry.objects.all()[:20]):
        with suppress(ValidationError):  # where something decided rests on it
            strike_out(record=record, reason="Entered wrongly")


def test_every_line_of_a_published_report_stays(five, public):
    """In every form, whatever is changed of what it draws on; the records do change.

    And made again of what is kept each has the bytes of the file that is kept.
    """

    def rendered(content):
        return {ending: form.render(content) for ending, form in FORMATS.items()}

    before = {r.code: rendered(read_report(r, public).content) for r in five}
    assert before == {r.code: rendered(build(r, public)) for r in five}
    with recording(user=None, reason="Test"):
        turn_upside_down()
    after = list(Report.objects.for_report().order_by("code"))

    assert {r.code: rendered(read_report(r, public).content) for r in after} == before
    assert [r.code for r in after if rendered(build(r, public)) == before[r.code]] == []
    files = ReportFile.objects.select_related("edition__report")
    kept = {(file.edition.report.code, file.ending): file.as_kept() for file in files}
    assert kept == {
        (code, form): made for code, forms in before.items() for form, made in forms.items()
    }


def test_one_that_is_not_published_follows_the_records(draft):
    before = lines(draft.report, draft.clerk)
    draft.style.numbering = NumberStyle.ROMAN
    keep(record=draft.style)

    assert "1.0 purpose" in before
    assert "I. purpose" in lines(draft.report, draft.clerk)


def test_as_at_another_date_it_is_written_from_the_records(client, draft):
    draft.report.date = "2010-02-18"
    keep(record=draft.report)
    draft.publish(draft.clerk)
    draft.style.numbering = NumberStyle.ROMAN
    keep(record=draft.style)
    place = draft.report.get_absolute_url()
    as_read, as_at = (client.get(f"{place}{day}").content.decode() for day in ("", "?as_at=2011"))

    assert ("1.0&ensp;purpose" in as_read, "I.&ensp;purpose" in as_read) == (True, False)
    assert "This is not what was published." not in as_read
    as_at = client.get(f"{place}?as_at=2011-01-01").content.decode()
    assert ("1.0&ensp;purpose" in as_at, "I.&ensp;purpose" in as_at) == (False, True)
    assert "This is not what was published." in as_at


# Readers differ


def as_read(draft, user):
    found = Report.objects.for_report().get(pk=draft.report.pk)
    return read_report(found, signed_out(user) if user.pk else user).content


def test_each_reads_what_they_might_see_when_it_was_published(draft, public):
    """An exempt paragraph, a table with a role that one council keeps, a partner's exempt one."""
    draft.show_leads()
    draft.lead(draft.brook, 1)
    draft.lead(draft.calder, 2, visibility="owner", owner=draft.avon)
    draft.say("Avon alone.", 2, visibility="owner", owner=draft.avon)
    draft.say("Brook alone.", 3, visibility="owner", owner=draft.brook)
    draft.say("Partners.", 4, visibility="partners", owner=draft.avon)
    readers = {
        "public": public,
        "stranger": person(GrantRole.CLERK, OrganisationFactory()),
        "avon": person(GrantRole.OFFICER, draft.avon),
        "brook": person(GrantRole.MEMBER, draft.brook),
        "calder": person(GrantRole.CLERK, draft.calder),
        "partnership": person(GrantRole.MANAGER, draft.programme.partnership),
        "all": UserFactory(is_superuser=True),
    }
    draft.publish(draft.clerk)
    found = Report.objects.for_report().get()
    live = {name: build(found, user) for name, user in readers.items()}
    with recording(user=None, reason="Test"):
        rename(Organisation, "name", "short_name")

    assert {name: as_read(draft, user) for name, user in readers.items()} == live
    text = {name: "\n".join(lines(draft.report, user)) for name, user in readers.items()}
    kept = ("Open to all.", "Avon alone.", "Brook alone.", "Partners.", draft.calder.name)
    assert {name: [words in one for words in kept] for name, one in text.items()} == {
        "public": [True, False, False, False, False],
        "stranger": [True, False, False, False, False],
        "avon": [True, True, False, True, True],
        "brook": [True, False, True, True, False],
        "calder": [True, False, False, True, False],
        "partnership": [True, False, False, True, False],
        "all": [True, True, True, True, True],
    }
    assert ReportEdition.objects.count() == 5


def test_one_who_sees_no_more_reads_no_more(draft):
    """Who leaves the partnership reads what everybody reads, though it was open at the time."""
    draft.say("Partners.", 2, visibility="partners", owner=draft.avon)
    partner = person(GrantRole.CLERK, draft.brook)
    draft.publish(draft.clerk)
    assert "Partners." in "\n".join(lines(draft.report, signed_out(partner)))
    for membership in draft.brook.joined.all():
        membership.end = "2010-01-01"
        keep(record=membership)

    assert "Partners." not in "\n".join(lines(draft.report, signed_out(partner)))


def test_what_is_opened_later_is_not_opened_in_what_was_read(draft, public):
    kept = draft.say("Avon alone.", 2, visibility="owner", owner=draft.avon)
    draft.publish(draft.clerk)
    kept.visibility = "public"
    keep(record=kept)

    assert "Avon alone." not in "\n".join(lines(draft.report, public))


def test_what_is_closed_later_is_closed_in_what_only_some_read(draft):
    kept = draft.say("Partners.", 2, visibility="partners", owner=draft.avon)
    partner = person(GrantRole.CLERK, draft.brook)
    draft.publish(draft.clerk)
    kept.visibility = "owner"
    keep(record=kept)

    assert "Partners." not in "\n".join(lines(draft.report, partner))
    assert "Partners." in "\n".join(lines(draft.report, person(GrantRole.MEMBER, draft.avon)))


# By the command line


def test_the_command_line_publishes_by_the_workbook(clyde_valley, tmp_path):
    """And a correction of the report itself is a further edition; the earlier one is kept."""
    edition = ReportEdition.objects.get()
    assert (edition.number, edition.place, edition.kept_by, edition.reason) == (1, 0, None, "Test")
    export_workbook(clyde_valley, tmp_path)

    def bring_in(file, was, is_now):
        path = tmp_path / file
        path.write_text(path.read_text(encoding="utf-8").replace(was, is_now), encoding="utf-8")
        given = {"reason": f"Mended {file}", "names": corrected}
        assert import_workbook(tmp_path, user=None, **given).written

    bring_in("bodies.csv", "Policy and Resources", "Policy & Resources")
    assert ReportEdition.objects.count() == 1
    bring_in("report-texts.csv", "opportunity cost", "cost of chances")
    assert [(one.number, one.reason) for one in ReportEdition.objects.all()] == [
        (1, "Test"),
        (2, "Mended report-texts.csv"),
    ]
    report = Report.objects.for_report().get()
    assert "cost of chances" in " ".join(lines(report, User()))
    assert read_report(report, User()).edition.number == 2


def test_a_dry_run_keeps_nothing(db):
    import_workbook(FIXTURES / "clyde-valley", user=None, reason="Test", dry_run=True)

    assert ReportEdition.objects.count() == 0


def test_a_person_keeps_no_further_edition(draft):
    draft.publish(draft.clerk)
    with recording(user=draft.clerk, reason="Again"), pytest.raises(PermissionDenied):
        ReportEdition.keep(draft.report, frozen(draft.report))


# It is what was kept


def test_an_edition_is_never_written_again(draft):
    draft.publish(draft.clerk)
    edition = ReportEdition.objects.get()

    for write in (
        edition.save,
        edition.delete,
        ReportEdition.objects.all().delete,
        lambda: ReportEdition.objects.update(content="Other"),
        lambda: ReportEdition.objects.bulk_update([edition], ["content"]),
    ):
        with pytest.raises(Unrecorded):
            write()


def alter(column, value):
    """Change an edition in the database, behind the register's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE decisions_reportedition SET {column} = %s", [value])


@pytest.mark.parametrize("column", ["content", "checksum"])
def test_an_altered_edition_is_told_of_and_never_shown_as_what_was_read(
    client, draft, caplog, column
):
    draft.publish(draft.clerk)
    edition = ReportEdition.objects.get()
    alter(column, {"content": edition.content.replace("Open", "Shut"), "checksum": "0"}[column])
    with caplog.at_level(logging.ERROR):
        page = client.get(draft.report.get_absolute_url()).content.decode()

    assert "Not as published." in page
    assert "was altered since, or is damaged" in page
    assert "It stays as it was read" not in page
    assert "Shut to all" not in page
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_one_of_which_nothing_is_kept_is_told_of_and_kept_on_migrating(client, recorded):
    report = ReportFactory()
    page = client.get(report.get_absolute_url()).content.decode()
    keep_what_is_missing()
    mended = client.get(report.get_absolute_url()).content.decode()

    assert ("it was not kept" in page, "it was not kept" in mended) == (True, False)
    assert "It stays as it was read" in mended


@pytest.mark.once
def test_a_report_costs_no_more_statements_for_what_is_in_it(draft, django_assert_num_queries):
    for order in range(2, 12):
        draft.say("More.", order)
    draft.publish(draft.clerk)
    report = Report.objects.for_report().get()

    with django_assert_num_queries(1):
        read_report(report, User())


# At the same time


ON_POSTGRESQL = pytest.mark.skipif(
    "postgres" not in django_settings.DATABASES["default"]["ENGINE"],
    reason="SQLite lets one write at a time",
)


def at_once(*tasks):
    """Do these in threads, each with a connection of its own; what each returned or raised."""

    def alone(task):
        try:
            return task()
        except ValidationError as error:
            return error.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(alone, tasks))


@ON_POSTGRESQL
def test_two_who_publish_at_once_publish_once(transactional_db):
    with recording(user=None, reason="Test"):
        draft = Draft()
    found = at_once(*[lambda: draft.publish(draft.clerk).is_published] * 2)

    assert [one for one in found if one is True] == [True]
    assert sum("published already" in str(one) for one in found) == 1
    assert ReportEdition.objects.count() == 1


@ON_POSTGRESQL
def test_what_is_saved_while_it_is_published_is_in_it_or_refused(transactional_db):
    with recording(user=None, reason="Test"):
        draft = Draft()
    saving, publishing = Event(), Event()

    def save():
        with recording(user=draft.clerk, reason="Last words"), transaction.atomic():
            draft.say("The last word.", 2)
            saving.set()
            assert publishing.wait(10)
            sleep(0.2)  # the other waits for the report by now, or will

    def publish_meanwhile():
        assert saving.wait(10)
        publishing.set()
        return draft.publish(draft.clerk).is_published

    assert at_once(save, publish_meanwhile) == [None, True]
    assert "The last word." in "\n".join(lines(draft.report, User()))
