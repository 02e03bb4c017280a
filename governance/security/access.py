"""API keys: 256 random bits, so that a keyed hash is all that needs to be stored."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.governance.security.keys import Keyring

__all__ = ["hash_api_key", "new_api_key", "same_secret"]

_PREFIX = "assay_"


def new_api_key() -> str:
    """Return a fresh API key; it is shown once and only its hash is stored."""
    return _PREFIX + secrets.token_urlsafe(32)


def hash_api_key(keyring: Keyring, key: str) -> str:
    """Return the hash under which a key is stored and looked up.

    A slow hash guards passwords that people chose; a key of 256 random bits cannot be guessed at any speed.
    """
    return "k1:" + keyring.mac("api-key", key.encode()).hex()


def same_secret(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
