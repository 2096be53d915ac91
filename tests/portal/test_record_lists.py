"""The list of every kind: what it costs, sorting, filters, files, the empty list, the day."""

import csv
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlencode, urlsplit

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from sharedsvc.core.as_at import read_as_at
from sharedsvc.core.kinds import kinds
from sharedsvc.core.planner import tell_planner
from sharedsvc.core.showing import Shown
from sharedsvc.core.table_body import body_of
from sharedsvc.portal.records import files as record_file
from sharedsvc.portal.records import listing as record_list
from sharedsvc.portal.records import paging
from sharedsvc.portal.records.files import CERTAINTIES, lines
from sharedsvc.portal.records.listing import RecordList
from tests.portal.conftest import REPORT_DAYS
from tests.portal.copies import AT_LEAST, fill
from tests.portal.pages import read
from tests.programmes_loaded import load_programmes
from workstreams.models import Workstream

# The records are made once; the mark has the tests' own database made for it.
pytestmark = [pytest.mark.django_db]

LISTED = {kind.key: kind for kind in kinds if kind.listed}
SORTABLE = [
    (key, column.name) for key, kind in LISTED.items() for column in kind.columns if column.sort
]
FILTERS = [(key, one.name) for key, kind in LISTED.items() for one in kind.filters]
DAY = "2015-06-17"
NOT_OF_A_DAY = {"/accessibility/", "/how-it-works/", "/accounts/login/"}
MOST_OPTIONS = 40
PARTED = AT_LEAST // 4  # rows of a page
NOBODY_SAYS = {("updates", "rating")}  # No report states a rating.
JOINED_TO_NOTHING = 3  # among few rows there may be none that name what others do
EVERYTHING = {"ended": "yes", "as_at": "2030-01-01"}


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The five programmes, with their records copied until there are 300 alike of every kind."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes(*REPORT_DAYS)
        fill(Workstream, 3 * AT_LEAST)
        keys = {key: fill(kind.model) for key, kind in LISTED.items()}
        tell_planner(sum(map(len, keys.values())))
        connection.check_constraints()  # once, and not again at the end of each test
        yield keys
        transaction.set_rollback(True)


@pytest.fixture
def get(filled):
    """The answer to the list of a kind with these parameters."""
    client = Client()
    return lambda key, **chosen: client.get(f"/{key}/?{urlencode(chosen)}")


@pytest.fixture
def narrowed(filled):
    """A list with these parameters, without the page around it."""

    def listed(key, **chosen) -> RecordList:
        request = RequestFactory().get(f"/{key}/", chosen)
        request.user = AnonymousUser()
        return RecordList(LISTED[key], request, read_as_at(request))

    return listed


def rows_of(answer) -> list[str]:
    """The names of the records that a list shows, in order."""
    assert answer.status_code == 200
    body = read(answer.content.decode()).one("main").all("tbody")
    return [row.all("th")[0].text() for row in body[0].all("tr")] if body else []


@pytest.mark.once
@pytest.mark.parametrize("key", LISTED)
def test_300_rows_cost_as_many_statements_as_3(get, filled, key, monkeypatch):
    kind, rows = LISTED[key], RecordList.rows.func

    def cost(keys: list[int]) -> tuple[int, int]:
        some = property(lambda listed: rows(listed).filter(pk__in=keys))
        monkeypatch.setattr(RecordList, "rows", some)
        with CaptureQueriesContext(connection) as captured:
            answer = get(kind.key, **EVERYTHING)
        return len(rows_of(answer)), len(captured)

    monkeypatch.setattr(record_list, "PER_PAGE", AT_LEAST)
    few, many = cost(list(dict.fromkeys(filled[key][:3]))), cost(filled[key])

    assert (few[0] <= 3, many[0] >= AT_LEAST - 2) == (True, True)
    assert many[1] == few[1]


@pytest.mark.parametrize(("key", "column"), SORTABLE)
def test_a_list_is_in_the_order_that_was_asked_for(narrowed, key, column, monkeypatch):
    monkeypatch.setattr(record_list, "PER_PAGE", 20)
    kind = LISTED[key]
    (declared,) = [one for one in kind.columns if one.name == column]
    found = dict(kind.model.objects.values_list("pk", declared.sort[0]))
    for direction in ("", "-"):
        listed = narrowed(key, sort=f"{direction}{column}", **EVERYTHING)
        order = [f"{direction}{path}" for path in declared.sort]
        wanted = kind.model.objects.order_by(*order).values_list(*declared.sort)
        shown = [record.pk for record in listed.page]
        assert [found[pk] for pk in shown] == [keys[0] for keys in wanted[: len(shown)]]


