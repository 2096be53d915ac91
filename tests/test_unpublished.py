"""A report that is not published stands nowhere but for its clerks: a crawl after a secret word.

All that the report says holds the word, and so does what hangs on it and links to it. Neither
pages, files, search, the workbook nor the admin may show it, or count it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db.models import Q
from django.test import Client

from decisions import models as decided
from decisions.reports.taken import take
from programmes import models as who
from programmes.operations import keep, strike_out
from sharedsvc.core.kinds import kinds
from sharedsvc.core.search.indexing import reindex
from tests import factories as make
from tests.made_once import made_once
from tests.rights_world import World

WORD = "Quagga"
ITS_CLERKS = {("own", "clerk"), ("", "system administrator")}
# Everybody is asked about in the rule, and opens every page of the draft and of the admin. Other
# pages are opened by these, who stand nearest; by the rest in turn, each every sixth.
NEAREST = {
    ("", "signed out"),
    *(("own", role) for role in ("member", "manager", "administrator")),
    ("partner", "clerk"),
}
EVERY = 6


def world_with_a_draft() -> World:
    """With a draft to a meeting, a text and an ask in it, its source and what it is about."""
    world = World()
    draft = world.draft
    draft.title, draft.number, draft.remarks = f"{WORD} title", f"{WORD} number", f"{WORD} remarks"
    draft.by, draft.contact, draft.contact_post = world.post, world.person, world.post
    draft.document = world.document
    text = decided.ReportItem(report=draft, section="purpose", order=1, text=f"{WORD} text")
    ask = decided.Recommendation(
        report=draft, number="1", text=f"{WORD} ask", body=world.body, meeting=world.meeting
    )
    goes_to = decided.ReportMeeting(report=draft, meeting=world.meeting)
    world.of_draft = [keep(record=one) for one in (draft, text, ask, goes_to)]
    for one in world.of_draft:
        kind, pk = one.reference
        link = {"record_type": kind, "record_id": pk}
        keep(record=who.Citation(document=world.document, paragraph=f"{WORD} 1", **link))
        about = {"subject_type": "workstreams.workstream", "subject_id": world.led.pk}
        keep(record=who.Subject(**link, **about))
    take(draft)
    decided.ReportOffer.objects.create(report=draft, by=world.people["own", "clerk"])
    reindex()
    return world


@pytest.fixture
def world(recorded) -> World:
    return made_once(world_with_a_draft)


def readers(world) -> dict:
    """Everybody but the draft's clerks, each with a browser."""
    found = {}
    for person, user in world.people.items():
        if person not in ITS_CLERKS:
            found[person] = Client()
            if user.is_authenticated:
                found[person].force_login(user)
    return found


def clerk_of(world) -> Client:
    client = Client()
    client.force_login(world.people["own", "clerk"])
    return client


def on_the_pages(world) -> list[str]:
    """Whatever lists or counts, and every page and history of what the draft names."""
    programme = f"/programmes/{world.programme.code}/"
    found = ["/", "/programmes/", "/reports/", "/records/", programme]
    found += [f"{programme}proposals/", f"{programme}background/", f"{programme}rankings/"]
    found += [f"{programme}scores/", f"{programme}scores/{world.scoring.code}/"]
    found += [f"{programme}workstreams/{world.led.ref}/", f"/search/?q={WORD}"]
    for kind in kinds:
        found += [f"/{kind.key}/", f"/{kind.key}/?format=csv"] if kind.listed else []
    for record in (
        *(world.meeting, world.body, world.avon, world.person, world.post),
        *(world.document, world.style, world.led, world.programme),
    ):
        found += [kinds.address(record), kinds.of(record).history_address(record)]
    return found


def of_the_draft(world) -> list[str]:
    """The pages, histories and versions of the draft and of what belongs to it."""
    found = []
    for record in world.of_draft:
        kind = kinds.of(record)
        if kind:
            number = record.history.latest().history_id
            found += [kind.address(record), kind.history_address(record)]
            found.append(kind.version_address(record, number))
    return found


def at_the_desk(world) -> list[str]:
    """Where it is written, and where another council is told that it is offered."""
    pages = ("write", "publish", "versions")
    return ["/reports/new/", *(f"/reports/{world.draft.code}/{page}/" for page in pages)]


def in_the_admin(world) -> list[str]:
    found = []
    for record in world.of_draft:
        here = f"/admin/decisions/{record._meta.model_name}/"
        found += [here, f"{here}?q={WORD}", f"{here}{record.pk}/change/"]
        found += [f"{here}{record.pk}/history/", f"{here}{record.pk}/strike-out/"]
        found.append(f"{here}add/")
    names = "app_label=decisions&model_name=reportitem&field_name=report"
    found += [f"/admin/autocomplete/?{names}&term={WORD}", f"/admin/autocomplete/?{names}"]
    found += [f"/admin/decisions/report/{world.draft.pk}/publish/"]
    found += ["/admin/programmes/citation/", f"/admin/programmes/citation/?q={WORD}"]
    return [*found, "/admin/programmes/subject/"]


