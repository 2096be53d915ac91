"""What is found, in what order, by whom; and that the index stays true."""

import datetime
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.models import ReportItem
from programmes.choices import GrantRole, Visibility
from programmes.models import (
    Grant,
    Membership,
    Organisation,
    OrganisationName,
    Record,
    Sharing,
)
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.saving import create_many
from sharedsvc.core.search import searching
from sharedsvc.core.search.declared import searched_models
from sharedsvc.core.search.index import ids_with, make_index
from sharedsvc.core.search.query import read_query
from sharedsvc.core.search.searching import search, search_kind
from sharedsvc.core.search.seen import asks_more, open_to
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    MembershipFactory,
    MilestoneFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReportFactory,
    RoleFactory,
    SharingFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.made_once import made_once
from tests.programmes_loaded import FIXTURES, load_programmes
from workstreams.models import Workstream

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


@contextmanager
def entered():
    """What is written here is found afterwards."""
    with recording(user=None, reason="Test"):
        yield


def found(words, user=VISITOR, **kwargs) -> list[str]:
    """The titles found, best kind and best record first; nothing that has only some words."""
    results = search(words, user, **kwargs)
    return [] if results.some else [hit.title for group in results.groups for hit in group.hits]


# What is found


@pytest.fixture
def roads():
    with entered():
        programme = ProgrammeFactory()
        return WorkstreamFactory(
            programme=programme,
            ref="B24",
            title="Road maintenance",
            scope="Gritting, potholes and the lead authority’s Dŵr Cymru contract (4.10).",
            remarks="Twelve months on trial.",
        )


@pytest.mark.parametrize(
    "words",
    [
        "road",
        "Roads",
        "pothole",
        "potho",
        "B24",
        "b24",
        "4.10",
        "dwr",
        "DŴR cymru",
        "“lead authority”",
        "authority lead",
        "what is on trial",
        "twelve month",
        "trial, twelve months!",
        '"road maintenance',
    ],
)
def test_a_record_is_found_by_its_words(roads, words):
    assert found(words) == ["Road maintenance"]


@pytest.mark.parametrize(
    "words", ["railway", '"authority lead"', "potho gritting", "4.1", "B2", "rod", "road railway"]
)
def test_a_record_is_not_found_by_other_words(roads, words):
    assert found(words) == ([] if words != "B2" else ["Road maintenance"])


def test_choices_and_dates_are_found_as_they_read():
    with entered():
        MilestoneFactory(title="Report back", due="2010-03-12")
        RoleFactory(workstream=WorkstreamFactory(title="Libraries"), kind="host")
    assert found("12 March 2010") == ["Report back"]
    assert found("who hosts the libraries")[0].endswith("Host of Libraries")


def test_the_names_of_linked_records_find_what_names_them():
    with entered():
        council = OrganisationFactory(name="Avon Council", short_name="Avon")
        RoleFactory(workstream=WorkstreamFactory(title="Roads"), organisation=council)
    assert found("avon roads") == ["Avon: Lead of Roads"]


# Best first


def test_a_title_comes_before_a_text_and_what_is_called_so_before_both():
    with entered():
        programme = ProgrammeFactory()
        for title, scope in [
            ("Archives", "Kept with the libraries."),
            ("Libraries and museums", ""),
            ("Libraries", ""),
        ]:
            WorkstreamFactory(programme=programme, title=title, scope=scope)
    assert found("library") == ["Libraries", "Libraries and museums", "Archives"]


def test_what_has_a_code_comes_before_what_mentions_it():
    with entered():
        WorkstreamFactory(ref="X1", title="Mentions it", scope="CHO CHO CHO CHO")
        OrganisationFactory(code="CHO", name="Chorley Council")
    assert found("CHO") == ["Chorley Council", "Mentions it"]


def test_kinds_stand_in_the_order_of_their_best():
    with entered():
        OrganisationFactory(name="Waste Disposal Authority")
        ClauseFactory(text="That waste be left for later.", number="7")
    results = search("waste", VISITOR)
    assert [group.name for group in results.groups] == ["organisations", "clauses"]
    assert results.total == 2


def test_where_nothing_has_all_words_what_has_some_is_shown_and_said(roads):
    results = search("road railway", VISITOR)
    assert (results.some, results.total) == (True, 1)
    assert search("railway canal", VISITOR).total == 0


