"""The bench's own sums: ratios that noise does not move, forms as they stand, tables in place.

What it measures is not measured here: no test tells how fast anything is.
"""

import itertools

import pytest

from bench import pages, table
from bench.bars import BARS, Bar
from bench.browser import Answer, WrongAnswer, fields_of, filled_in
from bench.builds import HERE
from bench.measuring import Times, in_turns, ratio, ratio_of_rates
from bench.reports import in_words as reports_in_words
from bench.results import Results
from bench.seals import in_words as seals_in_words
from bench.served import DEVELOPERS, NotInProduction
from bench.sides import BEFORE, OURS, PLAIN, with_all_rows, workstreams_in

pytestmark = pytest.mark.once


def times(*rounds, rates=()) -> Times:
    return Times([list(one) for one in rounds], list(rates))


def test_a_ratio_is_that_of_most_rounds_and_a_noisy_one_moves_nothing():
    quiet = times([10, 10], [10, 10], [10, 10])
    noisy = times([20, 20], [900, 20, 800], [20, 20])
    assert ratio(noisy, quiet) == 2


def test_a_minute_in_which_all_is_slow_moves_nothing():
    assert ratio(times([20], [200], [20]), times([10], [100], [10])) == 2


def test_rates_are_compared_within_their_rounds():
    assert ratio_of_rates(times(rates=[20, 2]), times(rates=[10, 1])) == 2


def test_the_median_and_the_time_that_95_of_a_hundred_do_not_pass():
    one = times(range(1, 51), range(51, 101))
    assert (one.median, one.p95) == (50.5, 95)


def test_each_is_asked_in_every_round_and_each_time_another_first():
    asked = []

    def act(name):
        return lambda: asked.append(name) or 1.0

    found = in_turns({"a": act("a"), "b": act("b")}, rounds=2, share=0, budget=60)
    assert asked == ["a", "b", "b", "a"]
    assert [len(one.rounds) for one in found.values()] == [2, 2]


def test_no_round_is_begun_beyond_the_budget_but_two():
    count = itertools.count()
    found = in_turns({"a": lambda: float(next(count))}, rounds=9, share=0, budget=0)
    assert len(found["a"].rounds) == 2


FORM = b"""<form><input name="q"></form>
<form>
<input type="hidden" name="token" value="t&amp;u"><input name="title" value="Old">
<input type="checkbox" name="ticked" value="1" checked><input type="checkbox" name="not" value="1">
<textarea name="text">
Two
lines</textarea>
<select name="one"><option value="">none</option><option value="b" selected>B</option></select>
<select name="first"><option value="x">X</option><option value="y">Y</option></select>
<select name="many" multiple><option value="1">1</option></select>
<input type="submit" name="save" value="Save"><input type="file" name="file">
</form>"""


def test_a_form_is_sent_as_it_stands():
    assert fields_of(FORM) == [
        ("token", "t&u"),
        ("title", "Old"),
        ("ticked", "1"),
        ("text", "Two\nlines"),
        ("one", "b"),
        ("first", "x"),
    ]


def test_what_is_filled_in_takes_the_place_of_what_stood_there():
    sent = dict(filled_in(FORM, {"title": "New", "reason": "Why"}))
    assert (sent["title"], sent["reason"], sent["one"]) == ("New", "Why", "b")


def test_the_workstreams_of_a_page_are_counted_once():
    body = b'<a href="/programmes/p/workstreams/W000001/">1</a> <a href="/workstreams/W000001/">'
    assert workstreams_in(body) == {"W000001"}


def measured() -> Results:
    found = Results()
    for page in pages.PAGES:
        found.times[page.name] = {OURS: times([10]), BEFORE: times([40])}
    found.times[pages.LIST] |= {
        OURS: times([10], rates=[100]),
        PLAIN: times([5], rates=[400]),
    }
    return found


def verdict(what: str, results: Results) -> tuple[str, ...]:
    [row] = [row for row in table.rows_of_bars(results) if row[0].startswith(what)]
    return row[1:]


def test_the_table_says_what_must_be_reached_and_whether_it_is():
    results = measured()
    assert verdict("list of 50, requests", results) == ("1/5", "1/3", "1/4", "reached")
    assert verdict("home", results) == ("1/2", "1/3", "1/4", "aim reached")
    assert verdict("workstream,", results) == ("1/7", "1/10", "1/4", "**not reached**")


