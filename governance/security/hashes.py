"""Keyed hashes: equal values meet without being stored."""

from __future__ import annotations

import re
import unicodedata

from assay.governance.security.keys import Keyring

__all__ = ["keyed_hash", "normal_name", "path_hash"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_BETWEEN = re.compile(r"[\s.,'’·•・‧_-]+")


def keyed_hash(keyring: Keyring, group: str, normal: str) -> str:
    """Return the keyed hash of a value in canonical form: `h1:` and 64 hex digits (HMAC-SHA-256).

    The group takes part, so that a phone number and an account number with the same digits stay apart; the
    labels of one group share their hashes. People (`person`) are hashed by `normal_name`.
    """
    text = normal_name(normal) if group == "person" else unicodedata.normalize("NFKC", normal).strip()
    return _hash(keyring, "value", f"{group}\0{text}")


def path_hash(keyring: Keyring, source_id: str, uri: str) -> str:
    """Return the keyed hash under which an asset's exact place in a source is looked up."""
    return _hash(keyring, "path", f"{source_id}\0{uri}")


def normal_name(name: str) -> str:
    """Return a person's name in the form that is hashed: width, case, spaces, dots and `Last, First` evened out."""
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    if _HAN.search(text):
        return _BETWEEN.sub("", text)
    last, comma, first = text.partition(",")
    if comma and first.strip():
        text = f"{first} {last}"
    return _BETWEEN.sub(" ", text).strip()


def _hash(keyring: Keyring, purpose: str, text: str) -> str:
    version = keyring.hash_version
    return f"h{version}:{keyring.mac(f'{purpose}/{version}', text.encode('utf-8', 'surrogatepass')).hex()}"
