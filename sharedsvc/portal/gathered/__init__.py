"""What several pages gather of records and say alike."""
