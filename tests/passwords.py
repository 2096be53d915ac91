"""Pytest plugin: passwords are kept as in production, but at less cost.

To guess one shall take long, so that to set or try one takes a tenth of a second of two cores. No
test is about how long it takes.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Argon2 with the least memory and one round."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, least)
        yield