def shown(answer) -> str:
    """The words that an answer shows: not the addresses and boxes that repeat what was asked."""
    return re.sub(r'\b(value|href|content)="[^"]*"', "", answer.content.decode())


def test_nobody_but_its_clerks_sees_a_record_or_a_version_of_it(world):
    """The rule below the pages: of the draft, of what stands in it, of its links."""
    references = [one.reference for one in world.of_draft]
    linked = Q(record_type__in=[kind for kind, _ in references]) & Q(
        record_id__in=[pk for _, pk in references]
    )
    seen = set()
    for person, user in world.people.items():
        for model in (who.Citation, who.Subject):
            if model.objects.visible_to(user).filter(linked).exists():
                seen.add(("link", person))
        for one in world.of_draft:
            records = type(one).objects
            if records.visible_to(user).filter(pk=one.pk).exists():
                seen.add(("record", person))
            if records.versions_visible_to(user).filter(id=one.pk).exists():
                seen.add(("version", person))
    kinds_of_it = ("link", "record", "version")
    assert seen == {(what, person) for what in kinds_of_it for person in ITS_CLERKS}


def visits(world, clients, counted) -> Iterator[tuple[str, Any]]:
    """Each address, and who opens it, among them those who will open it again."""
    for person in clients:
        for address in (*of_the_draft(world), *at_the_desk(world), *in_the_admin(world)):
            yield address, person
    for turn, address in enumerate(on_the_pages(world)):
        for place, person in enumerate(clients):
            if person in NEAREST or (turn + place) % EVERY == 0 or (person, address) in counted:
                yield address, person


@pytest.mark.once
def test_nobody_but_its_clerks_finds_a_word_of_it_or_a_page_or_counts_it(world):
    """Its own pages are not there; each other reads as if the report had never been.

    That is as when it is struck out: a member of the report's council opens each page again, and so
    does who has not signed in; the members of others open them in turn.
    """
    clients, walked, wrong, there = readers(world), set(), [], []
    counted, own = pairs_that_count(world, clients), set(of_the_draft(world))
    before = {}
    for address, person in visits(world, clients, counted):
        walked.add(person)
        answer = clients[person].get(address)
        said = shown(answer).replace(f"“{WORD}”", "")
        if WORD in said:
            at = said.index(WORD)
            wrong.append(f"{address}, {person}: {said[max(0, at - 60) : at + 30]}")
        if address in own and answer.status_code != 404:
            there.append((address, person))
        if (person, address) in counted:
            before[person, address] = plain(answer)
    assert (wrong, there) == ([], [])
    assert walked == set(clients) >= NEAREST
    assert set(before) == set(counted)
    for record in world.of_draft:
        strike_out(record=record, reason="Never was.")
    reindex()
    after = {pair: plain(clients[pair[0]].get(pair[1])) for pair in counted}
    assert [pair for pair in counted if after[pair] != before[pair]] == []


def pairs_that_count(world, clients) -> dict:
    """Who opens which page again after the draft is gone."""
    others = [person for person in clients if "member" in person[1] and person[0] != "own"]
    return dict.fromkeys(
        (person, address)
        for turn, address in enumerate(on_the_pages(world))
        for person in (("own", "member"), ("", "signed out"), others[turn % len(others)])
    )


def plain(answer) -> str:
    token = r'name="(csrfmiddlewaretoken|form_token)" value="[\w-]+"'
    return re.sub(token, "", answer.content.decode())


@pytest.mark.once
def test_its_clerk_finds_it_everywhere(world):
    """So that the walks above can fail: all but the history of others and lists without reports."""
    client = clerk_of(world)
    found = [address for address in on_the_pages(world) if WORD in shown(client.get(address))]
    expected = ["/", "/reports/", f"/search/?q={WORD}", "/asks/", "/asks/?format=csv"]
    expected += [kinds.address(one) for one in (world.meeting, world.body, world.avon)]
    expected += [kinds.address(one) for one in (world.person, world.post, world.document)]
    expected += [kinds.address(world.style), kinds.address(world.led)]
    assert [address for address in expected if address not in found] == []
    assert [a for a in of_the_draft(world) if client.get(a).status_code != 200] == []
    assert all(WORD in shown(client.get(a)) for a in in_the_admin(world) if "history" in a)


@pytest.mark.once
def test_the_workbook_of_a_manager_is_without_it(world):
    texts = {}
    for person in (("own", "manager"), ("", "system administrator")):
        client = Client()
        client.force_login(world.people[person])
        answer = client.get(f"/admin/workbook/{world.programme.code}.zip")
        with ZipFile(BytesIO(b"".join(answer))) as archive:
            texts[person] = "".join(archive.read(n).decode() for n in archive.namelist())
    assert [WORD in text for text in texts.values()] == [False, True]


@pytest.mark.once
def test_what_names_one_of_its_asks_says_withheld(world):
    clause = make.ClauseFactory(
        decision=world.decision, number="7", answers=world.of_draft[2], text="Agreed."
    )
    page = shown(Client().get(kinds.address(clause)))
    assert WORD not in page
    assert WORD in shown(clerk_of(world).get(kinds.address(clause)))
