"""Broken files by name, mutator and seed: of zipped formats every other one is broken inside, and packed again."""

from __future__ import annotations

import gzip
import random
import zlib

from mutators import MUTATORS
from samples import pack, sample, unpack

__all__ = ["broken"]

_ZIPPED = ("docx", "xlsx", "pptx", "odt", "epub", "zip")


def broken(name: str, mutator: int, seed: int) -> bytes:
    """Return the sample `name` as the mutator of that number breaks it; the same arguments give the same bytes."""
    chance = random.Random(zlib.crc32(f"{name}/{mutator}/{seed}".encode()))  # noqa: S311 - repeatable, not secret
    data, mutate = sample(name), MUTATORS[mutator]
    inside = (mutator + seed) % 2 == 1
    if inside and name.endswith(_ZIPPED):
        members = unpack(data)
        member = chance.choice(sorted(key for key, value in members.items() if value))
        return pack(members | {member: mutate(members[member], chance)}, stored="mimetype")
    if inside and name.endswith(".gz"):
        return gzip.compress(mutate(gzip.decompress(data), chance), mtime=0)
    return mutate(data, chance)
