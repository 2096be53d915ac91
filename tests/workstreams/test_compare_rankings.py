"""Rankings from elsewhere: PrefLib's files, tables, and what the command says of them."""

import json

import pytest
from django.core.management import call_command

from workstreams.ranking.figures import Unclear
from workstreams.ranking.problems import BadRankings
from workstreams.ranking.reading import read_rankings

pytestmark = pytest.mark.once

HEADER = """\
# FILE NAME: 00000-00000001.{kind}
# TITLE: Made up
# DESCRIPTION:
# DATA TYPE: {kind}
# MODIFICATION TYPE: synthetic
# RELATES TO:
# RELATED FILES:
# PUBLICATION DATE: 2026-11-27
# MODIFICATION DATE: 2026-11-27
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: {voters}
# NUMBER UNIQUE ORDERS: {orders}
# ALTERNATIVE NAME 1: Waste
# ALTERNATIVE NAME 2: Roads, lighting
# ALTERNATIVE NAME 3: Fleet
# ALTERNATIVE NAME 4: Care
"""


def preflib(kind: str, *lines: str) -> str:
    voters = sum(int(line.partition(":")[0]) for line in lines if line[0].isdecimal())
    return HEADER.format(kind=kind, voters=voters, orders=len(lines)) + "\n".join(lines) + "\n"


def lists(profile):
    return [(ballot.weight, ballot.groups) for ballot in profile.ballots]


def problems(text: str, name: str, **options: str) -> list[str]:
    with pytest.raises(BadRankings) as caught:
        read_rankings(text, name, **options)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("soc", ["5: 1,2,3,4", "2: 4,3,2,1"],
         [(5, ((0,), (1,), (2,), (3,))), (2, ((3,), (2,), (1,), (0,)))]),
        ("soi", ["5: 3,1"], [(5, ((2,), (0,)))]),
        ("toc", ["1: {1,2},{3,4}", "1: 1, {2, 3}, 4"],
         [(1, ((0, 1), (2, 3))), (1, ((0,), (1, 2), (3,)))]),
        ("toi", ["3: {4,2}", "1: 2"], [(3, ((1, 3),)), (1, ((1,),))]),
    ],
)  # fmt: skip
def test_each_of_preflibs_formats_is_read_as_published(kind, lines, expected):
    profile = read_rankings(preflib(kind, *lines), f"file.{kind}")
    assert lists(profile) == expected
    assert profile.items == ("Waste", "Roads, lighting", "Fleet", "Care")


def test_preflib_is_known_by_its_header_where_there_is_no_file_name():
    assert lists(read_rankings(preflib("soi", "2: 1").replace("\n", "\r\n"))) == [(2, ((0,),))]


def test_every_problem_of_a_preflib_file_has_its_line():
    text = preflib("soc", "5: 1,2,3,4", "1: 1,2,3", "1: {1,2},3,4", "1: 1,2,2,3", "1: 1,2,3,9",
                   "1: 1,{2,3,4", "1: 1,,2,3").replace("1: 1,2,3\n", "many: 1,2,3\n")  # fmt: skip
    assert problems(text, "file.soc") == [
        "Line 18: “many” is not a number of owners.",
        "Line 18: ranks 3 of 4 alternatives; a .soc file ranks all.",
        "Line 19: has a tie; a .soc file has none.",
        "Line 20: alternative 2 stands twice.",
        "Line 21: “9” is not the number of an alternative (1 to 4).",
        "Line 22: cannot be read from “{2,3,4” on.",
        "Line 23: has an empty place between commas or braces.",
    ]


def test_a_line_with_several_problems_has_a_line_for_each():
    text = preflib("soi", "0: 1,9,1,{2,3},").replace("VOTERS: 0", "VOTERS: 4")
    assert problems(text, "file.soi") == [
        "Line 17: “0” is not a number of owners.",
        "Line 17: “9” is not the number of an alternative (1 to 4).",
        "Line 17: alternative 1 stands twice.",
        "Line 17: has an empty place between commas or braces.",
        "Line 17: has a tie; a .soi file has none.",
    ]


def test_a_wrong_count_is_a_problem_beside_a_damaged_line():
    text = preflib("soi", "2: 1", "1: 7").replace("VOTERS: 3", "VOTERS: 5")
    assert problems(text, "file.soi") == [
        "Line 11: NUMBER VOTERS is 5, but the orders make 3.",
        "Line 18: “7” is not the number of an alternative (1 to 4).",
    ]


def test_a_file_that_names_no_alternative_calls_them_by_their_numbers():
    text = "".join(
        line for line in preflib("soc", "1: 2,1,4,3").splitlines(keepends=True)
        if "ALTERNATIVE NAME" not in line
    )  # fmt: skip
    assert read_rankings(text, "file.soc").items == ("1", "2", "3", "4")


def test_nothing_but_weights_is_no_table_of_rankings():
    assert problems("item,A\nweight,1\n", "a.csv") == ["The table has no items or no owners."]


