"""Everybody walks everywhere, as docs/permissions.md says: addresses, records, operations.

A new address, kind of record or operation fails here until it has a row there; an address with
parameters also needs a sample below.
"""

import datetime
import inspect
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from openpyxl import load_workbook

import decisions.deciding
import decisions.operations
import programmes.operations
import programmes.renaming
import workstreams.operations
from decisions import models as decided
from decisions.deciding import NewClause
from decisions.models import BusinessCase
from decisions.operations import keep_case_document
from decisions.reports.renditions import frozen
from programmes import models as who
from programmes.choices import GrantRole, Visibility
from programmes.councils.reading import Council
from programmes.operations import keep, set_subjects, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.core.models import Governed
from sharedsvc.core.rights import permission
from sharedsvc.portal.management.model_drawing import our_models
from tests import factories as make
from tests import past_the_rules
from tests.decisions.test_case_documents import PDF
from tests.made_once import made_once
from tests.rights_world import LEVELS, SINCE, World, unsaved
from workstreams import models as what

DOCUMENT = Path(settings.BASE_DIR, "docs/permissions.md")


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the table under a heading of the document, by the words of its columns."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def expected(row: dict[str, str], whose: str, role: str) -> str:
    """What a row's cells say of one person: of the own by role, of others by "role: what"."""
    if whose in ("", "own"):
        return row.get(role, "–")
    if whose == "silent":  # sees as a stranger does, and writes as a partner does
        sees_no_form = "address" in row and (
            not row["address"].endswith("/new/`") or row["a stranger's"] == "404"
        )
        whose = "stranger" if sees_no_form else "partner"
    cell = row[f"a {whose}'s"]
    if not re.search(r"[a-z]+:? ", cell):
        return cell
    said = dict(re.split(r":? ", part, maxsplit=1) for part in cell.split(", "))
    return said.get(role, said.get("others", "–"))


@pytest.fixture
def world(recorded) -> World:
    return made_once(World)


# Addresses


def addresses() -> set[str]:
    """Every pattern that the resolver knows, the admin's models as one."""
    return {as_written(found) for found in _walk(get_resolver().url_patterns, "")}


def _walk(patterns: Any, prefix: str) -> Any:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from _walk(pattern.url_patterns, here)


@cache
def with_a_row_of_their_own() -> frozenset[str]:
    """The addresses of the document, among them those of models that differ from the others."""
    return frozenset(row["address"].strip("`").strip() for row in table("Addresses"))


def in_the_admin() -> list[Any]:
    """The models of records: people have rows of their own."""
    return [model for model in admin.site._registry if issubclass(model, Governed)]


def as_written(pattern: str) -> str:
    """A pattern as the document writes it."""
    pattern = re.sub(r"^admin/\^\(\?P<app_label>.*", "admin/^(?P<app_label>…)/$", pattern)
    if pattern in with_a_row_of_their_own():
        return pattern
    for model in in_the_admin():
        own = f"admin/{model._meta.app_label}/{model._meta.model_name}/"
        if pattern.startswith(own) and "<id>" not in pattern:
            return f"admin/<app>/<model>/{pattern.removeprefix(own)}"
    return pattern


