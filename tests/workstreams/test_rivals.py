"""When two rankings are readings of the same list."""

from types import SimpleNamespace

import pytest

from workstreams.rivals import are_rivals

pytestmark = pytest.mark.once


def ranking(pk: int, by: int = 1, date: str = "2009-12-15"):
    return SimpleNamespace(pk=pk, by_id=by, date=date)


@pytest.mark.parametrize(
    ("other", "disputed", "expected"),
    [
        pytest.param(ranking(2), [], True, id="of-the-same-day"),
        pytest.param(ranking(2, date="2010-01-20"), [], False, id="a-later-one-supersedes"),
        pytest.param(ranking(2, date="2010-01-20"), [[3], [1, 2]], True, id="in-one-conflict"),
        pytest.param(ranking(2, date="2010-01-20"), [[1], [2]], False, id="in-two-conflicts"),
        pytest.param(ranking(2, by=9), [[1, 2]], False, id="of-another-owner"),
        pytest.param(ranking(1), [[1]], False, id="the-list-itself"),
    ],
)
def test_lists_of_one_owner_and_day_or_in_one_open_conflict_are_readings_of_the_same(
    other, disputed, expected
):
    assert are_rivals(ranking(1), other, disputed) is expected
    assert are_rivals(other, ranking(1), disputed) is expected
