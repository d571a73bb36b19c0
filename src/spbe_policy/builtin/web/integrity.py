"""Integrity metadata as browsers read it (Subresource Integrity 2, sections 3.3 to 3.5). Pure."""

import base64
import binascii
import re

_HASHES = {"sha256": 32, "sha384": 48, "sha512": 64}
"""Digest lengths in bytes of the hash functions that browsers know, weakest first."""

_ITEM = re.compile(r"(sha256|sha384|sha512)-([^?]+)(?:\?.*)?", re.IGNORECASE)


def fault_of(integrity: str | None, crossorigin: str | None) -> str | None:
    """Return what keeps a file of another origin from being tied, or None.

    `no-integrity`: also a hash that browsers do not know, for they then take any file. `bad-digest`: of the strongest
    hash no digest can match, so no file is taken. `no-crossorigin`: without CORS no digest can be held against it.
    """
    items = [match for item in (integrity or "").split() if (match := _ITEM.fullmatch(item))]
    if not items:
        return "no-integrity"
    strongest = max((item[1].lower() for item in items), key=list(_HASHES).index)
    if not any(_is_digest(item[2], strongest) for item in items if item[1].lower() == strongest):
        return "bad-digest"
    return "no-crossorigin" if crossorigin is None else None


def _is_digest(value: str, name: str) -> bool:
    try:
        plain = value.replace("-", "+").replace("_", "/")
        return len(base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)) == _HASHES[name]
    except (binascii.Error, ValueError):
        return False