def test_what_was_not_measured_is_not_said_to_be_reached():
    assert verdict("import,", measured())[2:] == ("–", "not in this run")


def test_less_is_better_unless_a_bar_says_otherwise():
    grows = Bar("growth", lambda results: 1.3, 1.5, 1.2, "{:.3g} ×")
    assert grows.verdict(Results()) == ("1.3 ×", "reached")


def test_no_two_bars_say_the_same():
    assert len({bar.what for bar in BARS}) == len(BARS)


def test_only_what_stands_between_the_marks_is_written_anew():
    begin, end = table.marks()
    document = f"Before\n{begin}\nold\n{end}\nAfter\n"
    written = table.put_between(document, "new")
    assert written == f"Before\n{begin}\nnew\n{end}\nAfter\n"
    assert table.put_between(written, "new") == written


def test_how_it_grows_has_a_table_of_its_own():
    marks = [*table.marks(), *table.marks(table.GROWTH)]
    written = table.put_between("\nold\n".join(marks), "new", table.GROWTH)
    assert written.split("\n") == [marks[0], "old", marks[1], "old", marks[2], "new", marks[3]]


def test_a_table_of_some_lines_leaves_out_what_was_not_measured():
    [*_, only] = table.bars(measured(), measured=True).split("\n")
    assert only.startswith("| background, ms") and "–" not in only


def test_a_document_without_marks_is_left_alone():
    with pytest.raises(table.NoPlace):
        table.put_between("Before", "new")


def test_the_document_has_its_marks(settings):
    text = (settings.BASE_DIR / "docs" / "performance.md").read_text(encoding="utf-8")
    for what in (table.MEASURED, table.GROWTH):
        table.put_between(text, "new", what)


class Parted:
    """A side whose position is parted into pages of two workstreams, or whole if `rows` says so."""

    def __init__(self, rows: str = "") -> None:
        self.rows = rows

    def browser(self):
        return self

    def get(self, address):
        number = int(address.partition("page=")[2] or 1)
        first = min(2 * number - 1, 5)
        numbers = range(1, 7) if self.rows and self.rows in address else (first, first + 1)
        body = "".join(f'<a href="/workstreams/W{n}/">' for n in numbers)
        return Answer(200, body.encode(), 1.0)


def test_all_rows_are_asked_for_whole_where_a_build_offers_that():
    assert with_all_rows(Parted("rows=all"), "/p/", 6) == ["/p/?rows=all"]


def test_all_rows_are_gathered_from_as_many_pages_as_there_are():
    assert with_all_rows(Parted(), "/p/", 6) == ["/p/?page=1", "/p/?page=2", "/p/?page=3"]


def test_less_than_all_rows_is_not_measured_as_if_it_were_all():
    with pytest.raises(WrongAnswer, match="6 of 7"):
        with_all_rows(Parted(), "/p/", 7)


def test_servers_hold_nothing_that_only_developers_have():
    locked = {
        line.partition("==")[0]
        for line in (HERE / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert not DEVELOPERS & locked
    with pytest.raises(ModuleNotFoundError):
        NotInProduction().find_spec("rich.console", None)
    assert NotInProduction().find_spec("django.conf", None) is None


def test_verifying_is_held_against_reading_the_same_rows():
    found = {"decisions": 1000, "rounds": [(2, 3), (2, 2.5), (2, 9)], "megabytes": [80, 81]}
    slow = {**found, "rounds": [(1, 2)] * 3}

    assert seals_in_words([found, slow]).splitlines()[2:] == [
        "| 1,000 | 2.00 | 3.00 | 1.50 ×, kept | 81 |",
        "| 1,000 | 1.00 | 2.00 | 2.00 ×, MISSED | 81 |",
    ]


def test_forms_of_a_report_are_compared_within_their_rounds():
    found = {
        "HTML, beside a bare template": [(1, 1.5), (10, 15)],
        "PDF, beside WeasyPrint's of our HTML": [(900, 100), (500, 50)],
        "Word, beside a plain script of python-docx": [(10, 16), (10, 16)],
    }
    lines = reports_in_words(found).splitlines()[2:]
    assert [line.split(" | ")[3:] for line in lines] == [
        ["1.50 ×", "at most 2 ×", "kept |"],
        ["1/9", "at most 1/8", "kept |"],
        ["1.60 ×", "at most 1.5 ×", "MISSED |"],
    ]
