"""python -m bench.served: gunicorn as production has it.

structlog loads what makes a developer's log prettier where it finds it. Production has none of it
(requirements.lock), so it is no part of what a process of production holds.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

DEVELOPERS = frozenset({"greenlet", "pygments", "rich"})


class NotInProduction(MetaPathFinder):
    """Finds nothing of what only developers have, and lets nobody else find it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Raises ModuleNotFoundError for these."""
        if name.partition(".")[0] in DEVELOPERS:
            raise ModuleNotFoundError(f"Only developers have {name}.", name=name)


if __name__ == "__main__":
    sys.meta_path.insert(0, NotInProduction())
    from gunicorn.app.wsgiapp import run

    run(prog="gunicorn")
