"""Who changed what of a record, when and why; and the record as it stood."""
