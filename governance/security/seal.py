"""AES-256-GCM with a random nonce: sealing bytes under a data key, and data keys under the master key."""

from __future__ import annotations

import os

from assay.governance.domain import IntegrityError

__all__ = ["KEY_BYTES", "new_key", "seal", "unseal", "unwrap_key", "wrap_key"]

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = b"\x01"
_WRAP = b"assay/data-key\0"


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes | bytearray, associated: bytes) -> bytes:
    """Encrypt and authenticate; `associated` binds the result to its place without being stored.

    Returns: one byte of format, 12 bytes of nonce, the ciphertext and its 16-byte tag.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return _FORM + nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        IntegrityError: another key, another place, or a changed byte.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = bytes(sealed)
    if len(sealed) < len(_FORM) + _NONCE_BYTES + 16 or sealed[:1] != _FORM:
        raise IntegrityError("a sealed value has an unknown format")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, associated)
    except InvalidTag:
        raise IntegrityError("a sealed value does not open: wrong key, wrong place or changed bytes") from None


def wrap_key(master: bytes, data_key: bytes, owner: str) -> bytes:
    """Seal a data key under the master key, bound to the owner it belongs to."""
    return seal(master, data_key, _WRAP + owner.encode())


def unwrap_key(master: bytes, wrapped: bytes, owner: str) -> bytes:
    """Open a data key.

    Raises:
        IntegrityError: another master key, another owner, or a changed byte.
    """
    return unseal(master, wrapped, _WRAP + owner.encode())
