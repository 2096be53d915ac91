"""The public register of councils: read as published, matched with the record, compared with it."""
