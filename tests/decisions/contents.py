"""The parts of a report's content, as its tests ask for them."""


def section(content, key):
    """The one section with this key."""
    (found,) = [section for section in content.sections if section.key == key]
    return found


def blocks(content, key, kind):
    """The blocks of a kind in a section, in order."""
    return [block for block in section(content, key).blocks if isinstance(block, kind)]
