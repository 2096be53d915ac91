"""What only a database can make different runs on both: the rule of docs/decisions.md, held here.

What is marked `once` may not be about raw SQL, locks, constraints, search, visibility, history,
migrations or sorting. That is told from the words of a test, or of the whole file where nothing in
it runs on both. Walks over pages may, each with the reason.
"""

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
SUBJECTS = {
    "raw SQL": r"\.cursor\(|\.execute\(|\.raw\(|connection\.ops",
    "locks": r"\btogether\(|\bimpatient\b|\belsewhere\b|select_for_update|OperationalError",
    "constraints": r"IntegrityError|\brefusal\(",
    "search": r"searching|\breindex\b|/search/",
    "visibility": r"visible_to|with_seen_by|struck_out_for|has_perm\(",
    "history": r"\.history\b|versions_of",
    "migrations": r"tests\.migrating|call_command\(.migrate.",
    "sorting": r"order_by|\bsort=",
}
A_BROWSER = "what a browser and axe make of a page"
AN_OFFICE = "what LibreOffice makes of a workbook"
WALKS = {
    "admin/test_admin_browser.py": A_BROWSER,
    "portal/test_browser.py": A_BROWSER,
    "portal/test_home_browser.py": A_BROWSER,
    "portal/test_large_programmes_browser.py": A_BROWSER,
    "portal/test_rankings_browser.py": A_BROWSER,
    "portal/test_recording_browser.py": A_BROWSER,
    "portal/test_rankings_elsewhere.py": "texts that are typed; no record is asked for",
    "portal/test_rankings_page.py::test_an_address_made_of_a_choice_reads_as_that_choice": (
        "words of an address"
    ),
    "portal/test_rankings_page.py::"
    "test_what_if_recomputes_saves_nothing_and_its_address_says_it_all": (
        "what a form and an address say; that nothing is saved"
    ),
    "portal/test_record_lists.py::test_a_file_says_in_every_cell_what_the_page_says": (
        "two forms of the same rows; their order runs on both"
    ),
    "portal/test_workbook_office.py": AN_OFFICE,
    "workstreams/test_compare_rankings.py": "files from elsewhere; no record is asked for",
    "workstreams/test_ranking_agreement.py": "arithmetic",
    "portal/test_record_lists.py::test_a_list_says_by_which_column_it_is_ordered": (
        "words of a heading; the order itself runs on both"
    ),
    "portal/test_record_lists.py::test_files_hold_just_what_is_filtered": (
        "three forms of the same rows; what is filtered runs on both"
    ),
    "portal/test_every_link.py": "whether pages are there; histories are read on both",
    "test_hidden_walk.py": "pages of what tests/test_hidden_names.py asks of both",
    "test_logs.py::test_a_command_that_fails_leaves_a_trace_without_values": "words of the log",
    "test_properties.py": "the code is read, and no record asked for",
    "test_permissions_walk.py::"
    "test_nobody_posts_where_they_may_not_read_and_nothing_is_written_without_a_reason": (
        "pages; the rights behind them are asked of both in the same file"
    ),
    "test_unpublished.py::test_nobody_but_its_clerks_finds_a_word_of_it_or_a_page_or_counts_it": (
        "pages; the rule is asked of both in this file"
    ),
    "test_unpublished.py::test_its_clerk_finds_it_everywhere": "so that the walks can fail",
}


def about(source: str) -> list[str]:
    """The subjects that a database can make different, of which a test speaks."""
    return [subject for subject, words in SUBJECTS.items() if re.search(words, source)]


def is_once(node: ast.AST) -> bool:
    return "mark.once" in ast.unparse(node)


@cache
def on_one_alone() -> dict[str, str]:
    """What runs once, by file or by file and test, with its source."""
    found = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        file, text = path.relative_to(TESTS).as_posix(), path.read_text(encoding="utf-8")
        body = ast.parse(text).body
        tests = [
            node
            for node in body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        once = [node for node in tests if any(map(is_once, node.decorator_list))]
        marks = [n for n in body if isinstance(n, ast.Assign) and "pytestmark" in ast.unparse(n)]
        if any(map(is_once, marks)) or len(once) == len(tests):
            found[file] = text
        else:
            found |= {f"{file}::{node.name}": ast.unparse(node) for node in once}
    return found


def test_what_a_database_can_make_different_runs_on_both():
    subjects = {name: about(source) for name, source in on_one_alone().items()}
    found = {name for name, about in subjects.items() if about}

    assert {n: subjects[n] for n in found - set(WALKS)} == {}, "Let it run on both, or say why not."
    assert set(WALKS) - found == set(), "Needs no reason any more."


def test_what_runs_once_is_found():
    assert {
        "portal/test_every_link.py",
        "test_unpublished.py::test_its_clerk_finds_it_everywhere",
    } <= set(on_one_alone())
