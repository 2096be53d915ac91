"""Rankings from elsewhere on a page: asked where it is not clear, refused by line, not stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.portal.pages import Site, read

ADDRESS = "/rankings/compare/"
CLEAR = "owner,Waste,Roads,Fleet\nAldermere,1,2,2\nBrackenford,2,1,3\n"
UNCLEAR = "owner,Waste,Roads,Fleet\nAldermere,2,3,1\n"

pytestmark = pytest.mark.once


def said(client, **sent) -> str:
    return read(client.post(ADDRESS, sent).content.decode()).text()


def test_the_form_is_there(client, db):
    assert "Nothing is stored." in Site(client).get(ADDRESS).main.text()


def test_a_pasted_table_is_compared_and_nothing_is_written(client, db):
    with CaptureQueriesContext(connection) as captured:
        text = said(client, text=CLEAR)
    assert "3 items, 2 owners." in text
    assert "Aldermere and Brackenford" in text
    assert [q["sql"] for q in captured if not q["sql"].startswith("SELECT")] == []


def test_a_file_is_compared(client, db):
    upload = SimpleUploadedFile("a.csv", CLEAR.encode())
    assert "3 items, 2 owners." in said(client, file=upload)


def test_it_asks_where_figures_could_be_ranks_or_an_order(client, db):
    assert "could as well be ranks" in said(client, text=UNCLEAR)
    assert "3 items, 1 owner." in said(client, text=UNCLEAR, figures="order")


def test_every_problem_is_named_with_its_line(client, db):
    text = said(client, text="owner,A,B\nX,1,q\nY,z,1\n")
    assert "Line 2: “B”: “q” is not a rank." in text
    assert "Line 3: “A”: “z” is not a rank." in text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Paste the rankings, or choose a file."),
        ({"text": ",".join(["owner", *map(str, range(90))]) + "\nX" + ",1" * 90},
         "at most 60 and 1000"),
        ({"text": CLEAR, "file": SimpleUploadedFile("a.csv", b"x")}, "not both"),
        ({"file": SimpleUploadedFile("a.csv", b"x" * (1 << 20) + b"x")}, "larger than 1 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said(client, db, sent, words):
    assert words in said(client, **sent)
