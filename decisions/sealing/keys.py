"""The key that signs statements: kept in a folder, outside the database, and rotated by command.

The folder (`SEAL_KEYS`) holds the private key of today, and every public key there was, each
endorsed by the one before it: so a statement signed by an old key can still be checked, and nobody
who has the database alone can sign one.
"""

import base64
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import rfc8785
from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PRIVATE, PUBLIC = "key.pem", "keys.json"
OWNER_ALONE = 0o600


class NoKey(Exception):
    """There is no key to sign with, or it cannot be read; says what to do."""


@dataclass(frozen=True)
class PublicKey:
    """A public key (base64), since when it signs, and what the key before it signed of both."""

    key: str
    since: str
    endorsement: str = ""


def folder() -> Path:
    """Where the keys are kept."""
    return Path(settings.SEAL_KEYS)


def public_keys() -> list[PublicKey]:
    """Every key there was, the first first. Raises NoKey where the list cannot be read."""
    try:
        listed = json.loads((folder() / PUBLIC).read_text(encoding="utf-8"))
        return [PublicKey(**one) for one in listed]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise NoKey("The list of public keys cannot be read.") from error


def private_key() -> "Ed25519PrivateKey":
    """The key that signs today. Raises NoKey."""
    # Cryptography takes 7 MB of each process: it is loaded where something is signed or checked.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key((folder() / PRIVATE).read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise NoKey("There is no signing key yet: manage.py rotate_seal_key makes one.") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise NoKey("The signing key is of another kind: Ed25519 is wanted.")
    return found


def rotate() -> PublicKey:
    """Make a new key, endorsed by the one before, which is then forgotten. Raises NoKey.

    The public keys are written first: should that be all, the old key still signs and is listed.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    known = public_keys()
    made = Ed25519PrivateKey.generate()
    listed = PublicKey(in_base64(public_bytes(made)), timezone.now().isoformat(timespec="seconds"))
    if known:
        endorsed = private_key().sign(to_be_endorsed(listed))
        listed = PublicKey(listed.key, listed.since, in_base64(endorsed))
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps([asdict(one) for one in (*known, listed)], indent=1)
    _write(PUBLIC, text.encode(), 0o644)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(PRIVATE, pem, OWNER_ALONE)
    return listed


def to_be_endorsed(key: PublicKey) -> bytes:
    """What the key before signs of a new one."""
    return rfc8785.dumps({"key": key.key, "since": key.since})


def public_bytes(key: "Ed25519PrivateKey") -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes_raw()


def in_base64(value: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(value).decode()


def _write(name: str, content: bytes, mode: int) -> None:
    """Put a file in the place of the one before, whole or not at all."""
    new = folder() / f"{name}.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder() / name)