QUESTION = "How many days each week would Avon lend a planner to Borset?"


def planners(**seen):
    with entered():
        programme = ProgrammeFactory()
        for title, scope in [
            ("Planning", "Avon lends a planner, three days a week."),
            ("Planning of days out", "A planner comes each week."),
            ("Days", "Nothing is said of them."),
        ]:
            WorkstreamFactory(programme=programme, title=title, scope=scope, **seen)


def test_of_what_has_some_words_only_what_has_most_is_shown_and_comes_first():
    planners()
    (group,) = search(QUESTION, VISITOR).groups
    assert [hit.title for hit in group.hits] == ["Planning", "Planning of days out"]
    assert group.count == 2
    listed = search_kind(QUESTION, VISITOR, "workstreams")
    assert [w.title for w in listed.records(VISITOR)] == ["Planning", "Planning of days out"]


def test_what_is_hidden_does_not_decide_what_has_most_words():
    with entered():
        owner = OrganisationFactory(name="Owner")
        WorkstreamFactory(title="Borset", scope="Nothing is said of it.")
    planners(visibility=Visibility.OWNER, owner=owner)
    assert found_some(QUESTION) == ["Borset"]


def found_some(words) -> list[str]:
    results = search(words, VISITOR)
    return [hit.title for group in results.groups for hit in group.hits if results.some]


@pytest.mark.parametrize("words", ["will they have roads?", "How many roads could there be?"])
def test_words_that_one_asks_with_are_not_looked_for(roads, words):
    assert found(words) == ["Road maintenance"]


def test_the_nearest_spelling_is_suggested(roads):
    assert search("maintnance", VISITOR).suggestion == "maintenance"
    assert search("xylophone", VISITOR).suggestion == ""


def test_what_a_result_shows_is_not_since_when_it_is_recorded():
    with entered():
        MilestoneFactory(title="Report back", start="2009", due="2010-03-12")
    (group,) = search("report back", VISITOR).groups
    assert [hit.passage for hit in group.hits] == ["Due: 12 March 2010"]


# Where it leads


def test_another_name_leads_to_its_organisation_and_its_remarks_to_its_own_page():
    with entered():
        council = OrganisationFactory(code="AVN", name="Avon Council")
        keep(
            record=OrganisationName(
                organisation=council, name="Old Sarum", remarks="On a brass plate."
            )
        )
    (hit,) = search("sarum", VISITOR).groups[0].hits
    assert hit.address == "/organisations/AVN/"
    (hit,) = search("brass", VISITOR).groups[0].hits
    assert hit.address.startswith("/names/")


def test_a_clause_leads_to_its_decision_and_a_paragraph_to_its_report():
    with entered():
        ClauseFactory(text="Agree to share gritters.")
        report = ReportFactory(code="r")
        keep(record=ReportItem(report=report, section="background", text="About snow ploughs."))
    assert search("gritter", VISITOR).groups[0].hits[0].address.startswith("/decisions/")
    assert search("plough", VISITOR).groups[0].hits[0].address == "/reports/r/"


# By whom


class World:
    """Avon and Brook are partners that share, Elm is one that does not; Cole is a stranger."""

    def __init__(self):
        self.programme = ProgrammeFactory()
        self.avon, self.brook, self.cole, self.elm = OrganisationFactory.create_batch(4)
        for council in (self.avon, self.brook):
            SharingFactory(partnership=self.programme.partnership, organisation=council)
        MembershipFactory(partnership=self.programme.partnership, organisation=self.elm)
        self.people = {
            "public": VISITOR,
            "own": self.officer(self.avon),
            "partner": self.officer(self.brook),
            "silent partner": self.officer(self.elm),
            "stranger": self.officer(self.cole),
            "administrator": UserFactory(is_superuser=True),
        }

    def officer(self, organisation):
        user = UserFactory()
        grant = Grant(user=user, organisation=organisation, role=GrantRole.OFFICER, start="2009")
        keep(record=grant)
        return user

    def counts(self, words: str) -> dict[str, int]:
        """How many each finds; the count, the hits, and all of the kind agree."""
        found = {}
        for name, user in self.people.items():
            results = search(words, user)
            shown = sum(len(group.hits) for group in results.groups)
            listed = sum(
                len(search_kind(words, user, group.name).records(user)) for group in results.groups
            )
            assert results.total == shown == listed
            found[name] = results.total
        return found


