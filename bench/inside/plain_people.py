"""Signs the officer in at plain Django too, and makes the table that its form writes into."""

import json

import django

django.setup()

from django.db import connection  # noqa: E402

from bench.inside.signing_in import session_of  # noqa: E402
from bench.plain.models import Note, User, Workstream  # noqa: E402


def main() -> None:
    """Print the session, and the notes that can be changed."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    workstream = Workstream.objects.order_by("pk")[0]
    note = Note.objects.create(workstream=workstream, date="2023-12-15", narrative="Made up.")
    officer = User.objects.get(email="officer@bench.invalid")
    found = {"officer": session_of(officer), "note": note.pk}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
