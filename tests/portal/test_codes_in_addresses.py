"""An address of the register never collides with the code of a record."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.urls import get_resolver, resolve, reverse

from sharedsvc.core.kinds import kinds
from sharedsvc.core.reserved import TO_COME, reserved_words
from tests.factories import UserFactory
from tests.made_once import made_once
from tests.rights_world import World, unsaved

CODED = [kind for kind in kinds if kind.code and kind.key != "partnerships"]
PAGES = get_resolver().url_patterns[-1].url_patterns
FIRST_WORDS = {str(pattern.pattern).split("/")[0] for pattern in PAGES}


@pytest.fixture
def world(recorded):
    return made_once(World)


def one_of(kind, world):
    return next(r for r in world.records.values() if type(r) is kind.model)


def test_the_words_are_those_of_the_addresses_and_those_to_come():
    there = {"background", "change", "end", "follow", "proposals", "rankings", "scores", "start"}
    there |= {
        "call-in",
        "carried-out",
        "correct",
        "decisions",
        "document",
        "gates",
        "project-list",
        "record",
        "settle",
        "upload",
    }
    there |= {"undo", "workstreams", "offer", "publish", "versions", "write"}
    assert reserved_words() == TO_COME | there


@pytest.mark.once
@pytest.mark.parametrize("word", ["history", "new", "what-if", "background"])
def test_no_kind_takes_a_word_of_an_address_for_a_code(world, word):
    taken = []
    for kind in CODED:
        record = unsaved(one_of(kind, world))
        setattr(record, kind.code, word)
        try:
            record.clean_fields()
        except ValidationError as refused:
            (said,) = refused.message_dict[kind.code]
            assert said.startswith(f"“{word}” cannot be used here")
        else:
            taken.append(kind.key)
    assert taken == []


@pytest.mark.once
@pytest.mark.parametrize("code", ["history-1", "2010", "NEW", "csv"])
def test_other_codes_are_taken(world, code):
    """NEW is New Forest District Council, in the public register."""
    for kind in CODED:
        record = unsaved(one_of(kind, world))
        setattr(record, kind.code, code)
        record.clean_fields()


@pytest.mark.parametrize("word", ["history", "workstreams", "2010"])
def test_what_has_such_a_code_already_stays_reachable(client, world, word):
    client.force_login(UserFactory(is_superuser=True))
    wrong = []
    for kind in CODED:
        record = one_of(kind, world)
        store(record, kind.code, word)
        for address in (kind.address(record), kind.history_address(record)):
            answer = client.get(address)
            if (answer.status_code, answer.context and shown_on(answer)) != (200, record):
                wrong.append(address)
    assert wrong == []


def shown_on(answer):
    """The record that a page is of."""
    context = answer.context
    if "record" in context:
        return context["record"]
    page = next(context[name] for name in ("position", "report", "page") if name in context)
    for name in ("record", "workstream", "programme"):
        if not isinstance(page, Model):
            page = getattr(page, name, page)
    return page


def store(record, name, value):
    """As it was stored before the word was refused."""
    table, column = record._meta.db_table, record._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, record.pk])
    record.refresh_from_db()


def test_what_has_such_a_code_already_is_changed_like_any_other(world):
    phase = world.phase
    store(phase, "code", "history")
    phase.title = "Another title"
    phase.clean_fields()


def test_no_kind_is_called_like_a_page():
    # The list of the kind is a page of its own there, or the page has a further word.
    own = {"bodies", "business-cases", "conditions", "programmes", "reports", "rankings"}
    words = {w for w in FIRST_WORDS if not w.startswith("<")}
    assert {kind.key for kind in kinds} & (words | {"admin", "accounts", "static"}) <= own


def test_the_empty_workbook_is_no_programme_s():
    assert resolve(reverse("admin:workbook_template")).url_name == "workbook_template"
    download = reverse("admin:workbook_download", args=["template", "xlsx"])
    assert resolve(download).url_name == "workbook_download"