class Samples:
    """What stands for the parameters of an address: a record of each level of openness."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.levels = {name: self._level(value) for name, value in LEVELS.items()}
        to_come = {**vars(self.levels["public"]), "report": world.draft}
        self.levels["not published"] = SimpleNamespace(**to_come)
        another = make.DecisionFactory(programme=world.programme, organisation=world.avon)
        make.ClauseFactory(decision=another)
        self.seal = decisions.operations.confirm(record=another)

    def _level(self, visibility: str) -> SimpleNamespace:
        world = self.world
        own = {"visibility": visibility, "owner": world.avon}
        programme = make.ProgrammeFactory(partnership=world.partnership, **own)
        workstream = make.WorkstreamFactory(programme=programme)
        make.RoleFactory(workstream=workstream, organisation=world.avon)
        keep(record=what.StatusUpdate(workstream=workstream, date="2010-02-01", narrative="Begun."))
        body = make.BodyFactory(organisation=world.avon, **own)
        decision = make.DecisionFactory(
            programme=world.programme, organisation=world.avon, body=body, **own
        )
        case = BusinessCase(programme=programme, code="fbc", title="Full case", stage="full")
        keep_case_document(record=keep(record=case), name="Case.pdf", content=PDF)
        return SimpleNamespace(
            programme=programme,
            workstream=workstream,
            gate=make.GateFactory(programme=programme),
            case=case,
            phase=make.PhaseFactory(programme=programme),
            report=make.ReportFactory(
                programme=world.programme, organisation=world.avon, style=world.style, **own
            ),
            body=body,
            decision=decision,
            clause=(clause := make.ClauseFactory(decision=decision, who_acts="The clerk")),
            condition=keep(record=decided.Condition(clause=clause, number="1", text="If.")),
            call=keep(
                record=decided.CallIn(
                    decision=decision, date="2010-01-20", called_by="Five", grounds="Cost.", **own
                )
            ),
            scoring=make.ScoringFactory(programme=world.programme, by=world.avon, **own),
        )

    def parameters(self, pattern: str, shows: str) -> list[dict[str, Any]]:
        """Those with which an address is tried; [{}] for one that takes none."""
        if "<app>" in pattern:
            return self._models(pattern.removeprefix("admin/<app>/<model>/"))
        if "<" not in pattern:
            return [{}]
        return [self._sample(pattern, self.levels.get(shows.partition(",")[0]))]

    def _models(self, page: str) -> list[dict[str, Any]]:
        """A record of each model whose page has no row of its own."""
        found = []
        for model in in_the_admin():
            own = f"admin/{model._meta.app_label}/{model._meta.model_name}/{page}"
            if own in with_a_row_of_their_own():
                continue
            record = model._default_manager.first()
            if record is None:
                record = model._default_manager.create(**_needed(model, self.world))
            meta = model._meta
            names = {"app": meta.app_label, "model": meta.model_name}
            found.append(
                {**names, "path:object_id": record.pk} if page not in ("", "add/") else names
            )
        return found

    def _sample(self, pattern: str, level: Any) -> dict[str, Any]:
        user = self.world.people["own", "clerk"]
        samples: dict[str, Any] = {
            "people-and-rights/<int:pk>/end/": {"int:pk": self.world.given.pk},
            "sharing/<int:pk>/end/": {"int:pk": self.world.sharing.pk},
            "sharing/<int:organisation>/<int:partnership>/start/": {
                "int:organisation": self.world.avon.pk,
                "int:partnership": self.world.joined.pk,
            },
            "admin/r/<path:content_type_id>/<path:object_id>/": {
                "path:content_type_id": 0,
                "path:object_id": 0,
            },
            "admin/^(?P<app_label>…)/$": {"": "admin/programmes/"},
            "admin/(?P<url>.*)$": {"": "admin/nothing-here/"},
            "admin/accounts/user/<id>/password/": {"id": user.pk},
            "admin/workbook/preview/<str:token>/": {"str:token": "0" * 32},
            **{
                f"admin/accounts/user/<path:object_id>/{page}": {"path:object_id": user.pk}
                for page in ("", "change/", "delete/", "history/")
            },
            **{
                f"admin/programmes/grant/<path:object_id>/{page}": {
                    "path:object_id": self.world.given.pk
                }
                for page in ("", "change/", "history/", "strike-out/")
            },
            **{
                f"admin/programmes/nameagreement/<path:object_id>/{page}": {
                    "path:object_id": self.world.agreed.pk
                }
                for page in ("", "change/", "history/", "strike-out/")
            },
            "admin/programmes/person/<path:object_id>/name/": {
                "path:object_id": self.world.person.pk
            },
            "admin/programmes/post/<path:object_id>/name/": {"path:object_id": self.world.post.pk},
            **{
                f"admin/decisions/{name}/<path:object_id>/strike-out/": {
                    "path:object_id": apps.get_model("decisions", name).objects.first().pk
                }
                for name in ("report", "recommendation", "reportitem", "reportmeeting")
            },
            **{
                f"admin/decisions/decision/<path:object_id>/{act}/": {
                    "path:object_id": self.world.decision.pk
                }
                for act in ("confirm", "send-back", "publish", "carry-out")
            },
            "seals/<int:pk>/": {"int:pk": self.seal.chain_id},
            "accounts/confirm-email/<path:key>/": {"path:key": "x"},
            "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": {"": "accounts/confirm-email/x/"},
            "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {
                "": "accounts/password/reset/key/1-wrong/"
            },
            "<kind:kind>/": {"kind:kind": "workstreams"},
        }
        if level is not None:
            code = {"slug:code": level.programme.code}
            workstream = {**code, "slug:ref": level.workstream.ref}
            scoring = {
                "slug:code": level.scoring.programme.code,
                "slug:own": level.scoring.code,
            }
            page = "programmes/<slug:code>/workstreams/<slug:ref>/"
            document = "business-cases/<slug:programme>/<slug:own>/document/"
            case = {"slug:programme": level.programme.code, "slug:own": level.case.code}
            samples |= {
                "programmes/<slug:code>/": code,
                "programmes/<slug:code>/proposals/": code,
                "programmes/<slug:code>/background/": code,
                "programmes/<slug:code>/rankings/": code,
                "programmes/<slug:code>/rankings/new/": code,
                "programmes/<slug:code>/decisions/new/": code,
                "programmes/<slug:code>/project-list/": code,
                "programmes/<slug:code>/project-list/<str:token>/": {**code, "str:token": "0" * 32},
                "programmes/<slug:code>/decisions/<slug:own>/correct/": {
                    "slug:code": level.decision.programme.code,
                    "slug:own": level.decision.code,
                },
                **{
                    f"reports/<slug:code>/{page}/": {"slug:code": level.report.code}
                    for page in ("record", "write", "publish", "offer", "versions")
                },
                "programmes/<slug:code>/decisions/<slug:own>/call-in/": {
                    "slug:code": level.decision.programme.code,
                    "slug:own": level.decision.code,
                },
                "programmes/<slug:code>/decisions/<slug:own>/call-in/<int:number>/": {
                    "slug:code": level.decision.programme.code,
                    "slug:own": level.decision.code,
                    "int:number": level.call.number,
                },
                "programmes/<slug:code>/scores/": code,
                "programmes/<slug:code>/scores/new/": code,
                "programmes/<slug:code>/scores/<slug:own>/": scoring,
                "programmes/<slug:code>/scores/<slug:own>/change/": scoring,
                document: case,
                f"{document}upload/": case,
                page: workstream,
                f"{page}gates/<slug:gate>/": {**workstream, "slug:gate": level.gate.code},
                f"{page}update/": workstream,
                f"{page}update/<int:number>/undo/": {**workstream, "int:number": 1},
                "reports/<slug:code>/": {"slug:code": level.report.code},
                "reports/<slug:code>.<slug:ending>": {
                    "slug:code": level.report.code,
                    "slug:ending": "txt",
                },
                "bodies/<slug:code>/follow/": {"slug:code": level.body.code},
                "bodies/<slug:code>/carried-out/": {"slug:code": level.body.code},
                "bodies/<slug:code>/carried-out/<int:pk>/": {
                    "slug:code": level.body.code,
                    "int:pk": level.clause.pk,
                },
                "conditions/<int:pk>/settle/": {"int:pk": level.condition.pk},
                "admin/decisions/report/<path:object_id>/publish/": {
                    "path:object_id": level.report.pk
                },
                "admin/workbook/<slug:code>.<str:ending>": {**code, "str:ending": "xlsx"},
                **self._of_kinds(level),
            }
        return samples[pattern]

    @staticmethod
    def _of_kinds(level: SimpleNamespace) -> dict[str, Any]:
        body = {"kind:kind": "bodies", "slug:own": level.body.code}
        phase = {
            "kind:kind": "phases",
            "slug:programme": level.programme.code,
            "slug:own": level.phase.code,
        }
        found = {}
        found["<shared:kind>/<slug:own>/<slug:part>/"] = {
            "shared:kind": "bodies",
            "slug:own": level.body.code,
            "slug:part": "what-it-decided",
        }
        for pattern, record, names in (
            ("<kind:kind>/<slug:own>/", level.body, body),
            ("<kind:kind>/<slug:programme>/<slug:own>/", level.phase, phase),
        ):
            version = {"int:number": record.history.latest().history_id}
            found[pattern] = names
            found[f"{pattern}<slug:part>/"] = {**names, "slug:part": "workstreams"}
            found[f"{pattern}history/"] = names
            found[f"{pattern}history/<int:number>/"] = {**names, **version}
        return found


def _needed(model: Any, world: World) -> dict[str, Any]:
    """For the models of libraries in the admin of which there is no record yet."""
    return {
        "group": {"name": "Group"},
        "emailaddress": {"user": world.people["own", "clerk"], "email": "a@example.org"},
    }[model._meta.model_name]


def fill(pattern: str, parameters: dict[str, Any]) -> str:
    """The address that a pattern makes with these parameters; "" gives that of an expression."""
    filled = parameters.get("", pattern)
    for name, value in parameters.items():
        filled = filled.replace(f"<{name}>", str(value))
    return f"/{filled}"


def outcome(
    client: Client, address: str, *, posts: bool = False, known: dict[str, str] | None = None
) -> str:
    """What somebody who goes to an address, or sends it a form without a word, comes to.

    What is `known` of addresses is not fetched again, and is added to.
    """
    known = {} if known is None or posts else known
    if address not in known:
        known[address] = _outcome(client, address, posts, known)
    return known[address]


def _outcome(client: Client, address: str, posts: bool, known: dict[str, str]) -> str:
    answer = (client.post if posts else client.get)(address)
    if answer.status_code not in (301, 302):
        return "yes" if answer.status_code == 200 else str(answer.status_code)
    there = answer.headers["Location"]
    if there.startswith("/accounts/login/") and address != "/accounts/login/":
        return "sign in"
    return outcome(client, urljoin(address, there), known=known)


def test_every_address_has_a_row_and_every_row_an_address():
    rows = {row["address"].strip("`").strip() for row in table("Addresses")}
    assert addresses() == rows, "Write it into the table of docs/permissions.md."


@pytest.mark.once
def test_everybody_comes_to_what_the_document_says(world, record_property):
    samples, clients = Samples(world), signed_in(world.people)
    opened: dict[Any, dict[str, str]] = {person: {} for person in clients}
    wrong, walked = [], set()
    for row, pattern, parameters, person in visits(samples, clients):
        walked.add((pattern, person))
        address = fill(pattern, parameters)
        found = outcome(clients[person], address, known=opened[person])
        wanted = expected(row, *person)
        if wanted == "by right":
            wanted = by_right(world.people[person], parameters)
        if found != wanted:
            wrong.append(f"{address} {row['shows']}, {' '.join(person)}: {found}, not {wanted}")
        if "logout" in address and world.people[person].is_authenticated:
            clients[person].force_login(world.people[person])
    known = addresses()
    record_property(
        "walk",
        f"of permissions: {len(known)} addresses known, {len({p for p, _ in walked})} walked "
        f"({sum(map(len, opened.values()))} pages opened), by everybody: {len(clients)} people, "
        f"signed out and in each role; {len(known - {p for p, _ in walked})} left out",
    )
    assert not wrong, "\n".join(wrong)
    assert walked == {(pattern, person) for pattern in known for person in clients}


# The pages with forms that write; the walk below posts to them.
WITH_FORMS = re.compile(
    r"people-and-rights/$|/(start|end|new|add|change|delete|strike-out|bring-back|name|publish|confirm|update|follow|workbook|password|preview/<.*>)/$"
)


@pytest.mark.once
def test_nobody_posts_where_they_may_not_read_and_nothing_is_written_without_a_reason(world):
    samples, clients = Samples(world), signed_in(world.people)
    before, wrong = versions_of_all(), []
    for client in clients.values():
        client.raise_request_exception = False
    for row, pattern, parameters, person in visits(samples, clients):
        wanted = expected(row, *person)
        if not WITH_FORMS.search(pattern) or pattern.startswith("accounts/"):
            continue
        if wanted == "by right":
            wanted = by_right(world.people[person], parameters)
        address = fill(pattern, parameters)
        found, may = outcome(clients[person], address, posts=True), {wanted}
        if wanted == "yes" and pattern.endswith("<model>/<path:object_id>/change/"):
            may = {by_right(world.people[person], parameters)}
        if found not in may:
            wrong.append(f"{address} {row['shows']}, {' '.join(person)}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert versions_of_all() == before


def versions_of_all() -> int:
    """How many versions there are of all records, and how many people who sign in."""
    governed = (model for model in our_models() if hasattr(model, "history"))
    people = type(make.UserFactory.build()).objects
    return sum(model.history.count() for model in governed) + people.count()


def by_right(user: Any, parameters: dict[str, Any]) -> str:
    """As the table of records says, which is walked below: who may add, or change this one."""
    model = apps.get_model(parameters["app"], parameters["model"])
    if "path:object_id" not in parameters:
        return "yes" if user.has_perm(permission("add", model), None) else "403"
    record = model._default_manager.get(pk=parameters["path:object_id"])
    return "yes" if user.has_perm(permission("change", model), record) else "403"


def signed_in(people: dict[Any, Any]) -> dict[Any, Client]:
    """A client for each of these people."""
    clients = {person: Client() for person in people}
    for person, client in clients.items():
        if people[person].is_authenticated:
            client.force_login(people[person])
    return clients


def visits(samples: Samples, clients: dict[Any, Client]) -> Iterator[tuple[Any, str, Any, Any]]:
    """Each row with its pattern, the parameters to try, and who tries them."""
    for row in table("Addresses"):
        pattern = row["address"].strip("`").strip()
        for turn, parameters in enumerate(samples.parameters(pattern, row["shows"])):
            for place, person in enumerate(clients):
                if not turn or person in A_FEW or (turn + place) % EVERY == 0:
                    yield row, pattern, parameters, person


# Everybody tries the first model of the admin and every sixth of the others, each beginning with
# another; these try all of them.
EVERY = 6
A_FEW = {
    ("own", "clerk"),
    ("", "system administrator"),
}

READERS = {
    "public": {"signed out", "own", "partner", "silent", "stranger"},
    "between partners": {"own", "partner"},
    "the owner's alone": {"own"},
}


@pytest.mark.parametrize("level", LEVELS)
def test_the_page_of_every_kind_of_record_is_for_those_who_may_see_it(world, level):
    """And so are the rights: nobody may change what they do not see."""
    people = {"signed out": world.people["", "signed out"]}
    readers = ("own", "partner", "silent", "stranger")
    people |= {name: world.people[name, "member"] for name in readers}
    clients = signed_in(people)
    wrong = {}
    one_of_each = {type(record): record for record in world.records.values()}
    for model, record in one_of_each.items():
        if not issubclass(model, who.Record):
            continue
        with transaction.atomic():
            hide(record, level, world.avon)
            fresh = {name: _anew(user) for name, user in people.items()}
            label = permission("view", record)
            seen = {name for name, user in fresh.items() if user.has_perm(label, record)}
            pages = seen
            if kinds.of(record):
                address = kinds.address(record)
                pages = {n for n, client in clients.items() if outcome(client, address) == "yes"}
            if not seen == pages == READERS[level]:
                wrong[model.__name__] = (seen, pages)
            transaction.set_rollback(True)
    assert wrong == {}


def hide(record: Any, level: str, owner: Any) -> None:
    """Give a record a visibility, past the rule that decisions are recorded once.

    Sharing is known wherever the membership is.
    """
    if isinstance(record, who.Sharing):
        pair = {"partnership": record.partnership, "organisation": record.organisation}
        record = who.Membership.objects.get(**pair)
    table_of = type(record)._meta.concrete_model
    record.visibility, record.owner = LEVELS[level], owner
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table_of._meta.db_table}" SET visibility = %s, owner_id = %s WHERE id = %s',
            [LEVELS[level], owner.pk, record.pk],
        )
    past_the_rules.set_right(table_of, [record.pk])


def _anew(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk) if user.is_authenticated else AnonymousUser()


# Records


def test_every_kind_of_record_has_a_row():
    governed = {model.__name__ for model in our_models() if hasattr(model, "history")}
    assert governed == {row["record"] for row in table("Records")}


def test_everybody_may_write_what_the_document_says(world):
    rows = {(row["record"], row["whose"]): row for row in table("Records")}
    assert set(rows) == set(world.records)
    wrong = []
    for key, record in world.records.items():
        add, change = permission("add", record), permission("change", record)
        new = unsaved(record)
        for (whose, role), user in world.people.items():
            may = (user.has_perm(add, new), user.has_perm(change, record))
            found = {(0, 0): "–", (1, 0): "add", (0, 1): "change", (1, 1): "yes"}[may]
            wanted = "yes" if role == "system administrator" else expected(rows[key], whose, role)
            if found != wanted:
                wrong.append(f"{key}, {whose} {role}: {found}, not {wanted}")
    assert wrong == []


def test_nobody_changes_what_they_do_not_see(world):
    """Whatever its kind, once it is the stranger's alone; its own sharing a council always sees."""
    able = set()
    for key, record in world.records.items():
        if not isinstance(record, who.Record) or isinstance(record, who.Sharing):
            continue
        with transaction.atomic():
            hide(record, "the owner's alone", world.dene)
            for (whose, role), user in world.people.items():
                if whose in ("own", "partner", "silent") and user.has_perm(
                    permission("change", record), record
                ):
                    able.add((key, whose, role))
            transaction.set_rollback(True)
    assert able == set()