def entered_world() -> World:
    with entered():
        return World()


@pytest.fixture
def world():
    return made_once(entered_world)


EVERYBODY = dict.fromkeys(
    ("public", "own", "partner", "silent partner", "stranger", "administrator"), 1
)
NOBODY = dict.fromkeys(EVERYBODY, 0)


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.PUBLIC, EVERYBODY),
        (Visibility.PARTNERS, {**EVERYBODY, "public": 0, "silent partner": 0, "stranger": 0}),
        (Visibility.OWNER, {**NOBODY, "own": 1, "administrator": 1}),
    ],
)
def test_what_may_not_be_seen_is_neither_found_nor_counted(world, visibility, expected):
    with entered():
        WorkstreamFactory(
            programme=world.programme, title="Hush", visibility=visibility, owner=world.avon
        )
    assert world.counts("hush") == expected


def test_a_hidden_parent_hides_what_hangs_on_it(world):
    with entered():
        decision = DecisionFactory(
            programme=world.programme, visibility=Visibility.OWNER, owner=world.avon
        )
        ClauseFactory(decision=decision, text="A hush about it.")
    assert world.counts("hush") == {**NOBODY, "own": 1, "administrator": 1}


def test_a_hidden_paragraph_of_a_public_report_is_its_owners_alone(world):
    with entered():
        report = ReportFactory(programme=world.programme, title="Open to all")
        keep(
            record=ReportItem(
                report=report,
                section="exempt",
                text="The hush price.",
                visibility=Visibility.OWNER,
                owner=world.avon,
            )
        )
    assert world.counts("hush") == {**NOBODY, "own": 1, "administrator": 1}
    assert world.counts("open to all") == EVERYBODY


def test_the_holder_that_may_not_be_seen_finds_nothing(world):
    with entered():
        council = OrganisationFactory(
            name="Hush Council", visibility=Visibility.OWNER, owner=world.avon
        )
        RoleFactory(workstream=WorkstreamFactory(title="Roads"), organisation=council)
    assert found("hush roads") == []
    assert found("hush") == []


def test_an_act_of_sharing_between_others_is_not_found_by_its_audience_alone(world):
    """Of it more is asked than its audience: that the membership may be seen."""
    with entered():
        council = OrganisationFactory(name="Hush Council")
        act = SharingFactory(partnership=world.programme.partnership, organisation=council)
        member = Membership.objects.get(organisation=council)
        member.visibility, member.owner = Visibility.OWNER, world.avon
        keep(record=member)
    seen = {name: bool(acts_found("hush", user)) for name, user in world.people.items()}

    assert seen == {
        name: Sharing.objects.visible_to(user).filter(pk=act.pk).exists()
        for name, user in world.people.items()
    }
    assert (seen["public"], seen["own"]) == (False, True)


def acts_found(words: str, user) -> list:
    results = search(words, user)
    return [g for g in results.groups if g.matches.searched.model is Sharing]


def test_what_is_open_in_the_index_is_what_may_be_seen(world):
    """The index answers by its own copy of each audience: it must be that of the record."""
    with entered():
        whose = dict.fromkeys(("visibility", "owner"))
        for whose["visibility"] in Visibility.values:
            whose["owner"] = None if whose["visibility"] == Visibility.PUBLIC else world.avon
            decision = DecisionFactory(programme=world.programme, **whose)
            ClauseFactory(decision=decision)
            RoleFactory(workstream=WorkstreamFactory(programme=world.programme, **whose))
        strike_out(record=WorkstreamFactory(programme=world.programme), reason="Not so.")
        RoleFactory(workstream=WorkstreamFactory(programme=ProgrammeFactory(), **whose))

    for user in world.people.values():
        entries = SearchEntry.objects.filter(open_to(user)).values_list("record_type", "record_id")
        opened = set(entries)
        for searched in searched_models:
            if not asks_more(searched):
                visible = searched.model.objects.visible_to(user).values_list("pk", flat=True)
                assert {pk for label, pk in opened if label == searched.label} == set(visible)
    assert [s.model for s in searched_models if asks_more(s)] == [Sharing]


