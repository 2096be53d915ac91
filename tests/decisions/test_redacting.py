"""Personal details are taken out of all texts, by one door, with a record that it was done."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from decisions.choices import PersonalDetail
from decisions.models import (
    BusinessCase,
    CaseDocument,
    Chain,
    Clause,
    Condition,
    RedactedPlace,
    Redaction,
    Report,
    ReportEdition,
    ReportFile,
    Seal,
)
from decisions.operations import keep_case_document
from decisions.redacting.doing import redact
from decisions.redacting.finding import documents, find
from decisions.redacting.texts import Detail
from decisions.redacting.told import latest, of_record
from decisions.sealing.canonical import hash_of_text, read
from decisions.sealing.keys import public_keys
from decisions.sealing.statements import check_kept, statement_of
from decisions.sealing.verifying import NOT_SEALED_ANEW, fits, verify
from programmes.choices import GrantRole, Visibility
from programmes.models import Person
from programmes.operations import keep
from sharedsvc.core.history import Unrecorded, recording
from sharedsvc.core.kinds import kinds
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.search.indexing import reindex
from sharedsvc.core.search.narrowing import having_words
from sharedsvc.portal.redaction.uploads import forget_uploads_with
from tests.admin.conftest import person_with
from tests.decisions.sealing import a_decision, confirmed, sql, unguarded
from tests.decisions.test_publishing import Draft
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.usefixtures("recorded")
NAME = "Ann O’Lee"
DAY = datetime.date(2026, 11, 28)
MARK = "[redacted on 28 November 2026]"
REASON = "She asked for it, and no duty stands against it."


def detail(text=NAME):
    return Detail(text, DAY)


def taken_out(text=NAME, *, user=None, chosen=None, kind=PersonalDetail.NAME):
    found = find(detail(text), user)
    keys = [place.key for place in found.places] if chosen is None else chosen
    with recording(user=user, reason=REASON):
        return redact(detail=detail(text), kind=kind, chosen=keys)


@pytest.fixture
def council():
    return OrganisationFactory(code="avon")


@pytest.fixture
def seal(council):
    """A confirmed decision that names somebody, between two others of its chain."""
    confirmed(a_decision(organisation=council))
    decision = a_decision(organisation=council, title="Appointment", remarks=f"Not {NAME}.")
    clause = decision.clauses.first()
    keep(record=Clause(decision=decision, number="9", verb="note", text="ann   o'lee is thanked."))
    keep(record=Condition(clause=clause, number="1", text="If.", asked_of=NAME))
    seal = confirmed(decision)
    confirmed(a_decision(organisation=council))
    return seal


# Texts


@pytest.mark.once
@pytest.mark.parametrize(
    "typed, text, reads",
    [
        (NAME, f"To {NAME}, clerk", f"To {MARK}, clerk"),
        (NAME, "ANN\n O'LEE’s post", f"{MARK}’s post"),
        ("Ann", "Annual Ann", f"Annual {MARK}"),
        ("07700 900123", "Ring 07700\xa0900123.", f"Ring {MARK}."),
        ("a@b.org", "Mail a@b.org now", f"Mail {MARK} now"),
        ("(blind)", "is (blind), so", f"is {MARK}, so"),
        ("Gŵyl", "y gŵyl", f"y {MARK}"),
    ],
)
def test_a_detail_is_found_however_it_is_written(typed, text, reads):
    assert detail(typed).out_of(text) == reads


@pytest.mark.once
def test_what_stands_in_its_place_fits_into_the_column():
    assert detail().out_of(f"{NAME}, clerk", 20) == "[redacted], clerk"
    assert detail().out_of(f"{NAME}, a clerk at Avon", 12) == "[redacted]"
    assert detail().out_of(NAME, 6) == "[redac"


# What was sealed


def test_a_sealed_text_goes_from_rows_and_versions_and_the_decision_still_fits(seal, council):
    before = Chain.objects.get().head
    hashes = [
        hash_of_text(salt, text)
        for salt, text in [
            (read(seal.opening)[f"decision {seal.decision_id}"][1]["remarks"], f"Not {NAME}.")
        ]
    ]
    redaction = taken_out()

    chain, seal = Chain.objects.get(), Seal.objects.get(pk=seal.pk)
    assert (fits(seal), verify(chain)) == ("", None)
    assert (chain.length, Seal.objects.get(number=3).digest) == (4, before)
    assert seal.decision.remarks == f"Not {MARK}."
    assert seal.decision.clauses.get(number="9").text == f"{MARK} is thanked."
    assert Condition.objects.get().asked_of == MARK
    assert find(detail(), None).places == []
    # The salt is gone, the hash remains; the salts of other texts stay.
    salts = read(seal.opening)[f"decision {seal.decision_id}"][1]
    assert set(salts["remarks"].values()) == set(hashes) and isinstance(salts["title"], str)
    # And what it reads like now is sealed in its turn.
    last = Seal.objects.get(number=4)
    assert (last.redacted_decision_id, last.decision_id, last.reason) == (seal.of, None, REASON)
    assert not redaction.is_open if (redaction := Redaction.objects.get()) else False


def test_what_is_told_of_it_is_never_the_detail(seal):
    taken_out()

    redaction = Redaction.objects.get()
    assert (redaction.kind, redaction.reason, redaction.by) == (PersonalDetail.NAME, REASON, None)
    places = {(one.record_type, one.column): one.versions for one in RedactedPlace.objects.all()}
    assert places[("decisions.clause", "text")] == 1
    assert places[("decisions.decision", "remarks")] == 1
    assert ("decisions.condition", "asked_of") in places and ("decisions.seal", "opening") in places
    for model in (Redaction, RedactedPlace):
        assert not any(
            "Lee" in str(value) for row in model.objects.values() for value in row.values()
        )
    assert [one.heading for one in of_record(seal.decision)] == ["Remarks"]
    assert [one.redaction for one in latest(None)] == [redaction]


def test_a_second_redaction_of_the_same_text_fits_too(seal):
    taken_out()
    taken_out("is thanked")
    taken_out("Appointment", kind=PersonalDetail.WORK)

    chain = Chain.objects.get()
    assert (chain.length, verify(chain), fits(Seal.objects.get(pk=seal.pk))) == (6, None, "")


def test_the_reason_of_a_confirmation_and_of_versions_can_be_redacted(council):
    decision = a_decision(organisation=council)
    with recording(user=None, reason=f"As {NAME} says"):
        keep(record=Clause(decision=decision, number="9", verb="note", text="Noted."))
    seal = confirmed(decision)
    taken_out("Compared with the minute")
    taken_out()

    seal.refresh_from_db()
    assert seal.reason == MARK and verify(Chain.objects.get()) is None
    reasons = Clause.history.filter(number="9").values_list("history_change_reason", flat=True)
    assert [*reasons] == [f"As {MARK} says"]


@pytest.mark.parametrize(
    "table, column, of",
    [
        ("decisions_clause", "text", "number = '9'"),
        ("decisions_historicalclause", "text", "number = '9'"),
        ("decisions_condition", "asked_of", "1 = 1"),
        ("decisions_decision", "title", "title = 'Appointment'"),
    ],
)
def test_after_a_redaction_every_change_is_still_found(seal, table, column, of):
    """The first seal tells the redacted text no more; the one since does."""
    taken_out()
    with unguarded():
        assert sql(f"UPDATE {table} SET {column} = 'Other' WHERE {of}")

    assert verify(Chain.objects.get()) is not None
    assert fits(Seal.objects.get(pk=seal.pk)) != ""


def test_salts_that_are_gone_without_a_redaction_are_found(seal):
    """Who owns the database could put hashes in place of salts: not without a seal that says so."""
    taken_out()
    with unguarded():
        sql("DELETE FROM decisions_seal WHERE number = 4")
        digest = Seal.objects.get(number=3).digest
        sql("UPDATE decisions_chain SET length = 3, head = %s", digest)

    assert verify(Chain.objects.get()).words == NOT_SEALED_ANEW
    assert fits(Seal.objects.get(pk=seal.pk)) == NOT_SEALED_ANEW


def test_a_seal_since_a_redaction_is_not_taken_for_one_of_confirming(seal):
    taken_out()
    last = Seal.objects.get(number=4)
    with unguarded():
        sql(
            "UPDATE decisions_seal SET decision_id = NULL, redacted_decision_id = %s WHERE id = %s",
            seal.of,
            seal.pk,
        )
        sql(
            "UPDATE decisions_seal SET decision_id = %s, redacted_decision_id = NULL WHERE id = %s",
            seal.of,
            last.pk,
        )

    assert verify(Chain.objects.get()).number == 2


def test_a_backup_brought_back_after_a_redaction_fits_and_a_statement_tells(seal):
    """The detail is back with its salts: whoever kept a statement from after it is told."""
    tables = (
        "decisions_decision",
        "decisions_clause",
        "decisions_condition",
        "decisions_seal",
        "decisions_historicaldecision",
        "decisions_historicalclause",
        "decisions_historicalcondition",
        "decisions_chain",
    )
    kept = {model: list(model.objects.values()) for model in (Seal, Chain)}
    texts = {
        model: list(model.objects.values_list("pk", column))
        for model, column in ((Clause, "text"), (Condition, "asked_of"))
    }
    decision = seal.decision
    versions = {
        model: list(QuerySet(model.history.model).values_list("pk", column))
        for model, column in (
            (Clause, "text"),
            (Condition, "asked_of"),
            (type(decision), "remarks"),
        )
    }
    taken_out()
    statement = statement_of(Chain.objects.get())
    assert tables and check_kept(statement, _keys()) == ""
    with unguarded():
        sql("DELETE FROM decisions_seal WHERE number = 4")
        for row in kept[Seal]:
            sql("UPDATE decisions_seal SET opening = %s WHERE id = %s", row["opening"], row["id"])
        sql("UPDATE decisions_chain SET length = 3, head = %s", kept[Chain][0]["head"])
        sql("UPDATE decisions_decision SET remarks = %s WHERE id = %s", f"Not {NAME}.", decision.pk)
        for (model, rows), column in zip(texts.items(), ("text", "asked_of"), strict=True):
            for pk, text in rows:
                sql(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", text, pk)
        for (model, rows), column in zip(
            versions.items(), ("text", "asked_of", "remarks"), strict=True
        ):
            table = model.history.model._meta.db_table
            for pk, text in rows:
                sql(f"UPDATE {table} SET {column} = %s WHERE history_id = %s", text, pk)

    assert verify(Chain.objects.get()) is None  # the older state was right in its day
    assert "older backup" in check_kept(statement, _keys())
    assert len(find(detail(), None).places) == 3  # and can be redacted again
    taken_out()
    assert verify(Chain.objects.get()) is None


def _keys():
    return [key.key for key in public_keys()]


# One door


def test_without_the_door_no_text_that_was_sealed_is_written(seal):
    taken_out()
    clause = Clause.objects.get(number="9")
    writes = {
        "ORM": lambda: QuerySet(Clause).filter(pk=clause.pk).update(text=MARK + "!"),
        "SQL": lambda: sql("UPDATE decisions_clause SET text = 'x' WHERE id = %s", clause.pk),
        "version": lambda: sql(
            "UPDATE decisions_historicalclause SET text = 'x' WHERE number = '9'"
        ),
        "reason": lambda: sql("UPDATE decisions_historicalclause SET history_change_reason = 'x'"),
        "salts": lambda: sql("UPDATE decisions_seal SET opening = '{}'"),
        "why": lambda: sql("UPDATE decisions_seal SET reason = 'x'"),
        "opened again": lambda: sql("UPDATE decisions_redaction SET is_open = %s", True),
        "another reason": lambda: sql("UPDATE decisions_redaction SET reason = 'x'"),
        "forgotten": lambda: sql("DELETE FROM decisions_redactedplace"),
        "forgotten too": lambda: sql("DELETE FROM decisions_redaction"),
        "another place": lambda: QuerySet(RedactedPlace).create(
            redaction=Redaction.objects.get(),
            record_type="decisions.clause",
            record_id=clause.pk,
            column="addressee",
        ),
    }
    for name, write in writes.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
            pytest.fail(name)
    with pytest.raises(Unrecorded):
        Redaction.objects.get().save()


@pytest.mark.parametrize(
    "column, value", [("votes_for", 3), ("decision_id", None), ("number", "8")]
)
def test_an_open_redaction_lets_through_what_it_names_and_nothing_else(seal, column, value):
    clause = Clause.objects.get(number="9")
    act = Redaction(kind=PersonalDetail.NAME, reason="x", at=seal.at)
    act.save()
    named = {"record_type": "decisions.clause", "record_id": clause.pk}
    RedactedPlace(redaction=act, column="text", **named).save()
    if column != "number":
        RedactedPlace(redaction=act, column=column, **named).save()
    value = seal.of if column == "decision_id" and value is None else value
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(
            f"UPDATE decisions_clause SET {column} = %s WHERE id = %s",
            Seal.objects.get(number=1).of if column == "decision_id" else value,
            clause.pk,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(
            "UPDATE decisions_clause SET text = 'x' WHERE id <> %s AND decision_id = %s",
            clause.pk,
            seal.of,
        )
    assert sql("UPDATE decisions_clause SET text = 'x' WHERE id = %s", clause.pk) == 1
    assert verify(Chain.objects.get()).number == 2  # without a new seal the change is found
    with pytest.raises(CommandError, match="was left open"):
        call_command("verify_decisions")


# Beside records


def test_search_finds_it_no_more(seal, public):
    reindex()
    held = SearchEntry.objects.filter(text_words__contains="ann ole")
    assert held.count() >= 2 and having_words(Clause.objects.all(), "Ann O'Lee", public)
    taken_out()

    assert not held.exists()
    assert not having_words(Clause.objects.all(), "Ann O'Lee", public)


def test_the_code_of_a_person_goes_too(council):
    person = keep(record=Person(code="ann-o-lee", name="Ann O-Lee"))
    taken_out("Ann O-Lee")

    person.refresh_from_db()
    assert (person.code, person.name) == (f"redacted-{person.pk}", MARK)


def test_what_a_published_report_said_is_rewritten_and_both_checksums_stand(client):
    draft = Draft()
    draft.say(f"Ask {NAME}.", 2)
    draft.report.date = "2020-01-01"
    keep(record=draft.report)
    draft.publish()
    before = ReportEdition.objects.get().checksum
    assert ReportFile.objects.count() == 5
    taken_out()

    edition = ReportEdition.objects.get()
    place = RedactedPlace.objects.get(record_type="decisions.reportedition")
    assert (place.checksum_before, place.checksum_after) == (before, edition.checksum)
    report = Report.objects.get()
    page = client.get(report.get_absolute_url()).content.decode()
    assert f"Ask {MARK}." in page and before in page and edition.checksum in page
    assert "Personal details were taken out" in page and "Not as published" not in page
    assert not ReportFile.objects.exists()  # they are made anew of what it says now
    for form in ("txt", "html", "md"):
        file = client.get(f"{report.get_absolute_url()}?format={form}", follow=True)
        assert MARK[1:-1] in file.content.decode() and NAME not in file.content.decode()


def test_a_document_is_taken_out_whole_and_its_checksum_stays(client, council):
    workstream = WorkstreamFactory()
    given = {"code": "fbc", "title": "Full case", "stage": "full", "version": "2"}
    case = BusinessCase(programme=workstream.programme, workstream=workstream, **given)
    keep(record=case)
    kept = keep_case_document(
        record=case, name="Case of Ann O’Lee.pdf", content=b"%PDF-1.7\n%%EOF\n"
    )
    (place,) = documents(None)
    taken_out(chosen=[place.key])

    kept = CaseDocument.objects.get()
    assert (bytes(kept.content), kept.size, kept.checksum) == (
        b"",
        0,
        case.checksum or kept.checksum,
    )
    assert documents(None) == []
    address = kinds.address(BusinessCase.objects.get())
    page = client.get(address).content.decode()
    assert "The document was taken out" in page and kept.checksum in page
    assert client.get(f"{address}document/").status_code == 404


# Whose right it is


def test_an_administrator_redacts_what_is_their_organisations_and_sees_what_is_others(council):
    brook = OrganisationFactory(code="brook")
    programme = ProgrammeFactory()
    for member in (council, brook):
        MembershipFactory(partnership=programme.partnership, organisation=member)
    own, others = (
        a_decision(programme=programme, organisation=one, title=f"{NAME} is thanked")
        for one in (council, brook)
    )
    hidden = a_decision(
        programme=programme,
        organisation=brook,
        title=f"{NAME}, closed",
        visibility=Visibility.OWNER,
        owner=brook,
    )
    administrator = person_with(GrantRole.ADMINISTRATOR, council)
    found = find(detail(), administrator)

    assert {place.about for place in found.places} == {own}
    assert found.elsewhere == [others] and hidden not in found.elsewhere
    with pytest.raises(PermissionDenied):
        taken_out(user=administrator, chosen=[f"decisions.decision:{others.pk}:title"])
    for role in (GrantRole.CLERK, GrantRole.OFFICER):
        assert find(detail(), person_with(role, council)).places == []
    taken_out(user=administrator)
    own.refresh_from_db()
    assert own.title == f"{MARK} is thanked" and Redaction.objects.get().by == administrator
    assert [told.redaction.by for told in latest(administrator)] == [administrator]
    assert latest(person_with(GrantRole.ADMINISTRATOR, brook)) == []
    assert {place.about for place in find(detail(), UserFactory(is_superuser=True)).places} == {
        others,
        hidden,
    }


@pytest.mark.parametrize(
    "text, reason, chosen, words",
    [
        ("An", REASON, ["x"], "at least 3"),
        (NAME, f"{NAME} asked", ["x"], "without the personal detail itself"),
        (NAME, REASON, [], "Choose at least one place"),
        (NAME, REASON, ["decisions.clause:0:text"], "Nothing was taken out"),
        (NAME, REASON, ["decisions.clause:1:verb"], "Nothing was taken out"),
        (NAME, REASON, ["accounts.user:1:password"], "Nothing was taken out"),
    ],
)
def test_what_cannot_be_taken_out_is_refused_in_words(seal, text, reason, chosen, words):
    with pytest.raises(ValidationError, match=words), recording(user=None, reason=reason):
        redact(detail=detail(text), kind=PersonalDetail.NAME, chosen=chosen)
    assert not Redaction.objects.exists()


def test_what_no_longer_fits_its_seal_is_not_redacted(seal):
    """Otherwise a redaction would seal what somebody wrote behind its back."""
    with unguarded():
        sql("UPDATE decisions_clause SET verb = 'refuse' WHERE number = '9'")
    with pytest.raises(ValidationError, match="no longer fits its seal"):
        taken_out()


# The page and the command


def test_an_administrator_looks_chooses_previews_and_takes_it_out(
    council, client, settings, tmp_path
):
    settings.UPLOADS_ROOT = tmp_path
    decision = a_decision(organisation=council, title=f"{NAME} is thanked", remarks=f"By {NAME}.")
    confirmed(decision)
    MembershipFactory(partnership=decision.programme.partnership, organisation=council)
    (tmp_path / "1-x.zip").write_bytes(zipped(f"{NAME},clerk"))
    (tmp_path / "1-y.zip").write_bytes(zipped("Nobody,clerk"))
    (tmp_path / "2-y.csv").write_text("Nobody")
    administrator = person_with(GrantRole.ADMINISTRATOR, council)
    administrator.set_password("a long password")
    administrator.save()
    client.force_login(administrator)
    assert "What was taken out last" not in client.get("/redaction/").content.decode()
    assert "at least 3" in client.post("/redaction/", {"text": "A."}).content.decode()
    page = client.post("/redaction/", {"text": NAME}).content.decode()
    title, remarks = (f"decisions.decision:{decision.pk}:{name}" for name in ("title", "remarks"))
    assert title in page and remarks in page and f"<strong>{MARK}</strong>" in page

    typed = {"text": NAME, "places": [title], "kind": "name", "reason": REASON, "redact": "yes"}
    refused = client.post("/redaction/", {**typed, "password": "another"}).content.decode()
    assert "This is not your password" in refused and not Redaction.objects.exists()
    unchosen = {**typed, "places": [], "password": "a long password"}
    assert "Choose at least one place" in client.post("/redaction/", unchosen).content.decode()
    answer = client.post("/redaction/", {**typed, "password": "a long password"}, follow=True)
    page = answer.content.decode()
    assert "Taken out of 1 text." in page and "1 uploaded workbook" in page and NAME not in page
    assert REASON in page and "A name" in page
    decision.refresh_from_db()
    assert (decision.title, decision.remarks) == (f"{MARK} is thanked", f"By {NAME}.")
    assert {path.name for path in tmp_path.iterdir()} == {"1-y.zip", "2-y.csv"}
    page = client.get(kinds.address(decision)).content.decode()
    assert "Redacted on 28 November 2026" in page and "still matches" in page
    for address in (f"{kinds.address(decision)}history/",):
        page = client.get(address).content.decode()
        assert MARK in page and "Personal details were taken out" in page


def test_nobody_else_has_the_page(council, client):
    assert client.get("/redaction/").status_code == 302
    client.force_login(person_with(GrantRole.CLERK, council))
    assert client.get("/redaction/").status_code == 403
    assert client.post("/redaction/", {"text": NAME}).status_code == 403


def zipped(text, name="people.csv"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, text)
    return stream.getvalue()


@pytest.mark.once
def test_uploads_that_hold_it_are_deleted_however_their_cells_are_formatted(settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path
    cells = "<si><t>Clerk</t></si><si><r><t>{}</t></r></si><si><t>Avon</t></si>"
    whole, parted = f"{NAME} &amp; others", "An</t></r><r><t>n </t></r><r><t>O&#8217;Lee"
    for name, text in (("1.xlsx", whole), ("2.xlsx", parted), ("3.xlsx", "Annie O’Leegh")):
        content = zipped(cells.format(text), "xl/sharedStrings.xml")
        (tmp_path / name).write_bytes(content)
    (tmp_path / "4.zip").write_bytes(content[:50])  # damaged: nobody knows what it holds
    (tmp_path / "5.csv").write_text(NAME, encoding="utf-8")

    assert forget_uploads_with(detail().stands_in) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["3.xlsx"]


def test_the_command_tells_where_and_takes_it_out(seal, capsys, monkeypatch, settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path
    monkeypatch.setattr("builtins.input", lambda: NAME)
    call_command("redact")
    assert "decisions.clause:" in (told := capsys.readouterr().out) and "in 3 places" in told
    with pytest.raises(CommandError, match="--kind"):
        call_command("redact", "--for-good")
    call_command("redact", "--for-good", kind="name", reason=REASON)
    assert "Taken out of 3 texts." in capsys.readouterr().out
    call_command("redact", "--done")
    told = capsys.readouterr().out
    assert REASON in told and "Remarks" in told and "Lee" not in told
    call_command("verify_decisions")
    with pytest.raises(CommandError, match="Choose at least one"):
        call_command("redact", "--for-good", kind="name", reason=REASON)
