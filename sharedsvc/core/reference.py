"""What a record of any kind is known by where links may lead to any: a model's label and a key."""

Reference = tuple[str, int]