# Operations


def operations(world: World) -> dict[str, Any]:
    """Each operation with something to do."""
    w, p = world, world.programme
    other = make.OrganisationFactory()
    early = make.DocumentFactory(programme=p, date="2009-02-01")
    someone = make.UserFactory()
    new_phase = {"programme": p, "code": "another", "title": "New", **SINCE}
    counted = make.PhaseFactory(programme=p, start="")
    keep(
        record=who.Citation(
            record_type="programmes.phase", record_id=counted.pk, document=early, paragraph="1"
        )
    )
    own = make.DecisionFactory(
        programme=p, organisation=w.avon, visibility=Visibility.OWNER, owner=w.avon
    )
    make.ClauseFactory(decision=own)
    decisions.operations.confirm(record=own)
    held = _held_till_now(w)
    decision = {
        "programme": p,
        "organisation": w.avon,
        "code": "other",
        "title": "N",
        "date": "2010",
    }
    council = Council(**_council())
    meeting = make.MeetingFactory(body=w.body)
    second = make.WorkstreamFactory(programme=p)
    closed = make.BodyFactory(organisation=w.avon)
    case = keep(record=BusinessCase(programme=p, code="fbc", title="Full case", stage="full"))
    strike_out(record=closed, reason="A mistake.")
    ops: dict[str, Any] = {
        "programmes.keep": lambda o: o(record=who.Phase(**new_phase)),
        "programmes.strike_out": lambda o: o(record=_again(counted), reason="A mistake."),
        "programmes.bring_back": lambda o: o(record=_again(closed), reason="It was none."),
        "programmes.agree_to_name": lambda o: o(record=_again(w.person), name="Ann Leigh"),
        "programmes.rename": lambda o: o(record=_again(w.person), name="Ann Leigh", since="2012"),
        "programmes.correct": lambda o: o(record=_again(w.body), name="Cabinet of Avon"),
        "programmes.keep_answer": lambda o: o(
            record=_again(w.person), was={"name": "Anne Lee"}, answer="2012"
        ),
        "programmes.keep_membership": lambda o: o(
            record=who.Membership(partnership=w.partnership, organisation=other, **SINCE)
        ),
        "programmes.start_sharing": lambda o: o(
            partnership=w.joined, organisation=w.avon, source="Letter"
        ),
        "programmes.end_sharing": lambda o: o(record=_again(w.sharing), reason="Enough."),
        "programmes.cite": lambda o: o(
            record=w.phase, citations=[(early, "7", False)], programme=p
        ),
        "programmes.cite_many": lambda o: o(
            sources=[(w.phase, [(early, "7", False)])], programme=p
        ),
        "programmes.count_from_sources": lambda o: o(record=_again(counted)),
        "programmes.keep_document": lambda o: o(record=_again(w.document)),
        "programmes.keep_from_when": lambda o: o(
            record=_again(w.conflict), before={"settlement": "Nobody knows."}, start="2012"
        ),
        "programmes.set_subjects": lambda o: o(record=w.conflict, subjects=[second]),
        "programmes.set_subjects_of_many": lambda o: o(
            subjects=[(w.conflict, [second])], relation="about"
        ),
        "programmes.set_employers": lambda o: o(record=w.post, others=[w.avon, other]),
        "programmes.set_successors": lambda o: o(record=w.avon, others=[other]),
        "programmes.take_in_register": lambda o: o(
            councils=[council], edition=datetime.date(2025, 4, 1), answers={}
        ),
        "programmes.give_role": lambda o: o(
            user=someone, role=GrantRole.CLERK, organisation=w.avon
        ),
        "programmes.invite": lambda o: o(
            email="new@example.org", name="New", role=GrantRole.CLERK, organisation=w.avon
        ),
        "programmes.end_role": lambda o: o(record=_again(w.given), reason="Left."),
        "workstreams.keep_workstream": lambda o: o(
            record=what.Workstream(programme=p, ref="another", title="New", **SINCE)
        ),
        "workstreams.keep_lineage": lambda o: o(
            record=what.Lineage(predecessor=w.led, successor=second, kind="merged")
        ),
        "workstreams.assign_role": lambda o: o(
            record=what.WorkstreamRole(
                workstream=second, organisation=other, kind="lead", standing="confirmed", **SINCE
            )
        ),
        "workstreams.post_update": lambda o: o(
            record=what.StatusUpdate(workstream=w.led, date="2010-03-01", narrative="So.")
        ),
        "workstreams.undo_update": lambda o: o(
            record=what.StatusUpdate.objects.get(workstream=w.led), reason="Too soon."
        ),
        "workstreams.enter_rank": lambda o: o(
            record=what.RankingEntry(ranking=w.ranking, workstream=second, rank=2)
        ),
        "workstreams.adopt_ranking": lambda o: o(
            ranking=what.Ranking(
                programme=p, by=w.avon, code="another", title="New", kind="ranked", date="2026"
            ),
            places=[(second, 1)],
        ),
        "programmes.keep_criterion": lambda o: o(record=_again(w.criterion)),
        "workstreams.enter_score": lambda o: o(
            record=what.Score(scoring=w.scoring, criterion=w.criterion, workstream=second, value=2)
        ),
        "workstreams.score_workstreams": lambda o: o(
            scoring=what.Scoring(programme=p, by=w.avon, code="another", title="New", date="2026"),
            values={(w.criterion, second): 2},
        ),
        "decisions.record_decision": lambda o: o(record=decided.Decision(**decision)),
        "decisions.record_clause": lambda o: o(
            record=decided.Clause(decision=w.decision, number="9", verb="agree", text="So.")
        ),
        "decisions.record_what_was_decided": lambda o: o(
            decision=decided.Decision(**decision),
            clauses=[NewClause(decided.Clause(number="1", verb="agree", text="So."))],
        ),
        "decisions.call_in": lambda o: o(
            record=decided.CallIn(
                decision=own, date="2010-02-20", called_by="Members", grounds="Cost."
            )
        ),
        "decisions.report_action": lambda o: o(
            record=w.clause, action="", done="", reported="Begun."
        ),
        "decisions.settle_condition": lambda o: o(
            record=_again(w.records["Condition", "of the council's decision"]),
            state="met",
            day="2010-01-01",
            settled_by="Cabinet",
            evidence="Minute 4.",
        ),
        "decisions.carry_out_decision": lambda o: o(record=_again(held)),
        "decisions.record_approval": lambda o: o(record=_second(w.approval)),
        "decisions.ask": lambda o: o(
            record=decided.Recommendation(report=w.draft, number="9", text="Agree.")
        ),
        "decisions.send_to_meetings": lambda o: o(record=w.draft, others=[meeting]),
        "decisions.publish": lambda o: o(record=w.draft, day="2010-01-01", freeze=frozen),
        "decisions.confirm": lambda o: o(record=_again(w.decision)),
        "decisions.send_back": lambda o: o(record=_again(w.decision)),
        "decisions.publish_decision": lambda o: o(record=_again(own)),
        "decisions.keep_case_document": lambda o: o(record=case, name="x.pdf", content=PDF),
        "decisions.set_parties": lambda o: o(record=w.agreement, others=[w.avon, other]),
    }
    many = {
        "programmes.keep_many": "programmes.keep",
        "workstreams.keep_workstreams": "workstreams.keep_workstream",
        "workstreams.keep_lineages": "workstreams.keep_lineage",
        "workstreams.assign_roles": "workstreams.assign_role",
        "workstreams.enter_ranks": "workstreams.enter_rank",
        "workstreams.enter_scores": "workstreams.enter_score",
    }
    return ops | {name: _as_of_many(ops[one]) for name, one in many.items()}


