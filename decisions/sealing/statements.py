"""Signed statements: what the head of a chain was, for a partner to keep and check much later.

They hold seals only. How they are checked without this program: docs/check_statement.py.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import rfc8785
from django.utils import timezone

from decisions.models import Chain, Seal
from decisions.sealing.canonical import FORM
from decisions.sealing.keys import in_base64, private_key, public_bytes, public_keys

CUT = (
    "its end was cut or was rewritten, or an older backup was brought back (then redact again what "
    "was redacted since)"
)


def statement_of(chain: Chain) -> str:
    """The signed statement of a chain as it stands, as JSON. Raises NoKey."""
    key = private_key()
    said = {
        "at": timezone.now().isoformat(timespec="seconds"),
        "chain": chain.pk,
        "form": FORM,
        "head": chain.head,
        "length": chain.length,
        "organisation": chain.organisation.name,
    }
    signed = {
        "key": in_base64(public_bytes(key)),
        "signature": in_base64(key.sign(rfc8785.dumps(said))),
        "statement": said,
    }
    return json.dumps(signed, ensure_ascii=False, indent=1) + "\n"


def lines_of(chain: Chain) -> Iterator[str]:
    """The seals of a chain, one a line: number, digest of the content, seal."""
    rows: Any = Seal.objects.filter(chain=chain).order_by("number")
    for number, content, digest in rows.values_list("number", "content", "digest").iterator():
        yield f"{number} {content} {digest}\n"


def keys_in_words() -> str:
    """Every public key there was, with its endorsement, as JSON. Raises NoKey."""
    return json.dumps([asdict(one) for one in public_keys()], indent=1) + "\n"


def check_kept(kept: str, known: Iterable[str]) -> str:
    """Why a statement that somebody kept does not fit what stands here now; "" where it does.

    `known` are the public keys that the register had.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signed = json.loads(kept)
        said, key, signature = (signed[name] for name in ("statement", "key", "signature"))
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        public.verify(base64.b64decode(signature), rfc8785.dumps(said))
        number, chain, head = int(said["length"]), int(said["chain"]), said["head"]
    except InvalidSignature:
        return "its signature is not that of its key"
    except (KeyError, TypeError, ValueError):
        return "it is no statement of a chain"
    if key not in {*known}:
        return "it was signed with a key that is not this register’s"
    found = Seal.objects.filter(chain=chain, number=number).values_list("digest", flat=True).first()
    if found == head or not (number or head):
        return ""
    if found is None:
        return f"seal {number} of chain {chain} is gone: {CUT}"
    return f"seal {number} of chain {chain} is another now: what was before it was rewritten"
