"""PostgreSQL compiles no statement of ours: that takes longer than what it would save."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_jit_is_off_on_our_connections():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL compiles statements")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