def _held_till_now(w: World) -> Any:
    """A confirmed decision whose call-in came to nothing, past the operation that moves it then."""
    found = make.DecisionFactory(programme=w.programme, organisation=w.avon)
    role = make.RoleFactory(
        workstream=make.WorkstreamFactory(programme=w.programme), organisation=w.avon,
        kind="participant", standing="proposed",
    )  # fmt: skip
    set_subjects(record=make.ClauseFactory(decision=found), subjects=[role], relation="settles")
    called = {"date": "2010-02-20", "called_by": "Members", "grounds": "Cost."}
    call = keep(record=decided.CallIn(decision=found, **called))
    decisions.operations.confirm(record=found)
    call.outcome, call.heard = "withdrawn", "2010-02-21"
    keep(record=call)
    return found


def _as_of_many(do: Any) -> Any:
    """What is done with one record, done with many of which it is the only one."""
    return lambda operation: do(lambda *, record: operation(records=[record]))


def _council() -> dict[str, Any]:
    values = {name: "" for name in Council.__dataclass_fields__}
    lists = dict.fromkeys(("other_names", "former_codes", "successors", "damaged"), ())
    return {**values, **lists, "code": "ANO", "name": "New Council", "kind": "unitary"}


def _again(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def _second(approval: Any) -> Any:
    new = unsaved(approval)
    new.number = 2
    return new


def every_operation() -> dict[str, Any]:
    """The public functions of the apps' modules of operations that were written there."""
    found = {}
    modules = (
        *(programmes.operations, programmes.renaming),
        *(workstreams.operations, decisions.operations, decisions.deciding),
    )
    for module in modules:
        app = module.__name__.split(".")[0]
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__.startswith(module.__name__) and not name.startswith("_"):
                found[f"{app}.{name}"] = function
    return found


def test_every_operation_has_a_row(world):
    rows = {row["operation"].strip("`") for row in table("Operations")}
    assert set(every_operation()) == rows == set(operations(world))


# What only a person of the organisation does: a system administrator is of none.
OF_ITS_ORGANISATION = {"decisions.confirm", "decisions.send_back"}


def test_no_operation_is_a_way_round(world):
    rows = {row["operation"].strip("`"): row for row in table("Operations")}
    tried, functions = operations(world), every_operation()
    wrong = []
    for name, do in tried.items():
        for (whose, role), user in world.people.items():
            found = "yes" if can(do, functions[name], _anew(user)) else "–"
            wanted = expected(rows[name], whose, role)
            if role == "system administrator":
                wanted = "–" if name in OF_ITS_ORGANISATION else "yes"
            if found != wanted:
                wrong.append(f"{name}, {whose} {role}: {found}, not {wanted}")
    assert wrong == []


def can(do: Any, operation: Any, user: Any) -> bool:
    """Whether an operation goes through; what it did is undone."""
    try:
        with transaction.atomic(), recording(user=user, reason="Test"):
            do(operation)
            transaction.set_rollback(True)
    except PermissionDenied:
        return False
    return True


# What may not be seen is not counted


def pages_of(world: World) -> list[str]:
    """Everything that counts or lists: home, programmes, lists, and their files."""
    lists = [f"/{kind.key}/" for kind in kinds if kind.listed]
    files = [f"{address}?format=csv" for address in lists]
    programme = f"/programmes/{world.programme.code}/"
    of_it = [programme, f"{programme}proposals/", f"{programme}background/"]
    workstream = f"{programme}workstreams/{world.led.ref}/"
    return ["/", "/programmes/", "/reports/", "/records/", *of_it, workstream, *lists, *files]


HELD_BY_ALL = {"Organisation", "Programme", "Workstream", "Membership", "Sharing", "HouseStyle"}


@pytest.mark.once
def test_what_may_not_be_seen_is_not_counted_anywhere(world):
    """Each page reads as if the hidden records had never been: as when they are struck out."""
    hidden = [
        record
        for (name, _), record in world.records.items()
        if isinstance(record, who.Record) and name not in HELD_BY_ALL
    ]
    for record in hidden:
        hide(record, "the owner's alone", world.avon)
    readers = {"signed out": Client(), "stranger": Client(), "partner": Client()}
    for whose in ("stranger", "partner"):
        readers[whose].force_login(world.people[whose, "member"])
    before = {key: readers[key[0]].get(key[1]).content for key in _each(readers, world)}
    for record in hidden:
        past_the_rules.strike(record)
    after = {key: readers[key[0]].get(key[1]).content for key in _each(readers, world)}
    assert [key for key in before if _plain(before[key]) != _plain(after[key])] == []


def _each(readers: dict[str, Client], world: World) -> list[tuple[str, str]]:
    return [(name, address) for name in readers for address in pages_of(world)]


def _plain(content: bytes) -> str:
    """Without the tokens that differ each time."""
    return re.sub(r'name="(csrfmiddlewaretoken|form_token)" value="[\w-]+"', "", content.decode())


def test_a_spreadsheet_holds_what_its_list_shows(world):
    """The two files of a list are written from the same rows: one is enough for the walk above."""
    hide(world.body, "the owner's alone", world.avon)
    answer = Client().get("/bodies/?format=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    names = {row[0] for row in rows[1:]}
    assert world.body.name not in names
    assert world.board.name in names


def test_visibilities_are_the_three_of_the_document():
    assert set(LEVELS.values()) == set(Visibility)