def test_no_word_of_a_hidden_title_is_suggested(world):
    with entered():
        WorkstreamFactory(
            programme=world.programme,
            title="Whistleblower",
            visibility=Visibility.OWNER,
            owner=world.avon,
        )
    assert search("whistleblowre", VISITOR).suggestion == ""
    assert search("whistleblowre", world.people["own"]).suggestion == "Whistleblower"


def test_with_a_day_what_began_later_is_left_out():
    with entered():
        WorkstreamFactory(title="Early roads", start="2009-01-01")
        WorkstreamFactory(title="Late roads", start="2012-01-01")
    assert found("roads", day=datetime.date(2010, 2, 18)) == ["Early roads"]
    assert len(found("roads")) == 2


# Declarations


def test_every_model_with_texts_is_found_or_is_known_not_to_be():
    """Links have no text of their own, and no page shows the sections of a house style."""
    left_out = {"citation", "subject", "housesection", "reportmeeting"}
    left_out.add("datedvalue")  # the names among them are found with what has them
    models = {m for m in apps.get_models() if issubclass(m, Record) and not m._meta.proxy}
    unknown = {m._meta.model_name for m in models if not searched_models.get(m._meta.label_lower)}
    assert unknown <= left_out


@pytest.mark.parametrize("searched", list(searched_models), ids=lambda searched: searched.label)
def test_words_and_names_come_only_from_records_that_must_be_seen_too(searched):
    unseen = []
    for lookup in {*searched.links, *searched.linked}:
        model = searched.model
        for step in lookup.split("__"):
            if step not in model.seen_through:
                unseen.append((lookup, model._meta.label, step))
            model = model._meta.get_field(step).related_model
    assert unseen == []


@pytest.mark.parametrize("searched", list(searched_models), ids=lambda searched: searched.label)
def test_a_declaration_names_what_exists(searched):
    for path in searched.through:
        assert path.replace(".", "__").rpartition("__")[0] in searched.links
    names = {field.name for field in searched.model._meta.concrete_fields}
    own = {searched.title} if isinstance(searched.title, str) else set()
    assert own | set(searched.names) | set(searched.without) <= names
    assert searched.name and searched.called(1) and searched.called(2)


def test_results_of_different_models_have_different_names():
    names = [searched.name for searched in searched_models]
    assert len(set(names)) == len(names)


# Kept true


def test_a_change_is_found_and_what_it_replaced_is_not(roads):
    with entered():
        roads.title = "Bridges"
        keep(record=roads)
    assert (found("bridge"), found("road maintenance")) == (["Bridges"], [])


def test_a_new_name_is_found_in_what_names_it():
    with entered():
        council = OrganisationFactory(name="Avon Council")
        RoleFactory(workstream=WorkstreamFactory(title="Roads"), organisation=council)
    with entered():
        council.name = "Severn Council"
        keep(record=council)
    assert found("severn roads") == ["Severn Council: Lead of Roads"]
    assert found("avon") == []


def test_what_is_struck_out_is_gone(roads):
    with entered():
        strike_out(record=roads, reason="Entered twice.")
    assert search("road maintenance", UserFactory(is_superuser=True)).total == 0
    assert not SearchEntry.objects.filter(record_type="workstreams.workstream").exists()


class Stopped(Exception):
    pass


def test_what_was_rolled_back_leaves_no_trace(roads):
    with pytest.raises(Stopped), transaction.atomic(), entered():
        roads.title = "Bridges"
        keep(record=roads)
        raise Stopped
    assert (found("bridge"), found("road maintenance")) == ([], ["Road maintenance"])


def test_what_was_rolled_back_within_a_recording_leaves_no_trace(roads):
    with entered():
        with pytest.raises(Stopped), transaction.atomic():
            WorkstreamFactory(title="Bridges")
            raise Stopped
        WorkstreamFactory(title="Tunnels")
    assert (found("bridge"), found("tunnel")) == ([], ["Tunnels"])


def test_a_recording_may_end_in_a_transaction_that_is_to_be_rolled_back(roads):
    with transaction.atomic(), entered():
        WorkstreamFactory(title="Bridges")
        transaction.set_rollback(True)
    assert found("bridge") == []


