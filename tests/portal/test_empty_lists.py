"""A list without a record says so in a sentence."""

import pytest

from sharedsvc.core.kinds import kinds
from tests.portal.pages import read

pytestmark = pytest.mark.once

LISTED = {kind.key: kind for kind in kinds if kind.listed}


@pytest.mark.parametrize("key", LISTED)
def test_an_empty_list_says_so(db, client, key):
    answer = client.get(f"/{key}/?as_at=2015-06-17")
    main = read(answer.content.decode()).one("main")

    assert answer.status_code == 200
    assert main.all("tbody") == []
    assert f"No {LISTED[key].singular} is recorded for 17 June 2015." in main.text()