@pytest.mark.parametrize(("key", "column"), [*SORTABLE, *((key, "") for key in LISTED)])
def test_the_pages_of_a_sorted_list_show_each_row_once(narrowed, filled, key, column, monkeypatch):
    """Many rows are alike, so that whatever the column says leaves their order open.

    Four pages are all ways to one: from the start and from the end, near it and by keys.
    """
    monkeypatch.setattr(record_list, "PER_PAGE", PARTED)
    monkeypatch.setattr(paging, "COUNTED", PARTED)
    monkeypatch.setattr(paging, "DEEP", PARTED)
    rows = RecordList.rows.func
    alike = property(lambda listed: rows(listed).filter(pk__in=filled[key]))
    monkeypatch.setattr(RecordList, "rows", alike)
    chosen = {**EVERYTHING, "sort": f"-{column}"} if column else EVERYTHING
    last = narrowed(key, **chosen, page="last").page
    pages = [narrowed(key, **chosen, page=str(n)).page for n in range(1, last.number)]
    found = [record.pk for page in (*pages, last) for record in page]

    assert len(pages) >= 1
    assert found == [record.pk for record in narrowed(key, **chosen).rows]
    assert len(set(found)) == last.paginator.count


@pytest.mark.once
@pytest.mark.parametrize("key", LISTED)
def test_a_list_says_by_which_column_it_is_ordered(get, key, monkeypatch):
    monkeypatch.setattr(record_list, "PER_PAGE", 1)
    column = next(column for of, column in SORTABLE if of == key)
    orders = [ordered_headings(get(key, sort=f"{minus}{column}")) for minus in ("", "-")]

    assert orders == [["ascending"], ["descending"]]


def ordered_headings(answer) -> list[str]:
    """How the columns by which a list is ordered say so."""
    headings = read(answer.content.decode()).one("main").all("th")
    return [h.attributes["aria-sort"] for h in headings if h.attributes.get("aria-sort")]


def options(get, key: str, name: str) -> list[str]:
    """The values that a filter of a list offers."""
    answer = get(key, filter="open", **EVERYTHING)
    form = read(answer.content.decode()).one("form", cls="sift__form")
    (field,) = [f for f in form.all("select") if f.attributes["name"] == name]
    return [value for o in field.all("option") if (value := o.attributes.get("value"))]


@pytest.mark.parametrize(("key", "name"), FILTERS)
def test_a_filter_narrows_the_list(get, narrowed, key, name, monkeypatch):
    monkeypatch.setattr(record_list, "PER_PAGE", 1)
    offered = options(get, key, name)
    values = offered if len(offered) <= MOST_OPTIONS else [*offered[:3], *offered[-3:]]
    lists = [narrowed(key, **EVERYTHING, **{name: value}) for value in values]
    counts = [listed.count for listed in lists]

    assert [listed.filters.errors for listed in lists if listed.filters.errors] == []
    assert 0 <= min(counts) <= max(counts) <= narrowed(key, **EVERYTHING).count
    assert (max(counts) > 0) == ((key, name) not in NOBODY_SAYS)


@pytest.mark.once
@pytest.mark.parametrize(("key", "name"), FILTERS)
def test_a_filter_that_makes_no_sense_shows_an_error_and_no_rows(get, key, name):
    answer = get(key, **{name: "no such thing"})
    main = read(answer.content.decode()).one("main")

    assert answer.status_code == 200
    assert len(main.all("p", cls="govuk-error-message")) == 1
    assert answer.context["listed"].count == 0
    assert "matches" in main.text()


@pytest.mark.once
@pytest.mark.parametrize("key", LISTED)
def test_files_hold_just_what_is_filtered(get, key):
    word = str(LISTED[key].model.objects.order_by("pk").first().pk)
    chosen = {"q": word[:1], **EVERYTHING}
    listed = get(key, **chosen).context["listed"]
    records = [record.pk for record in listed.rows]

    text = get(key, **chosen, format="csv").content.decode("utf-8-sig")
    heading, *lines = list(csv.reader(StringIO(text)))
    book = openpyxl.load_workbook(BytesIO(get(key, **chosen, format="xlsx").content))
    in_book = [["" if v is None else v for v in row] for row in book.active.values]

    certainty = ["Certainty"] if LISTED[key].in_time[0] else []
    columns = [column.heading for column in LISTED[key].columns]
    assert heading == [*columns, *certainty, "Remarks", "Address"]
    assert len(lines) == len(records) == listed.count
    assert [len(row) for row in in_book] == [len(heading)] * (len(lines) + 1)
    assert [row[-1] for row in in_book[1:]] == [line[-1] for line in lines]


def lines_as_shown(listed: RecordList) -> list[list[str]]:
    """The rows of a file made the plain way: from whole records, cell by cell as on the page."""
    records = list(listed.rows)
    shown = Shown(listed.kind, records, listed.user, listed.as_at.date)
    return [
        [
            *(shown.text(row, place) for place in range(len(listed.kind.columns))),
            *([CERTAINTIES[row.record.certainty]] if listed.kind.in_time[0] else []),
            row.record.remarks,
            listed.request.build_absolute_uri(listed.kind.address(row.record)),
        ]
        for row in shown.rows
    ]


@pytest.mark.once
@pytest.mark.parametrize("chosen", [EVERYTHING, {"as_at": DAY, "q": "e"}])
@pytest.mark.parametrize("key", LISTED)
def test_a_file_says_in_every_cell_what_the_page_says(narrowed, key, chosen, monkeypatch):
    monkeypatch.setattr(record_file, "AT_ONCE", 70)
    listed = narrowed(key, **chosen)
    listed.rows = listed.rows.order_by("pk")  # what is alike may stand in any order

    assert list(lines(listed)) == lines_as_shown(listed)