def test_nothing_stays_saved_after_a_failure_and_nothing_is_found():
    with pytest.raises(Stopped), entered():
        WorkstreamFactory(title="Bridges")
        raise Stopped
    assert (found("bridge"), Workstream.objects.count()) == ([], 0)


def test_only_the_outermost_recording_writes_to_the_index(roads):
    with entered():
        with entered():
            WorkstreamFactory(title="Bridges")
        assert found("bridge") == []
    assert found("bridge") == ["Bridges"]


def test_a_recording_without_a_save_asks_the_database_nothing():
    with CaptureQueriesContext(connection) as captured, entered():
        pass
    words = [query["sql"].split()[0] for query in captured]
    assert words == ["SAVEPOINT", "RELEASE"]


def written(size: int) -> int:
    """The statements on the index when this many records are saved at once."""
    with transaction.atomic():
        with entered():
            programme = ProgrammeFactory()
        with CaptureQueriesContext(connection) as captured, entered():
            create_many(
                [
                    Workstream(programme=programme, ref=f"A{n}", title=f"Service {n}", start="2009")
                    for n in range(size)
                ]
            )
        transaction.set_rollback(True)
    return sum("core_searchentry" in query["sql"] for query in captured)


def test_many_records_are_indexed_at_once():
    assert written(100) == written(3)


def test_reindex_writes_everything_anew(roads):
    SearchEntry.objects.all().delete()
    SearchEntry.objects.create(record_type="gone.model", record_id=1, title="Gone")
    SearchEntry.objects.create(
        record_type="workstreams.workstream", record_id=-1, title="x", title_words="road"
    )
    call_command("reindex", verbosity=0)
    assert found("road maintenance") == ["Road maintenance"]
    assert not SearchEntry.objects.filter(record_id__in=[-1, 1], record_type="gone.model").exists()
    assert not SearchEntry.objects.filter(record_id=-1).exists()


def test_the_index_is_made_once_more_without_harm(roads):
    make_index()
    assert found("road maintenance") == ["Road maintenance"]


def test_the_entries_after_an_import_are_those_of_a_reindex(clyde_valley):
    def entries():
        return set(
            SearchEntry.objects.values_list("record_type", "record_id", "title_words", "text_words")
        )

    after_import = entries()
    call_command("reindex", verbosity=0)
    assert entries() == after_import
    assert len(after_import) > 100


# Whatever is typed


UNSEEN = ["Cc", "Cf", "Cs", "Zl", "Zp"]  # not all of these, but none else, are refused
HOSTILE = [
    '"',
    '""',
    "'",
    "*",
    "a*",
    ":",
    "title_words:road",
    "-road",
    "road -",
    "(",
    ")",
    "(road",
    "NEAR(road lead)",
    "road AND",
    "OR",
    "NOT road",
    "road & | ! <-> 'x'",
    "road\\",
    "\x00",
    "road\x00maintenance",
    "🎉",
    "ﬁre",
    "字",
    "%",
    "_",
    "%s",
    "{}",
    "';DROP TABLE core_searchentry;--",
    "a" * 10_000,
    "a " * 5_000,
    '"' * 10_000,
    "^road",
    "+road",
    "road:*",
    "\ud800",
    "٣",
    "²",
    "1e5 007 0x1f 1.5e-3 -4",
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: repr(words[:20]))
def test_nothing_that_is_typed_is_an_error(roads, words):
    assert search(words, VISITOR).total in (0, 1)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=80))
def test_no_text_is_an_error(roads, words):
    search(words, VISITOR)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=UNSEEN, codec="utf-8"), max_size=40))
def test_whatever_is_written_is_found_by_what_was_written(text):
    if not search(text, VISITOR).query.terms:
        return
    with transaction.atomic():
        with entered():
            council = OrganisationFactory(remarks=text)
        titles = found(text)
        transaction.set_rollback(True)
    assert council.name in titles


# As many statements for many


def statements(size: int) -> int:
    with transaction.atomic():
        with entered():
            programme = ProgrammeFactory(title="Many")
            create_many(
                [
                    Workstream(programme=programme, ref=f"A{n}", title=f"Road {n}", start="2009")
                    for n in range(size)
                ]
            )
            for _ in range(min(size, 20)):
                DecisionFactory(programme=programme, title="About roads")
        with CaptureQueriesContext(connection) as captured:
            results = search("road", VISITOR)
        transaction.set_rollback(True)
    assert [group.count for group in results.groups] == [size, min(size, 20)]
    return len(captured)


