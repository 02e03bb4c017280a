"""An asset's id outlives renames, moves, rewrites and disappearances."""

from __future__ import annotations

import pytest

from assay.governance.domain import ConflictError, NotFoundError, Reason, Status, UsageError
from assay.governance.store import FileState, Store


def test_a_file_is_found_at_its_exact_place_alone(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
    with store.read() as unit:
        assert unit.assets.find(record.source_id, "file:///docs/a.txt") == record
        assert unit.assets.find(record.source_id, "file:///docs/A.txt") is None
        assert unit.assets.find("another source", "file:///docs/a.txt") is None


def test_two_assets_do_not_share_a_place(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
    with pytest.raises(ConflictError), store.write() as unit:
        unit.assets.add(record.source_id, "file:///docs/a.txt", name="b", folder="")


def test_a_source_is_made_once(store: Store, hand) -> None:
    with store.write() as unit:
        first = hand.source(unit)
    with store.write() as unit:
        assert unit.sources.ensure("again", "files", "file:///docs", root_masked="x") == first
        other = unit.sources.ensure("other", "files", "file:///other", root_masked="y")
        assert unit.sources.list() == [first, other]
        assert unit.sources.get(other.id) == other
        with pytest.raises(NotFoundError):
            unit.sources.get("none")


def test_an_unchanged_file_costs_one_look_up(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.zip")
        hand.asset(unit, "inside.txt", parent=record.id, uri="file:///docs/a.zip!/inside.txt")
    with store.read() as unit:
        known = unit.assets.known(record.source_id)
        assert known == {unit.assets.path_hash(record.source_id, "file:///docs/a.zip"): record}
        assert record.state == FileState(size=1, mtime_ns=2, inode=3)


@pytest.mark.parametrize("inode", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
def test_inodes_of_any_size_come_back(store: Store, hand, inode: int) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        unit.assets.touch(record.id, FileState(size=5, mtime_ns=-7, inode=inode))
    with store.read() as unit:
        found = unit.assets.get(record.id)
        assert found is not None
        assert found.state == FileState(size=5, mtime_ns=-7, inode=inode)


def test_the_same_content_again_makes_no_new_version(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        again = unit.assets.add_version(record.id, record.content_id, state=FileState(size=9))
        assert again.id == record.version_id
        assert len(unit.assets.versions(record.id)) == 1
        newer = unit.assets.add_version(record.id, hand.content(unit, "rewritten"))
        assert [made.id for made in unit.assets.versions(record.id)] == [record.version_id, newer.id]
        found = unit.assets.get(record.id)
        assert found is not None
        assert (found.version_id, found.content_id) == (newer.id, newer.content_id)
        assert found.state == FileState(size=9)


def test_a_move_keeps_the_id_and_takes_what_is_inside_along(store: Store, hand) -> None:
    with store.write() as unit:
        archive = hand.asset(unit, "a.zip")
        child = hand.asset(unit, "in.zip", parent=archive.id, uri="file:///docs/a.zip!/in.zip")
        deeper = hand.asset(unit, "x.txt", parent=child.id, uri="file:///docs/a.zip!/in.zip!/x.txt")
    with store.write() as unit:
        moved = unit.assets.move(
            archive.id, "file:///docs/new/b.zip", name="b.zip", folder="docs/new", state=FileState(inode=8)
        )
        assert (moved.id, moved.name, moved.folder, moved.content_id) == (
            archive.id, "b.zip", "docs/new", archive.content_id,
        )  # fmt: skip
        assert unit.assets.find(archive.source_id, "file:///docs/a.zip") is None
        assert unit.assets.uri(deeper.id) == "file:///docs/new/b.zip!/in.zip!/x.txt"
        found = unit.assets.find(archive.source_id, "file:///docs/new/b.zip!/in.zip")
        assert found is not None
        assert found.id == child.id


def test_a_gone_asset_gives_its_place_to_one_that_moves_there(store: Store, hand) -> None:
    with store.write() as unit:
        gone, moving = hand.asset(unit, "a.txt"), hand.asset(unit, "b.txt")
        unit.assets.bury(gone.id)
        unit.assets.move(moving.id, "file:///docs/a.txt", name="a.txt", folder="docs", state=FileState())
        found = unit.assets.find(gone.source_id, "file:///docs/a.txt")
        assert found is not None
        assert found.id == moving.id
        assert unit.assets.uri(gone.id) == "file:///docs/a.txt"


def test_a_move_onto_an_asset_that_is_there_is_refused(store: Store, hand) -> None:
    with store.write() as unit:
        hand.asset(unit, "a.txt")
        other = hand.asset(unit, "b.txt")
    with pytest.raises(ConflictError), store.write() as unit:
        unit.assets.move(other.id, "file:///docs/a.txt", name="a.txt", folder="docs", state=FileState())
    with store.read() as unit:
        assert unit.assets.uri(other.id) == "file:///docs/b.txt"


def test_a_deleted_file_becomes_a_tombstone_and_comes_back_as_itself(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.zip")
        child = hand.asset(unit, "in.txt", parent=record.id, uri="file:///docs/a.zip!/in.txt")
        unit.assets.bury(record.id)
    with store.read() as unit:
        buried = unit.assets.many([record.id, child.id])
        assert all(one.tombstone is not None for one in buried.values())
        assert unit.assets.of_contents([record.content_id]) == {}
        assert [one.id for one in unit.assets.with_content(record.content_id)] == [record.id]
        assert list(unit.assets.each()) == []
        assert [one.id for one in unit.assets.each(gone=True)] == [record.id, child.id]
    with store.write() as unit:
        for one in (record, child):
            unit.assets.add_version(one.id, one.content_id)
        assert unit.assets.of_contents([record.content_id, child.content_id]) == {
            record.content_id: (record.id,), child.content_id: (child.id,),
        }  # fmt: skip
        assert [one.id for one in unit.assets.children(record.id)] == [child.id]


def test_a_file_that_cannot_be_read_any_more_says_so(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        unit.assets.unread(record.id, Status.SKIPPED, Reason.NOT_PERMITTED)
        found = unit.assets.get(record.id)
        assert found is not None
        assert (found.status, found.reason, found.content_id) == (Status.SKIPPED, Reason.NOT_PERMITTED, None)
        unit.assets.add_version(record.id, record.content_id)
        found = unit.assets.get(record.id)
        assert found is not None
        assert (found.status, found.reason, found.content_id) == (None, None, record.content_id)
        assert found.state == record.state


def test_governance_fields_are_changed_by_whoever_saw_the_last_state(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        changed = unit.assets.set_governance(
            record.id, {"owner": "Finance", "purpose": "audit"}, set_by="ann", if_match=record.etag
        )
        by = {"owner": "ann", "purpose": "ann"}
        assert changed.governance == {"owner": "Finance", "purpose": "audit", "set_by": "ann", "by": by}
        assert changed.etag != record.etag
        again = unit.assets.set_governance(record.id, {"purpose": None}, set_by="bob")
        assert again.governance == {"owner": "Finance", "set_by": "bob", "by": {"owner": "ann"}}
        with pytest.raises(ConflictError):
            unit.assets.set_governance(record.id, {"owner": "x"}, set_by="eve", if_match=record.etag)
        with pytest.raises(UsageError):
            unit.assets.set_governance(record.id, {"colour": "red"}, set_by="eve")


def test_an_unknown_asset_is_not_found(store: Store) -> None:
    with store.write() as unit:
        assert unit.assets.get("none") is None
        for call in (unit.assets.uri, unit.assets.bury, unit.assets.forget):
            with pytest.raises(NotFoundError):
                call("none")
        with pytest.raises(NotFoundError):
            unit.assets.touch("none", FileState())
