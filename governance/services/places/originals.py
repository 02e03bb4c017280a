"""The bytes that an asset was read from: opened where they lie, for a look by a confined reader."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assay.governance.domain import (
    ConflictError,
    FileRef,
    Limits,
    NotFoundError,
    Reason,
    Sample,
    Sandbox,
    Shown,
    UnavailableError,
    Wanted,
    digest,
)
from assay.governance.services.places.places import Places
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["Originals"]

_AWAY = frozenset({Reason.VANISHED, Reason.NOT_PERMITTED, Reason.SPECIAL_FILE, Reason.CHANGED_WHILE_READ})


class Originals:
    """Shows pages and sound of assets, unmasked: whoever calls masks. `places` are its own."""

    def __init__(self, *, store: Store, places: Places, sandbox: Sandbox, limits: Limits) -> None:
        self._store = store
        self._places = places
        self._sandbox = sandbox
        self._limits = limits
        self._lock = threading.Lock()

    def show(self, asset: AssetRecord, *, page: int | None = None, time: tuple[float, float] | None = None) -> Shown:
        """Return what a page looks like, or how a stretch sounds.

        Raises:
            NotFoundError: there is no such page, or nothing to be heard.
            ConflictError: the file is not there, or not what was read.
            UnavailableError: its source does not answer, or the reader could not draw it.
        """
        with self._store.read() as db:
            outermost, members = _chain(db, asset)
        with self._opened(outermost) as file:
            shown = self._sandbox.show(file, Wanted(members=members, page=page, time=time), self._limits)
        if isinstance(shown, Reason):
            raise UnavailableError(f"the confined reader ended: {shown.value}")
        if shown.picture is None and shown.sound is None:
            raise NotFoundError("there is no such page, or nothing to be heard")
        return shown

    @contextmanager
    def _opened(self, asset: AssetRecord) -> Iterator[FileRef]:
        with self._lock:  # what is opened is let go of at the end, and one look after the other is soon enough
            with self._store.read() as db:
                source = self._places.of(db, asset.source_id)
                uri = db.assets.uri(asset.id)
            if source is None:
                raise ConflictError("what was sent is not kept, so there is nothing to look at")
            try:
                with source.read(source.look(uri)) as opened:
                    if isinstance(opened, Sample) or opened in _AWAY or isinstance(opened, Reason):
                        raise ConflictError("the file is not there any more, or may not be opened")
                    content_id, size = digest(opened)
                    if content_id != asset.content_id:
                        raise ConflictError("the file is not the one that was read; scan it again")
                    os.lseek(opened, 0, os.SEEK_SET)
                    yield FileRef(fd=opened, size=size, name=asset.name)
            finally:
                self._places.close()


def _chain(db: Unit, asset: AssetRecord) -> tuple[AssetRecord, tuple[tuple[str, int], ...]]:
    """Return the file that holds an asset, and the way to it inside; for a file itself no way."""
    members: list[tuple[str, int]] = []
    while asset.member is not None and asset.parent is not None:
        parent = db.assets.get(asset.parent)
        if parent is None:
            raise NotFoundError("there is no such asset")
        inside = db.assets.uri(asset.id).removeprefix(db.assets.uri(parent.id))
        turn, _, member = inside.removeprefix("!").partition("/")
        members.append((member, int(turn or 1)))
        asset = parent
    return asset, tuple(reversed(members))
