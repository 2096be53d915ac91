"""Check a statement that you kept against the register's seals of today, without its database.

check_statement.py statement.json seals.txt [the public key, as you noted it]
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


with open(sys.argv[1], encoding="utf-8") as file:
    signed = json.load(file)
said, key = signed["statement"], (sys.argv[3:] or [signed["key"]])[0]
public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
public.verify(base64.b64decode(signed["signature"]), canonical(said))  # raises InvalidSignature
with open(sys.argv[2], encoding="utf-8") as file:
    seals = [line.split() for line in file][: said["length"]]
seal = "0" * 64
for number, (_, content, _) in enumerate(seals, start=1):
    link = {"chain": said["chain"], "content": content, "number": number, "previous": seal}
    seal = hashlib.sha256(canonical(link)).hexdigest()
if len(seals) < said["length"] or seal != said["head"]:
    sys.exit(f"Not what was stated on {said['at']}: what was decided before then was rewritten.")
print(f"All {len(seals)} seals up to {said['at']} stand as they were stated then.")
