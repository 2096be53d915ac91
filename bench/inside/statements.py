"""Counts the SQL statements of each page: as the second request of a process sees them.

Called with a JSON file of pages: address and whose session; forms with what is filled in.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.browser import filled_in  # noqa: E402

# What begins and ends transactions and their parts is not counted.
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def counted(page: dict[str, Any]) -> int:
    """The statements of a page, or of saving the form that is there."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = page["session"]
    first = client.get(page["address"], secure=True)
    with CaptureQueriesContext(connection) as captured:
        if "form" in page:
            fields: dict[str, list[str]] = {}
            for name, value in filled_in(first.content, page["form"]):
                fields.setdefault(name, []).append(value)
            answer = client.post(page["address"], fields, secure=True)
            assert answer.status_code == 302, page["address"]
        else:
            answer = client.get(page["address"], secure=True)
            b"".join(answer)
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in captured)


def main() -> None:
    """Print the number for each page, in their order."""
    pages = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps([counted(page) for page in pages]))


if __name__ == "__main__":
    main()