def test_an_order_that_leaves_items_out_is_a_problem_of_a_complete_file_alone():
    assert problems(preflib("toc", "1: 1,{2,3}"), "a.toc") == [
        "Line 17: ranks 3 of 4 alternatives; a .toc file ranks all."
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# NUMBER VOTERS: 2", "# NUMBER VOTERS: 3",
         "Line 11: NUMBER VOTERS is 3, but the orders make 2."),
        ("# DATA TYPE: soi", "# DATA TYPE: toc",
         "Line 4: DATA TYPE is toc, but the file is named .soi."),
        ("# ALTERNATIVE NAME 4", "# ALTERNATIVE NAME 3",
         "Line 16: alternative 3 has a name already, on line 15."),
        ("# NUMBER ALTERNATIVES: 4", "# NUMBER ALTERNATIVES: 3",
         "Line 16: alternative 4, but there are 3 (NUMBER ALTERNATIVES)."),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_true_is_a_problem(old, new, said):
    assert said in problems(preflib("soi", "2: 1").replace(old, new), "file.soi")


@pytest.mark.parametrize(
    "text",
    [
        "owner,Waste,Roads,Fleet\nAldermere,1,2,2\nBrackenford,2,1,\n",
        "workstream;Aldermere;Brackenford\nWaste;1;2\nRoads;2=;1\nFleet;2=;–\n",
        ",Waste,Roads,Fleet\nAldermere,1,2,2\nBrackenford,2,1,\n",
    ],
)
def test_a_row_is_an_owner_or_an_item(text):
    profile = read_rankings(text, "a.csv")
    assert profile.items == ("Waste", "Roads", "Fleet")
    assert [(b.owner, b.groups) for b in profile.ballots] == [
        ("Aldermere", ((0,), (1, 2))), ("Brackenford", ((1,), (0,))),
    ]  # fmt: skip


AMBIGUOUS = "owner,Waste,Roads,Fleet\nAldermere,2,3,1\n"


def test_where_figures_could_be_ranks_or_an_order_it_asks():
    with pytest.raises(Unclear) as caught:
        read_rankings(AMBIGUOUS, "a.csv")
    assert caught.value.option == "figures"
    assert str(caught.value) == (
        "Line 2: the figures of “Aldermere” could as well be ranks (each item's place) as an order "
        "(the number of the item in each place). Say which with --figures ranks or --figures order."
    )


@pytest.mark.parametrize(
    ("figures", "groups"), [("ranks", ((2,), (0,), (1,))), ("order", ((1,), (2,), (0,)))]
)
def test_figures_are_read_as_was_said(figures, groups):
    assert lists(read_rankings(AMBIGUOUS, "a.csv", figures)) == [(1, groups)]


def test_it_does_not_ask_where_both_readings_come_to_the_same():
    text = "owner,Waste,Roads,Fleet\nAldermere,2,1,3\nBrackenford,1,2,3\n"
    assert lists(read_rankings(text, "a.csv")) == [(1, ((1,), (0,), (2,))), (1, ((0,), (1,), (2,)))]


def test_where_rows_could_be_owners_or_items_it_asks():
    with pytest.raises(Unclear) as caught:
        read_rankings(",A,B,C\nD,1,2,3\nE,2,3,1\nF,3,1,2\n", "a.csv")
    assert caught.value.option == "rows"


def test_marks_without_figures_are_a_selection_without_order():
    profile = read_rankings("owner,Waste,Roads,Fleet\nA,x,,x\nB,1,2,3\n", "a.csv")
    assert [(b.groups, b.ordered) for b in profile.ballots] == [
        (((0, 2),), False), (((0,), (1,), (2,)), True),
    ]  # fmt: skip


def test_a_column_of_weights_counts_owners():
    profile = read_rankings("owner,weight,Waste,Roads\nA,3,1,2\nB,2,2,1\n", "a.csv")
    assert (profile.owners, profile.items) == (5, ("Waste", "Roads"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("owner,weight,Waste,Roads\nA,0,1,2\nB,q,2,?\n",
         ["Line 2: the weight “0” of “A” is not a whole number from 1 to {most}.",
          "Line 3: the weight “q” of “B” is not a whole number from 1 to {most}.",
          "Line 3: “Roads”: “?” is not a rank. Ranks begin at 1."]),
        ("item,A,B\nWaste,1,2\nRoads,2,1\nweight,0,q\n",
         ["Line 4: the weight “0” of “A” is not a whole number from 1 to {most}.",
          "Line 4: the weight “q” of “B” is not a whole number from 1 to {most}."]),
    ],
)  # fmt: skip
def test_every_wrong_weight_has_its_line(text, lines):
    most = "1,000,000,000"
    assert problems(text, "a.csv") == [line.format(most=most) for line in lines]


