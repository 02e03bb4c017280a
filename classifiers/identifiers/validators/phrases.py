"""Wallets written down as words (BIP-39)."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from assay.classifiers.identifiers.validators.base import Outcome, Probe, check

__all__: list[str] = []


@cache
def _words() -> dict[str, int]:
    """Return the place of each of the 2048 English words of BIP-39 (MIT, The bip39 authors)."""
    text = files("assay.classifiers.identifiers.validators").joinpath("bip39.txt").read_text(encoding="utf-8")
    return {word: place for place, word in enumerate(text.split())}


@check("seed_phrase", "BIP-39 checksum")
def seed_phrase(probe: Probe) -> Outcome:
    """12, 15, 18, 21 or 24 words of the list whose last bits are those of the digest of the rest."""
    places = [_words().get(word, -1) for word in probe.value.lower().split()]
    if len(places) not in {12, 15, 18, 21, 24} or min(places) < 0:
        return Outcome.FAILS
    bits = "".join(f"{place:011b}" for place in places)
    check_size = len(bits) // 33
    entropy = int(bits[:-check_size], 2).to_bytes((len(bits) - check_size) // 8, "big")
    return (
        Outcome.PROVEN
        if f"{hashlib.sha256(entropy).digest()[0]:08b}"[:check_size] == bits[-check_size:]
        else Outcome.FAILS
    )