@pytest.mark.parametrize("direction", ["", "-"])
def test_a_file_is_sorted_as_the_list_is(narrowed, direction):
    names = [line[0] for line in lines(narrowed("people", sort=f"{direction}name", **EVERYTHING))]
    rows = LISTED["people"].model.objects.order_by(f"{direction}name")
    assert names == list(rows.values_list("name", flat=True))


@pytest.mark.once
@pytest.mark.parametrize("key", LISTED)
def test_a_file_takes_as_many_statements_for_many_rows_as_for_few(narrowed, filled, key):
    def cost(keys: list[int]) -> int:
        listed = narrowed(key, **EVERYTHING).read_page()
        listed.rows = listed.rows.filter(pk__in=keys)
        with CaptureQueriesContext(connection) as captured:
            found = list(lines(listed))
        assert len(found) <= len(keys)
        return len(captured)

    assert cost(filled[key]) <= cost(filled[key][:3]) + JOINED_TO_NOTHING


@pytest.mark.once
@pytest.mark.parametrize("key", LISTED)
def test_the_day_is_kept_in_every_link_of_a_list_and_of_a_record(get, key):
    client = Client()
    listed = client.get(f"/{key}/?as_at={DAY}")
    first = listed.context["listed"].shown.rows[:1]
    record = client.get(f"{LISTED[key].address(first[0].record)}?as_at={DAY}") if first else listed

    assert [without_day(page) for page in (listed, record)] == [[], []]


def without_day(answer) -> list[str]:
    """The links of a page that lose the day; "Back to today" is meant to."""
    links = [
        (link.text(), urlsplit(link.attributes["href"]))
        for link in read(answer.content.decode()).all("a")
    ]
    return [
        f"{words}: {to.path}?{to.query}"
        for words, to in links
        if (to.path or to.query) and not to.scheme and to.path not in NOT_OF_A_DAY
        if words != "Back to today" and parse_qs(to.query).get("as_at") != [DAY]
    ]


PLAINLY = """{% load register %}{% for row in rows %}<tr role="row">{% for cell in row.cells %}
{% if cell.names %}<th scope="row" role="rowheader" data-label="{{ cell.heading }}">
{% if cell.address %}<a href="{{ cell.address }}">{% endif %}{{ cell.markup }}
{% if cell.address %}</a>{% endif %}{% for words in row.told %}<br>
<span class="plain">{% not_sure words %}</span>{% endfor %}{% if row.remarks %}
<br><span class="small quiet">
{{ row.remarks }}</span>{% endif %}</th>{% else %}<td role="cell" data-label="{{ cell.heading }}"
{% if cell.numeric %} class="num"{% endif %}>{{ cell.markup }}</td>{% endif %}{% endfor %}
<td role="cell" data-label="Source">{% cite row.record %}</td></tr>{% endfor %}"""


@pytest.mark.once
@pytest.mark.parametrize("key", LISTED)
def test_rows_joined_in_python_are_those_of_a_template(narrowed, key, monkeypatch):
    monkeypatch.setattr(record_list, "PER_PAGE", 400)
    listed = narrowed(key, **EVERYTHING).read_page()
    rows = [plain_row(listed.shown, row, "?as_at=2030-01-01") for row in listed.shown.rows]
    plainly = engines["django"].from_string(PLAINLY.replace("\n", "")).render({"rows": rows})
    joined = body_of(listed.shown, "?as_at=2030-01-01")

    assert len(rows) > 40
    assert joined == plainly.replace('</tr><tr role="row">', '</tr>\n<tr role="row">')


def plain_row(shown, row, query) -> dict:
    """A row as a template reads it, cell by cell."""
    cells = []
    for place, column in enumerate(shown.columns):
        markup = shown.html(row, place, query)
        names = column.name == shown.kind.named_by
        address = "" if "<a " in markup else kinds.address(row.record)
        cells.append(
            {
                "heading": column.heading,
                "names": names,
                "markup": markup,
                "numeric": column.numeric,
                "address": address and f"{address}{query}",
            }
        )
    return {
        **{"record": row.record, "told": row.told, "remarks": row.record.remarks},
        "cells": cells,
    }


@pytest.mark.once
@pytest.mark.parametrize("wish", ["-5", "0", "100000"])
def test_the_address_does_not_say_how_many_rows_a_page_has(get, wish):
    assert len(rows_of(get("workstreams", per_page=wish, **EVERYTHING))) == record_list.PER_PAGE


@pytest.mark.once
def test_bodies_of_one_name_are_told_apart_in_a_filter(get):
    form = read(get("meetings", filter="open").content.decode()).one("form", cls="sift__form")
    (bodies,) = [f for f in form.all("select") if f.attributes["name"] == "body"]
    words = [option.text() for option in bodies.all("option")]

    assert len([name for name in words if name.startswith("Cabinet")]) > 1
    assert len(set(words)) == len(words)