@pytest.mark.parametrize("weight", ["0", "1", "1000001", "1000000000", "1000000001", "2.0"])
def test_every_format_takes_as_many_owners_for_one_list(weight):
    published = preflib("soi", "1: 1,2,3,4").replace("1: 1", f"{weight}: 1")
    table = f"owner,weight,Waste,Roads\nA,{weight},1,2\n"

    def is_taken(text, name):
        try:
            found = read_rankings(text, name)
        except BadRankings as error:
            assert weight in str(error)
            return False
        assert str(found.owners) == weight
        return True

    without_count = "".join(
        line for line in published.splitlines(True) if not line.startswith("# NUMBER VOTERS")
    )
    assert is_taken(table, "a.csv") == is_taken(without_count, "a.soi")


def test_a_row_is_known_by_the_line_on_which_it_begins():
    assert problems('owner,"Waste\nand more",Roads\n"A\nB",1\nC,1,q\n', "a.csv") == [
        "Line 3: has 2 cells; the first row has 3.",
        "Line 5: “Roads”: “q” is not a rank. Ranks begin at 1.",
    ]


def test_every_problem_of_a_table_has_its_line():
    text = "item,A,B\nWaste,1,q\nRoads,0,1\nFleet,2\nCare,3,2\nCare,4,3\n"
    assert problems(text, "a.csv") == [
        "Line 2: “B”: “q” is not a rank. Ranks begin at 1.",
        "Line 3: “A”: “0” is not a rank. Ranks begin at 1.",
        "Line 4: has 2 cells; the first row has 3.",
        "Line 6: “Care” has a row already, line 5.",
    ]


def test_a_file_of_another_kind_is_refused():
    assert problems("x", "a.xlsx") == [
        "A .xlsx file is not read: only .soc, .soi, .toc, .toi, .csv."
    ]


def test_a_character_that_is_not_utf_8_has_its_line():
    with pytest.raises(BadRankings, match="Line 2: has a character that is not UTF-8"):
        read_rankings(b"owner,A\nD\xe9,1\n", "a.csv")


def test_the_command_prints_every_key_as_json(tmp_path, capsys):
    path = tmp_path / "file.soc"
    path.write_text(preflib("soc", "2: 1,2,3,4", "1: 2,1,3,4"), encoding="utf-8")
    call_command("compare_rankings", path, format="json")
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {
        "items", "owners", "unranked", "kendall_w", "borda", "copeland", "condorcet_winner",
        "cycles", "kemeny", "pairwise",
    }  # fmt: skip
    assert (found["owners"], found["condorcet_winner"], found["cycles"]) == (3, "Waste", [])
    assert found["borda"]["order"] == [["Waste"], ["Roads, lighting"], ["Fleet"], ["Care"]]
    assert found["kemeny"] == {
        "score": 1, "orders": [["Waste", "Roads, lighting", "Fleet", "Care"]], "count": 1,
        "proven": True, "bound": 1,
    }  # fmt: skip


def test_the_command_says_the_same_in_words(tmp_path, capsys):
    path = tmp_path / "file.soc"
    path.write_text(preflib("soc", "2: 1,2,3,4", "1: 2,1,3,4"), encoding="utf-8")
    call_command("compare_rankings", path)
    said = capsys.readouterr().out
    assert "Kendall's W: The owners agree almost entirely (W 0.91)" in said
    assert "1 preferences are turned round" not in said
    assert "Kemeny: 1 preference is turned round, and no order turns round fewer." in said


STABILITY = "owner,A,B,C\nx,1,2,3\ny,2,1,3\nz,1,2,3\n"


def test_the_command_leaves_each_owner_out_where_that_is_asked(tmp_path, capsys):
    path = tmp_path / "file.csv"
    path.write_text(STABILITY, encoding="utf-8")
    call_command("compare_rankings", path, format="json", stability=True)
    all_methods = ["Borda", "Copeland", "Kemeny", "Condorcet winner"]
    assert json.loads(capsys.readouterr().out)["stability"] == [
        {"without": "x", "changed": all_methods, "settled": True},
        {"without": "y", "changed": [], "settled": True},
        {"without": "z", "changed": all_methods, "settled": True},
    ]
    call_command("compare_rankings", path, stability=True)
    assert "Without x: Borda, Copeland, Kemeny and Condorcet winner change.\n" in (
        capsys.readouterr().out
    )


def test_the_command_says_what_each_first_k_share(tmp_path, capsys):
    path = tmp_path / "file.csv"
    path.write_text(STABILITY, encoding="utf-8")
    call_command("compare_rankings", path)
    said = "distance 0.33; of the first 1, 2, 3 … they share 0, 2, 3."
    assert said in capsys.readouterr().out


def test_a_bad_file_ends_the_command_with_status_2_and_a_line_for_each_problem(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text("owner,A,B\nX,1,q\nY,z,1\n", encoding="utf-8")
    with pytest.raises(SystemExit) as caught:
        call_command("compare_rankings", path)
    assert caught.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "Line 2: “B”: “q” is not a rank. Ranks begin at 1.",
        "Line 3: “A”: “z” is not a rank. Ranks begin at 1.",
    ]
