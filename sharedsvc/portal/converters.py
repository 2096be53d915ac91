"""Parts of addresses that stand for something of the register."""

from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Kind


class KindConverter:
    """The key of a kind of record: "business-cases"."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> Kind:
        """The kind. Raises ValueError, and so tries the next address, for an unknown key."""
        kind = kinds.get(value)
        if kind is None:
            raise ValueError(value)
        return kind

    def to_url(self, value: Kind | str) -> str:
        """The key of a kind."""
        return value if isinstance(value, str) else value.key


class SharedKindConverter(KindConverter):
    """The key of a kind whose records are in no programme: its addresses are a word shorter."""

    def to_python(self, value: str) -> Kind:
        """The kind. Raises ValueError for a kind within programmes too."""
        kind = super().to_python(value)
        if kind.programme:
            raise ValueError(value)
        return kind
