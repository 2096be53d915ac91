"""The arithmetic of seals: canonical JSON (RFC 8785), salted hashes of texts, links of a chain.

Knows of no models: what it is told is plain values.
"""

import hashlib
import json
import secrets
from typing import Any

import rfc8785

FORM = 1  # of the canonical form; seals made with an older one keep its number
BEFORE_THE_FIRST = "0" * 64
SALT_BYTES = 16


def digest_of(value: Any) -> str:
    """The SHA-256 of a value as canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def new_salt() -> str:
    """A salt for one text: 128 random bits, so that no text can be guessed from its hash."""
    return secrets.token_hex(SALT_BYTES)


def hash_of_text(salt: str, text: str) -> str:
    """What stands for a text in the canonical form. Raises ValueError for what is no salt."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def seal_of(chain: int, number: int, previous: str, content: str) -> str:
    """The seal at a place of a chain over a content and the seal before it."""
    return digest_of({"chain": chain, "content": content, "number": number, "previous": previous})


def written(opening: dict[str, Any]) -> str:
    """What is needed to open a seal, as it is kept."""
    return json.dumps(opening, separators=(",", ":"))


def read(opening: str) -> dict[str, Any]:
    """The same, read. What cannot be read opens nothing: the seal will not fit."""
    try:
        found = json.loads(opening)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
