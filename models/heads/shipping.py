"""The heads that come with Assay, read once a process."""

from __future__ import annotations

from functools import lru_cache

from assay.governance.domain import UnavailableError
from assay.models.heads.artefact import Head
from assay.models.inspection import sha256_of
from assay.models.manifest import model

__all__ = ["shipped"]

_NAME = "assay-heads"


@lru_cache(maxsize=8)
def shipped(name: str) -> Head:
    """Return a packaged head: `topic`, `genre`, `level`, `safety-en` or `safety-zh`.

    Raises:
        UnavailableError: there is no such head, or its file is not the pinned one.
    """
    entry = model(_NAME)
    wanted = entry.files.get(f"{name}.safetensors")
    file = entry.path / f"{name}.safetensors" if entry.path else None
    if wanted is None or file is None or not file.is_file():
        raise UnavailableError("there is no such head")
    if sha256_of(file) != wanted:
        raise UnavailableError("a head's file is not the pinned one")
    return Head.load(file)