def test_as_many_statements_for_300_records_as_for_3():
    the_index_each_kind_and_what_became_of_decisions = 4
    assert statements(3) == statements(300) == the_index_each_kind_and_what_became_of_decisions


def councils(size: int, **seen) -> None:
    create_many(
        [
            Organisation(code=f"{len(seen)}c{n}", name=f"Council {n}", start="", **seen)
            for n in range(size)
        ]
    )


def test_no_more_are_counted_than_are_put_in_order(monkeypatch):
    monkeypatch.setattr(searching, "SCORED", 20)
    monkeypatch.setattr(searching, "ENOUGH", 10)
    with entered():
        councils(40)
    results = search("council", VISITOR)
    (group,) = results.groups
    listed = search_kind("council", VISITOR, "organisations")
    assert (group.count, group.is_capped, results.is_capped) == (20, True, True)
    assert (len(set(listed.records(VISITOR))), listed.is_capped) == (20, True)


def test_what_is_hidden_takes_no_place_among_the_best():
    with entered():
        owner = OrganisationFactory(name="Owner")
        councils(520, visibility=Visibility.OWNER, owner=owner)
        councils(3)
    (group,) = search("council", VISITOR).groups
    three_and_their_owner = 4
    assert (group.count, group.is_capped) == (three_and_their_owner, False)


# The five programmes


QUESTIONS = {
    "Inverclyde roads": "Shared Roads Maintenance (Inverclyde’s priorities",
    "lead authority": "Full Lead Authority",
    "who hosts libraries": "Cheshire West and Chester: Host of Libraries",
    "joint committee": "Joint committee",
    "Joint Liaison Committee": "Joint Liaison Committee",
    "Taking Stock": "Taking Stock",
    "Stockport": "Stockport Council",
    "ICT": "ICT",
    "A1a": "Back Office Services",
    "B24": "Cheshire & Warrington Partnership",
    "CHO": "Chorley",
    "IC/01/10/PW/MMcK": "Clyde Valley Community Planning Partnership",
    "memorandum of understanding": "Memorandum of Understanding",
    "managing director": "Managing Director",
    "chief executive": "Chief Executive",
    "waste": "An Integrated Waste Management Approach",
    "health and social care": "An Integrated Approach to Health and Social Care",
    "full business case": "Full business case",
    "special purpose vehicle": "Special Purpose Vehicle (SPV)",
    "Arbuthnott": "Sir John Arbuthnott",
    "do nothing": "Do nothing",
    "Elaine McPherson": "Elaine McPherson",
}


def test_twenty_questions_find_first_what_a_councillor_expects(five_loaded):
    firsts = {words: found(words)[:1] for words in QUESTIONS}
    wrong = {
        words: first
        for words, first in firsts.items()
        if not first or not first[0].startswith(QUESTIONS[words])
    }
    assert wrong == {}


def test_a_question_about_a_trial_finds_the_paragraph_that_says_so(five_loaded):
    passages = [
        hit.passage for group in search("trial twelve months", VISITOR).groups for hit in group.hits
    ]
    assert any("<mark>trial</mark> for <mark>twelve</mark>" in passage for passage in passages)


@pytest.fixture
def five_loaded(db):
    load_programmes(*sorted(folder.name for folder in FIXTURES.iterdir()))


def test_the_index_holds_the_kind_with_the_words():
    """Made after every migration, in the place of the one that held the words alone."""
    make_index()
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'core_searchentry'")
        names = {name for (name,) in cursor.fetchall()}
    assert "core_search_kind_and_words" in names
    assert "core_search_vector" not in names


def test_words_are_found_of_one_kind_alone():
    with entered():
        workstream = WorkstreamFactory(title="Shared bins", ref="S1")
        milestone = MilestoneFactory(programme=workstream.programme, title="Shared bins begin")

    for one in (workstream, milestone):
        found = ids_with(one.reference[0], read_query("shared bins"))
        assert [row["record_id"] for row in found] == [one.pk]
