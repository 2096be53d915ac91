"""Every kind of record has its pages in the admin, for those who may enter it."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.models import Clause, Gate, GateTest, HouseSection, HouseStyle, Report, ReportItem
from programmes.choices import GrantRole
from programmes.models import Criterion, Grant, Organisation, Phase, Programme
from sharedsvc.core.models import Governed
from sharedsvc.core.search.indexing import reindex
from sharedsvc.portal.admin.groups import GROUPS
from tests.admin.conftest import REGISTERED, address, person_with, signed_in
from tests.factories import (
    ClauseFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PhaseFactory,
    ReportFactory,
    RoleFactory,
    UserFactory,
)
from workstreams.models import StatusUpdate, Workstream, WorkstreamRole

pytestmark = [pytest.mark.django_db]
PAGES_OF = {
    "chief": ("search", "add", "change", "history"),
    "manager": ("changelist", "change"),
    "clerk": ("add",),
}


def test_every_kind_of_record_is_in_the_admin():
    governed = {m for m in apps.get_models() if issubclass(m, Governed)}
    assert governed - set(admin.site._registry) == set()


def other(who, user):
    """What a person comes to who opens pages of every kind, where it is no page."""
    answers = _walk(signed_in(user), user, PAGES_OF[who])
    return {page: status for page, status in answers.items() if status != 200}


def _walk(client, user, pages):
    found = {}
    for model in REGISTERED:
        record = model._default_manager.visible_to(user).first()
        for page in pages:
            if page in ("change", "history") and record is None:
                continue
            args = (record.pk,) if page in ("change", "history") else ()
            query = "?q=council" if page == "search" else ""
            name = "changelist" if page == "search" else page
            response = client.get(address(model, name, *args) + query)
            found[(model.__name__, page)] = response.status_code
    return found


def test_a_system_administrator_opens_every_page(clyde_valley):
    kept_elsewhere = ("Citation", "Subject", "DatedValue", "NameAgreement", "Sharing")
    chief = UserFactory(is_superuser=True)
    assert other("chief", chief) == {(name, "add"): 403 for name in kept_elsewhere}


@pytest.mark.once
def test_a_partnership_manager_opens_every_list_and_record_but_grants(clyde_valley):
    manager = person_with(GrantRole.MANAGER, clyde_valley.partnership)
    assert other("manager", manager) == {
        ("Grant", "changelist"): 403,
        ("Grant", "change"): 403,
    }


@pytest.mark.once
def test_a_clerk_is_offered_what_she_may_add(clyde_valley):
    clerk = person_with(GrantRole.CLERK, Organisation.objects.get(code="IVC"))
    refused = {model for model, _ in other("clerk", clerk)}
    assert not {"Decision", "Report", "Ranking", "Meeting"} & refused
    assert {"Workstream", "Membership", "Programme", "Grant", "Citation"} <= refused


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (GrantRole.MEMBER, 403),
        (GrantRole.OFFICER, 200),
        (GrantRole.CLERK, 200),
        (GrantRole.ADMINISTRATOR, 200),
    ],
)
def test_who_holds_a_role_that_writes_enters(recorded, role, status):
    client = signed_in(person_with(role, OrganisationFactory()))
    assert client.get("/admin/", follow=True).status_code == status
    assert client.get(address(Phase), follow=True).status_code == status


def test_staff_without_a_role_do_not_enter(db):
    client = signed_in(UserFactory(is_staff=True))
    assert client.get("/admin/", follow=True).status_code == 403


def test_signed_out_one_is_asked_to_sign_in(client, db):
    response = client.get(address(Phase), follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_only_our_own_records_are_there(chiefs):
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == {"accounts", "programmes", "workstreams", "decisions"}


def test_the_index_of_a_clerk_shows_neither_users_nor_grants_nor_workbooks(recorded):
    client = signed_in(person_with(GrantRole.CLERK, OrganisationFactory()))
    page = client.get("/admin/").content.decode()
    assert "Decisions" in page
    for hidden in ("/admin/accounts/user/", "/admin/programmes/grant/", "/admin/workbook/"):
        assert hidden not in page


def _statements(client, place):
    with CaptureQueriesContext(connection) as found:
        assert client.get(place).status_code == 200
    return len(found)


@pytest.mark.once
def test_a_list_costs_the_same_for_few_and_many(chiefs, programme):
    def role():
        RoleFactory(workstream__programme=programme)

    for _ in range(3):
        role()
    chiefs.get(address(WorkstreamRole))
    few = _statements(chiefs, address(WorkstreamRole))
    for _ in range(27):
        role()
    assert _statements(chiefs, address(WorkstreamRole)) <= few  # long filters are not listed


@pytest.mark.once
def test_a_form_with_rows_costs_the_same_for_few_and_many(chiefs, programme):
    for _ in range(3):
        PhaseFactory(programme=programme)
    place = address(Programme, "change", programme.pk)
    chiefs.get(place)
    few = _statements(chiefs, place)
    for _ in range(17):
        PhaseFactory(programme=programme)
    assert _statements(chiefs, place) == few


def test_no_page_of_the_admin_has_inline_script_or_style(chiefs, programme):
    phase = PhaseFactory(programme=programme)
    places = ["/admin/", "/admin/workbook/", address(Phase), address(Phase, "add")]
    places += [address(Phase, page, phase.pk) for page in ("change", "history", "strike_out")]
    for place in places:
        html = chiefs.get(place).content.decode()
        assert " style=" not in html and "<style" not in html and " onclick=" not in html
        assert not [tag for tag in html.split("<script")[1:] if " src=" not in tag.split(">")[0]]


def test_no_list_is_narrowed_by_a_pattern_of_the_readers_own(chiefs):
    """Some patterns take hours to try."""
    assert chiefs.get(f"{address(Phase)}?title__contains=a").status_code == 200
    assert chiefs.get(f"{address(Phase)}?title__iregex=(a|a)*b").status_code == 400


# What a clerk looks for

EVERY_FIELD = (Criterion, Gate, GateTest, Grant, HouseSection, HouseStyle)


@pytest.mark.parametrize("model", EVERY_FIELD)
def test_each_field_of_a_rule_says_what_it_does(chiefs, model):
    form = chiefs.get(address(model, "add")).context["adminform"].form
    assert [field.name for field in form.visible_fields() if not field.help_text] == []


def test_clauses_are_narrowed_to_a_programme(chiefs, recorded):
    first, _ = ClauseFactory(text="Mine"), ClauseFactory(text="Another's")
    page = chiefs.get(address(Clause))
    place = f"decision__programme__id__exact={first.decision.programme_id}"
    assert place in page.content.decode()
    page = chiefs.get(f"{address(Clause)}?{place}")
    assert [clause.text for clause in page.context["cl"].result_list] == ["Mine"]


def test_a_record_is_found_by_its_code(chiefs, recorded):
    GateFactory(code="full-case", title="Full business case")
    GateFactory(code="outline", title="Outline")
    reindex()  # what is recorded in one go is found at its end
    page = chiefs.get(f"{address(Gate)}?q=full-case")
    assert [gate.code for gate in page.context["cl"].result_list] == ["full-case"]


def test_every_record_of_the_admin_stands_in_exactly_one_group_of_the_index():
    grouped = [name for group in GROUPS for name in group.models]
    registered = [model.__name__ for model in admin.site._registry]
    assert sorted(grouped) == sorted(registered), "Put it into sharedsvc/portal/admin/groups.py."


def test_the_index_groups_records_by_what_people_look_for_in_the_words_of_the_pages(chiefs):
    groups = chiefs.get("/admin/").context["app_list"]
    assert [group["name"] for group in groups] == [group.title for group in GROUPS]
    names = [[model["name"] for model in group["models"]] for group in groups]
    assert names[0][:3] == ["Status updates", "Workstreams", "Milestones"]
    everything = {name for group in names for name in group}
    assert {
        "Roles",
        "Committee reports",
        "Outcomes at gates",
        "Sources of records",
    } <= everything


def test_the_way_back_from_a_list_is_to_the_groups_of_its_app(chiefs):
    page = chiefs.get("/admin/decisions/")
    titles = [group["name"] for group in page.context["app_list"]]
    assert titles == [
        "Gates and business cases",
        "Decisions",
        "Reports",
        "Partnership and programme",
    ]
    assert page.context["title"] == "Keep records: decided"


def test_a_group_of_which_somebody_may_see_nothing_is_not_shown(recorded):
    client = signed_in(person_with(GrantRole.CLERK, OrganisationFactory()))
    page = client.get("/admin/").content.decode()
    assert "Decisions</h2>" in page
    assert "/admin/accounts/user/" not in page


def test_officers_are_sent_to_the_page_of_updates_and_not_to_the_form_of_the_admin(programme):
    council = OrganisationFactory()
    MembershipFactory(partnership=programme.partnership, organisation=council)
    workstream = RoleFactory(workstream__programme=programme, organisation=council).workstream
    client = signed_in(person_with(GrantRole.OFFICER, council))
    pages = ["/admin/", address(StatusUpdate), address(Workstream, "change", workstream.pk)]
    for place in pages:
        page = client.get(place).content.decode()
        assert address(StatusUpdate, "add") not in page, place
        assert "/my-workstreams/update/" in page or f"/workstreams/{workstream.ref}/update/" in page


def test_a_gate_asks_in_plain_words(chiefs):
    page = chiefs.get(address(Gate, "add")).content.decode()
    assert "Council that binds itself:" in page
    assert "workstreams:back-office; proposals:shared-back-office" in page
    assert "Who may see the row" not in page


def test_a_report_leads_to_what_stands_in_it(chiefs, recorded):
    report = ReportFactory()
    page = chiefs.get(address(Report, "change", report.pk)).content.decode()
    texts = f"{address(ReportItem)}?report__id__exact={report.pk}"
    assert f'href="{texts}"' in page
    assert chiefs.get(texts).status_code == 200


def test_no_grant_lists_every_organisation(chiefs, recorded):
    OrganisationFactory(name="Dene Council")
    assert b"Dene Council" not in chiefs.get(address(Grant, "add")).content
