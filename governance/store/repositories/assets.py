"""Assets: things at places, with ids that outlive renames, moves and new versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from assay.governance.domain import (
    GOVERNANCE_FIELDS,
    ConflictError,
    NotFoundError,
    Reason,
    Status,
    UsageError,
    Version,
)
from assay.governance.security import path_hash
from assay.governance.store.ids import new_id
from assay.governance.store.records import AssetRecord, FileState
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.contents import ContentRepository
from assay.governance.store.repositories.vault import VaultRepository, asset_owner
from assay.governance.store.tables import asset, version

__all__ = ["AssetRepository", "asset_record"]

_URI = "uri"
_NO_FILE = FileState()
_WORD = 1 << 64


class AssetRepository(Repository):
    """Assets by id and by the keyed hash of their exact place; the place itself is sealed."""

    def path_hash(self, source_id: str, uri: str) -> str:
        """Return the keyed hash under which a place in a source is found."""
        return path_hash(self._transaction.keyring, source_id, uri)

    def get(self, asset_id: str) -> AssetRecord | None:
        """Return an asset, gone or not; None where the id is unknown."""
        row = self._one(select(asset).where(self._mine(asset), asset.c.id == asset_id))
        return asset_record(row) if row is not None else None

    def find(self, source_id: str, uri: str) -> AssetRecord | None:
        """Return the asset at an exact place, gone or not."""
        digest = self.path_hash(source_id, uri)
        row = self._one(
            select(asset).where(self._mine(asset), asset.c.source_id == source_id, asset.c.path_hash == digest)
        )
        return asset_record(row) if row is not None else None

    def with_content(self, content_id: str, *, source_id: str | None = None) -> Sequence[AssetRecord]:
        """Return the assets that have a content now, gone or not, oldest first: how a move is recognised."""
        asked = select(asset).where(self._mine(asset), asset.c.content_id == content_id)
        if source_id is not None:
            asked = asked.where(asset.c.source_id == source_id)
        return [asset_record(row) for row in self._all(asked.order_by(asset.c.id))]

    def of_contents(self, content_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of the assets, gone ones left out, that have each content now, the oldest first."""
        found: dict[str, list[str]] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(  # put in order here: asked to do so, SQLite reads all assets
                select(asset.c.content_id, asset.c.id).where(
                    self._mine(asset), asset.c.content_id.in_(batch), asset.c.tombstone.is_(None)
                )
            )
            for row in rows:
                found.setdefault(row.content_id, []).append(row.id)
        return {content_id: tuple(sorted(ids)) for content_id, ids in found.items()}

    def names_of_contents(self, content_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the names, masked, under which each content lies now, in order; contents that are gone are missing."""
        found: dict[str, set[str]] = {}
        for batch in batches(set(content_ids)):
            asked = select(asset.c.content_id, asset.c.name_masked).where(
                self._mine(asset), asset.c.content_id.in_(batch), asset.c.tombstone.is_(None)
            )
            for row in self._all(asked):
                found.setdefault(row.content_id, set()).add(row.name_masked)
        return {content_id: tuple(sorted(names)) for content_id, names in found.items()}

    def many(self, asset_ids: Iterable[str]) -> Mapping[str, AssetRecord]:
        """Return those assets that are known, by id."""
        found: dict[str, AssetRecord] = {}
        for batch in batches(set(asset_ids)):
            rows = self._all(select(asset).where(self._mine(asset), asset.c.id.in_(batch)))
            found.update((row.id, asset_record(row)) for row in rows)
        return found

    def children(self, asset_id: str) -> Sequence[AssetRecord]:
        """Return the assets inside an archive or a mail, one level down, gone ones too."""
        rows = self._all(select(asset).where(self._mine(asset), asset.c.parent == asset_id).order_by(asset.c.id))
        return [asset_record(row) for row in rows]

    def inside(self, asset_ids: Iterable[str]) -> Mapping[str, Sequence[AssetRecord]]:
        """Return what lies inside archives and mails, one level down, gone ones left out, by what holds it."""
        found: dict[str, list[AssetRecord]] = {}
        for batch in batches(set(asset_ids)):
            live = select(asset).where(self._mine(asset), asset.c.parent.in_(batch), asset.c.tombstone.is_(None))
            for row in self._all(live.order_by(asset.c.id)):
                found.setdefault(row.parent, []).append(asset_record(row))
        return found

    def known(self, source_id: str) -> Mapping[str, AssetRecord]:
        """Return a source's files and tables (members of archives left out, gone ones too) by path hash.

        With it an unchanged file costs one look-up: same size, time and inode as `state`.
        """
        rows = self._all(
            select(asset).where(
                self._mine(asset),
                asset.c.source_id == source_id,
                asset.c.member_masked.is_(None),
                asset.c.path_hash.is_not(None),
            )
        )
        return {row.path_hash: asset_record(row) for row in rows}

    def each(self, *, gone: bool = False) -> Iterator[AssetRecord]:
        """Yield all assets in the order of their ids, gone ones where asked for; reads in batches."""
        after = ""
        while True:
            asked = select(asset).where(self._mine(asset), asset.c.id > after).order_by(asset.c.id).limit(500)
            rows = self._all(asked if gone else asked.where(asset.c.tombstone.is_(None)))
            yield from (asset_record(row) for row in rows)
            if len(rows) < 500:
                return
            after = rows[-1].id

    def live(self) -> Sequence[str]:
        """Return the ids of all assets that are not gone, in order."""
        asked = select(asset.c.id).where(self._mine(asset), asset.c.tombstone.is_(None)).order_by(asset.c.id)
        return [row.id for row in self._all(asked)]

    def contents(self) -> Mapping[str, str]:
        """Return by asset the content that it has now, gone assets left out."""
        rows = self._all(
            select(asset.c.id, asset.c.content_id).where(
                self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None)
            )
        )
        return {row.id: row.content_id for row in rows}

    def add(
        self,
        source_id: str,
        uri: str,
        *,
        name: str,
        folder: str,
        state: FileState = _NO_FILE,
        parent: str | None = None,
        member: str | None = None,
    ) -> AssetRecord:
        """Add an asset at an exact place. `name`, `folder` and `member` are masked already.

        Raises:
            ConflictError: there is one at this place.
        """
        asset_id, now = new_id(), self._now()
        row: dict[str, Any] = {
            "id": asset_id, "source_id": source_id, "path_hash": self.path_hash(source_id, uri),
            "uri_sealed": self._sealed(asset_id, uri), "name_masked": name, "folder_masked": folder,
            "parent": parent, "member_masked": member, "version_id": None, "content_id": None,
            **_file(state), "status": None, "reason": None,
            "governance": {}, "revision": 0, "tombstone": None, "created_at": now, "updated_at": now,
        }  # fmt: skip
        if self._exists(asset, asset.c.source_id == source_id, asset.c.path_hash == row["path_hash"]):
            raise ConflictError("there is an asset at this place")
        self._insert(asset, [row])
        return self._known(asset_id)

    def uri(self, asset_id: str) -> str:
        """Return the exact place, unsealed; it goes into no log and no answer without a permission.

        Raises:
            NotFoundError: there is no such asset.
        """
        row = self._one(select(asset.c.uri_sealed).where(self._mine(asset), asset.c.id == asset_id))
        if row is None:
            raise NotFoundError("no such asset")
        return VaultRepository(self._transaction).unseal(asset_owner(asset_id), _URI, row.uri_sealed).decode()

    def move(self, asset_id: str, uri: str, *, name: str, folder: str, state: FileState) -> AssetRecord:
        """Note that an asset (and with it what is inside) is now at another place of its source.

        A gone asset that was at the new place gives it up.

        Raises:
            ConflictError: another asset, not gone, is at the new place.
        """
        before, old_uri = self._known(asset_id), self.uri(asset_id)
        self._put_at(before, uri, name_masked=name, folder_masked=folder, **_file(state))
        old_place, new_place = _place(before.folder, before.name), _place(folder, name)
        for child in self._below(asset_id):
            child_uri = self.uri(child.id)
            if child_uri.startswith(old_uri):
                inside = new_place + child.folder.removeprefix(old_place)
                self._put_at(
                    child,
                    uri + child_uri[len(old_uri) :],
                    folder_masked=inside if child.folder.startswith(old_place) else child.folder,
                )
        return self._known(asset_id)

    def add_version(
        self, asset_id: str, content_id: str, *, state: FileState | None = None, seen_at: datetime | None = None
    ) -> Version:
        """Note what an asset holds now; it is there again if it was gone.

        The content that it has already makes no new version. Without `state` the file's stays as it was noted.
        """
        now, known = self._now(), self._known(asset_id)
        if known.content_id == content_id and known.version_id is not None:
            self._change(asset_id, **_file(state), status=None, reason=None, tombstone=None, updated_at=now)
            return self.versions(asset_id)[-1]
        made = Version(id=new_id(), asset_id=asset_id, content_id=content_id, seen_at=seen_at or now)
        self._insert(
            version, [{"id": made.id, "asset_id": asset_id, "content_id": content_id, "seen_at": made.seen_at}]
        )
        self._change(
            asset_id, **_file(state), version_id=made.id, content_id=content_id, status=None, reason=None,
            tombstone=None, updated_at=now,
        )  # fmt: skip
        return made

    def versions(self, asset_id: str) -> Sequence[Version]:
        """Return an asset's versions, oldest first; the last one is the one that holds."""
        rows = self._all(
            select(version).where(self._mine(version), version.c.asset_id == asset_id).order_by(version.c.id)
        )
        return [
            Version(id=row.id, asset_id=row.asset_id, content_id=row.content_id, seen_at=row.seen_at) for row in rows
        ]

    def touch(self, asset_id: str, state: FileState) -> None:
        """Note size, time and inode anew where the content stayed."""
        self._change(asset_id, **_file(state))

    def rename(self, asset_id: str, *, name: str, folder: str) -> None:
        """Note masked name and folder anew, after a better detector read them."""
        self._change(asset_id, name_masked=name, folder_masked=folder)

    def unread(self, asset_id: str, status: Status, reason: Reason, *, state: FileState | None = None) -> None:
        """Note that the file could not be read at all, so that no content says how it ended.

        What it held before stays known as a version and no longer counts as what it holds.
        """
        self._change(
            asset_id, **_file(state), status=status.value, reason=reason.value, version_id=None, content_id=None,
            tombstone=None, updated_at=self._now(),
        )  # fmt: skip

    def bury(self, asset_id: str) -> None:
        """Note that an asset and what is inside it are gone; ids, decisions and versions stay."""
        now = self._now()
        for one in (self._known(asset_id), *self._below(asset_id)):
            if one.tombstone is None:
                self._change(one.id, tombstone=now, updated_at=now)

    def set_governance(
        self, asset_id: str, fields: Mapping[str, Any], *, set_by: str, if_match: str | None = None
    ) -> AssetRecord:
        """Change governance fields; those not named stay, None clears one.

        Raises:
            UsageError: a field that there is not.
            ConflictError: the etag is not the current one.
            NotFoundError: there is no such asset.
        """
        unknown = set(fields) - set(GOVERNANCE_FIELDS)
        if unknown:
            raise UsageError("there are no such governance fields")
        known = self._known(asset_id)
        if if_match is not None and if_match != known.etag:
            raise ConflictError("somebody changed this first")
        merged = {**known.governance, **fields, "set_by": set_by}
        kept = {name: value for name, value in merged.items() if value is not None}
        told = known.governance.get("by") or {it: known.governance.get("set_by") for it in known.governance}
        by = {**told, **dict.fromkeys(fields, set_by)}
        kept["by"] = {name: who for name, who in by.items() if name in kept and name in GOVERNANCE_FIELDS}
        self._change(asset_id, governance=kept, revision=int(known.etag) + 1, updated_at=self._now())
        return self._known(asset_id)

    def put_governance(self, asset_id: str, fields: Mapping[str, Any], *, by: Mapping[str, str]) -> None:
        """Put governance fields in place of the earlier ones; `by` says of each who or which rule set it."""
        known = self._known(asset_id)
        hands = {who for who in by.values() if not who.startswith("rule:")}
        set_by = known.governance.get("set_by") if hands else "rules" if fields else None
        told = {**fields, **({"set_by": set_by} if set_by else {}), **({"by": dict(by)} if by else {})}
        self._change(asset_id, governance=told, revision=int(known.etag) + 1, updated_at=self._now())

    def forget(self, asset_id: str) -> Sequence[str]:
        """Delete an asset, what is inside it, and every content that nothing else has; return those contents.

        Their keys are destroyed. Decisions and audit events stay, without their free text.
        """
        vault, contents = VaultRepository(self._transaction), ContentRepository(self._transaction)
        gone = [self._known(asset_id), *self._below(asset_id)]
        held: set[str] = set()
        for one in reversed(gone):
            held.update(made.content_id for made in self.versions(one.id))
            self._run(delete(asset).where(self._mine(asset), asset.c.id == one.id))
            vault.forget(asset_owner(one.id))
        lonely = sorted(held.intersection(contents.unreferenced()))
        for content_id in lonely:
            contents.forget(content_id)
        return lonely

    def _known(self, asset_id: str) -> AssetRecord:
        record = self.get(asset_id)
        if record is None:
            raise NotFoundError("no such asset")
        return record

    def _below(self, asset_id: str) -> list[AssetRecord]:
        found: list[AssetRecord] = []
        for child in self.children(asset_id):
            found += [child, *self._below(child.id)]
        return found

    def _sealed(self, asset_id: str, uri: str) -> bytes:
        return VaultRepository(self._transaction).seal(asset_owner(asset_id), _URI, uri.encode())

    def _put_at(self, record: AssetRecord, uri: str, **values: Any) -> None:
        digest = self.path_hash(record.source_id, uri)
        self._run(
            update(asset)
            .where(
                self._mine(asset),
                asset.c.source_id == record.source_id,
                asset.c.path_hash == digest,
                asset.c.tombstone.is_not(None),
                asset.c.id != record.id,
            )
            .values(path_hash=None)
        )
        sealed = self._sealed(record.id, uri)
        self._change(
            record.id, path_hash=digest, uri_sealed=sealed, tombstone=None, updated_at=self._now(), **values
        )  # fmt: skip

    def _change(self, asset_id: str, **values: Any) -> None:
        if not self._run(update(asset).where(self._mine(asset), asset.c.id == asset_id).values(**values)):
            raise NotFoundError("no such asset")


def asset_record(row: Row[Any]) -> AssetRecord:
    """Build the record of a row of `asset`."""
    return AssetRecord(
        id=row.id, source_id=row.source_id, path_hash=row.path_hash, name=row.name_masked, folder=row.folder_masked,
        state=FileState(size=row.size, mtime_ns=row.mtime_ns, inode=row.inode % _WORD), parent=row.parent,
        member=row.member_masked, version_id=row.version_id, content_id=row.content_id,
        status=Status(row.status) if row.status else None, reason=Reason(row.reason) if row.reason else None,
        governance=row.governance, etag=str(row.revision), tombstone=row.tombstone, created_at=row.created_at,
        updated_at=row.updated_at,
    )  # fmt: skip


def _file(state: FileState | None) -> dict[str, int]:
    if state is None:
        return {}
    inode = state.inode - _WORD if state.inode >= _WORD // 2 else state.inode  # databases have no unsigned numbers
    return {"size": state.size, "mtime_ns": state.mtime_ns, "inode": inode}


def _place(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
