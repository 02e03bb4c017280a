"""An asset keeps its id whatever happens to its file, and a run says of every file how it ended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assay.governance.domain import UnavailableError, UsageError

if TYPE_CHECKING:
    from conftest import Desk

CUSTOMER = "客户：李雷，手机 13800138000，身份证 11010519491231002X，欠款 {} 元。\n"
NOTE = "The loading bay of hall {} opens at nine and closes at five. Trucks queue at the northern gate.\n"


def test_a_second_run_executes_no_stage(desk: Desk) -> None:
    desk.write("a.txt", CUSTOMER.format(1))
    desk.write("sub/b.csv", "item,price\nbolt,3\nnut,4\n")
    desk.write("empty.txt", "")
    (desk.folder / "link").symlink_to(desk.folder / "a.txt")
    first = desk.ingest()
    assert first.stages_run["perceive"] >= 2
    second = desk.ingest()
    assert second.stages_run == {}
    assert second.stages_cached >= 12
    assert (second.files, second.by_status) == (first.files, first.by_status)
    assert second.gone == 0


@pytest.mark.parametrize("trick", ["touched", "rewritten", "replaced"])
def test_the_same_content_at_the_same_place_stays_the_same_version(desk: Desk, trick: str) -> None:
    path = desk.write("a.txt", CUSTOMER.format(trick))
    desk.ingest()
    before = desk.asset(path)
    if trick == "touched":
        os.utime(path, ns=(1, 1))
    elif trick == "rewritten":
        path.write_bytes(path.read_bytes())
    else:
        other = desk.write("other.tmp", path.read_bytes())
        other.replace(path)
    report = desk.ingest()
    assert not {"perceive", "understand", "link"} & set(report.stages_run)
    after = desk.asset(path)
    assert (after.id, after.version_id) == (before.id, before.version_id)
    assert desk.versions(path) == 1
    assert desk.ingest().stages_run == {}


@pytest.mark.parametrize("to", ["b.txt", "sub/a.txt", "深/层/乙.txt"])
def test_a_moved_file_keeps_its_id_and_what_was_decided(desk: Desk, to: str, steward) -> None:
    path = desk.write("a.txt", NOTE.format(to))
    desk.write("other.txt", NOTE.format(to + "x"))
    desk.ingest()
    before = desk.asset(path)
    _decide(desk, path, "general-3", steward)
    new = desk.folder / to
    new.parent.mkdir(parents=True, exist_ok=True)
    path.rename(new)
    report = desk.ingest()
    assert report.gone == 0
    assert "perceive" not in report.stages_run
    assert desk.find(path) is None
    after = desk.asset(new)
    assert (after.id, after.version_id, after.tombstone) == (before.id, before.version_id, None)
    shown = desk.show(new)
    assert (shown["sensitivity"]["code"], shown["sensitivity"]["state"]) == ("general-3", "reviewed")
    assert shown["asset"]["uri"].endswith(to)


def test_a_folder_that_is_renamed_takes_all_its_assets_along(desk: Desk) -> None:
    names = [f"old/{number}.txt" for number in range(4)]
    before = {name: desk.write(name, NOTE.format(f"f{name}")) for name in names}
    desk.ingest()
    ids = {name: desk.asset(path).id for name, path in before.items()}
    (desk.folder / "old").rename(desk.folder / "new")
    assert desk.ingest().gone == 0
    assert {name: desk.asset(desk.folder / name.replace("old", "new")).id for name in names} == ids


def test_a_file_moved_to_where_another_was_deleted_keeps_its_id(desk: Desk) -> None:
    old, place = desk.write("a.txt", NOTE.format("A")), desk.write("b.txt", NOTE.format("B"))
    desk.ingest()
    kept = desk.asset(old).id
    place.unlink()
    desk.ingest()
    old.rename(place)
    report = desk.ingest()
    assert desk.asset(place).id == kept
    assert report.gone == 0


def test_a_copy_is_an_asset_of_its_own_and_is_linked_to_its_twin(desk: Desk) -> None:
    path = desk.write("a.txt", CUSTOMER.format("copy"))
    copy = desk.write("b.txt", CUSTOMER.format("copy"))
    desk.ingest()
    one, two = desk.asset(path), desk.asset(copy)
    assert one.id != two.id
    assert one.content_id == two.content_id
    edges = desk.services.assets.links(one.id)["edges"]
    assert {one.id, two.id} in [{edge["left"], edge["right"]} for edge in edges]


def test_changed_content_is_a_new_version_of_the_same_asset(desk: Desk) -> None:
    path = desk.write("a.txt", NOTE.format("before"))
    desk.ingest()
    before = desk.asset(path)
    path.write_text(CUSTOMER.format("after"), encoding="utf-8")
    desk.ingest()
    after = desk.asset(path)
    assert after.id == before.id
    assert after.version_id != before.version_id
    assert desk.versions(path) == 2
    assert desk.show(path)["sensitivity"]["rank"] > 10
    events = [event["event"] for event in desk.show(path)["history"]]
    assert events.count("version") == 2


def test_a_deleted_file_becomes_a_tombstone_and_comes_back_with_its_id(desk: Desk) -> None:
    path = desk.write("a.txt", CUSTOMER.format("gone"))
    desk.write("b.txt", NOTE.format("stays"))
    desk.ingest()
    before = desk.asset(path)
    data = path.read_bytes()
    path.unlink()
    report = desk.ingest()
    assert (report.gone, report.files) == (1, 1)
    gone = desk.asset(path)
    assert gone.id == before.id
    assert gone.tombstone is not None
    assert before.id not in desk.listed()
    assert desk.services.assets.show(before.id)["asset"]["gone"] is True
    assert desk.ingest().gone == 0
    path.write_bytes(data)
    assert "perceive" not in desk.ingest().stages_run
    after = desk.asset(path)
    assert (after.id, after.tombstone) == (before.id, None)
    assert before.id in desk.listed()


def test_what_comes_back_at_another_place_keeps_its_id(desk: Desk) -> None:
    path = desk.write("a.txt", CUSTOMER.format("elsewhere"))
    desk.write("b.txt", NOTE.format("also stays"))
    desk.ingest()
    kept, data = desk.asset(path).id, path.read_bytes()
    path.unlink()
    desk.ingest()
    desk.write("sub/c.txt", data)
    desk.ingest()
    assert desk.asset(desk.folder / "sub/c.txt").id == kept


def test_a_file_that_became_a_folder_is_gone(desk: Desk) -> None:
    path = desk.write("a", NOTE.format("file"))
    desk.ingest()
    path.unlink()
    inner = desk.write("a/b.txt", NOTE.format("inner"))
    assert desk.ingest().gone == 1
    assert desk.asset(path).tombstone is not None
    assert desk.asset(inner).tombstone is None


def test_a_part_of_a_known_source_is_of_that_source_and_buries_nothing_outside(desk: Desk) -> None:
    desk.write("a.txt", NOTE.format("part-a"))
    inner = desk.write("sub/b.txt", NOTE.format("part-b"))
    desk.ingest()
    outside, gone = desk.folder / "a.txt", desk.write("sub/c.txt", NOTE.format("part-c"))
    report = desk.ingest(desk.folder / "sub")
    assert (report.files, report.gone) == (2, 0)
    assert desk.asset(gone).source_id == desk.asset(outside).source_id
    gone.unlink()
    (desk.folder / "a.txt").unlink()
    assert desk.ingest(inner).gone == 0
    assert desk.ingest(desk.folder / "sub").gone == 1
    assert desk.asset(outside).tombstone is None
    assert desk.ingest().gone == 1


def test_a_folder_above_a_known_source_does_not_take_its_files_twice(desk: Desk) -> None:
    inner = desk.write("sub/a.txt", NOTE.format("nested"))
    outer = desk.write("b.txt", NOTE.format("nesting"))
    desk.ingest(desk.folder / "sub")
    kept = desk.asset(inner).id
    report = desk.ingest()
    assert [it.id for it in desk.all_at(inner)] == [kept]
    assert len(desk.all_at(outer)) == 1
    assert sum(report.by_status.values()) == report.files == 2
    inner.unlink()
    assert desk.ingest().gone == 1
    assert desk.asset(inner).tombstone is not None


def test_two_roots_of_the_same_name_are_two_sources(desk: Desk) -> None:
    one, two = desk.write("x/docs/a.txt", NOTE.format("x")), desk.write("y/docs/a.txt", NOTE.format("y"))
    report = desk.ingest(one.parent, two.parent)
    assert (report.files, report.by_status) == (2, {"complete": 2})
    assert desk.asset(one).source_id != desk.asset(two).source_id
    two.unlink()
    report = desk.ingest(one.parent, two.parent)
    assert (report.files, report.gone) == (1, 1)


def test_a_place_that_is_given_twice_is_read_once(desk: Desk) -> None:
    path = desk.write("sub/a.txt", NOTE.format("twice"))
    report = desk.ingest(desk.folder, desk.folder / "sub", path)
    assert (report.files, report.by_status) == (1, {"complete": 1})
    assert report.stages_run["perceive"] == 1
    assert len(desk.all_at(path)) == 1


@pytest.mark.sqlite
def test_homes_and_keys_are_never_read(make: Callable[..., AbstractContextManager[Desk]], tmp_path: Path) -> None:
    with make() as desk:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere/.assay-home").touch()
        other = tmp_path / "elsewhere/sub/notes.txt"
        other.parent.mkdir()
        other.write_text(NOTE.format("other home"), encoding="utf-8")
        path = desk.write("a.txt", NOTE.format("plain"))
        assert desk.ingest(tmp_path).files == 1
        (tmp_path / "alias").symlink_to(tmp_path / "own")
        for place in (tmp_path / "own/home/assay.db", other, other.parent, tmp_path / "config",
                      tmp_path / "config/master.key", tmp_path / "alias/home"):  # fmt: skip
            assert desk.ingest(place).files == 0, place.name
        assert desk.listed() == {desk.asset(path).id}


def test_what_is_no_file_is_skipped_with_its_reason(desk: Desk) -> None:
    target = desk.write("a.txt", NOTE.format("target"))
    (desk.folder / "link.txt").symlink_to(target)
    (desk.folder / "loop").symlink_to(desk.folder)
    (desk.folder / "broken").symlink_to(desk.folder / "nowhere")
    os.mkfifo(desk.folder / "pipe.txt")
    report = desk.ingest()
    assert report.by_status == {"complete": 1, "skipped": 4}
    assert {(item.status.value, item.reason.value) for item in report.unread} == {("skipped", "special-file")}
    again = desk.ingest()
    assert (again.stages_run, again.by_status) == ({}, report.by_status)


def test_what_may_not_be_opened_is_said_and_the_run_goes_on(
    desk: Desk, as_a_user: Callable[[], AbstractContextManager[None]]
) -> None:
    desk.write("a.txt", NOTE.format("may"))
    secret = desk.write("b.txt", CUSTOMER.format("may not"))
    desk.write("closed/c.txt", NOTE.format("closed"))
    desk.write("listed/d.txt", NOTE.format("listed"))
    desk.ingest()
    kept = desk.asset(secret).id
    secret.write_text(CUSTOMER.format("may not any more"), encoding="utf-8")
    secret.chmod(0)
    (desk.folder / "closed").chmod(0)
    (desk.folder / "listed").chmod(0o444)
    try:
        with as_a_user():
            report = desk.ingest()
    finally:
        for name, mode in (("closed", 0o755), ("listed", 0o755), ("b.txt", 0o644)):
            (desk.folder / name).chmod(mode)
    assert report.gone == 0
    reasons = {item.id: item.reason.value for item in report.unread}
    assert reasons[kept] == "not-permitted"
    assert set(reasons.values()) == {"not-permitted"}
    assert desk.services.assets.show(kept)["sensitivity"]["rank"] > 10
    assert desk.ingest().by_status["complete"] == 4
    assert desk.asset(secret).id == kept
    assert "perceive" not in desk.ingest().stages_run


def test_counts_add_up_and_nothing_is_left_unsaid(desk: Desk) -> None:
    desk.write("a.txt", NOTE.format("sum"))
    desk.write("b.csv", "name,phone\nLi,13800138000\n")
    desk.write("c.bin", os.urandom(64))
    desk.write("d.pdf", b"%PDF-1.7\n1 0 obj\n")
    desk.write("文.txt", "")
    report = desk.ingest()
    assert report.files == 5
    assert sum(report.by_status.values()) == 5
    assert len(report.unread) == 5 - report.by_status["complete"]
    names = [item.name for item in report.unread]
    assert names == sorted(names)
    assert all(item.says.en and item.says.zh for item in report.unread)
    assert report.unchanged == 0
    assert desk.ingest().unchanged == 5


def test_a_tree_that_is_very_deep_is_walked(desk: Desk) -> None:
    here = os.getcwd()
    try:
        os.chdir(desk.folder)
        for _ in range(1_100):
            os.mkdir("d")
            os.chdir("d")
        Path("a.txt").write_text(NOTE.format("deep"), encoding="utf-8")
        os.chdir(here)
        assert desk.ingest().by_status == {"complete": 1}
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-rf", str(desk.folder)], check=True)  # shutil gives up at such a depth


@pytest.mark.parametrize("place", ["missing.txt", "s3://bucket/key"])
def test_a_place_that_cannot_be_is_refused_before_anything_is_written(desk: Desk, place: str) -> None:
    before = desk.services.store.counts()
    with pytest.raises((UsageError, UnavailableError)):  # with the driver of S3, it has no credentials
        desk.services.ingest.run([str(desk.folder / place) if "://" not in place else place])
    assert desk.services.store.counts() == before


def test_an_uploaded_file_is_the_next_version_of_its_name_and_no_other(desk: Desk, monkeypatch) -> None:
    monkeypatch.chdir(desk.folder)
    run = desk.services.ingest.run_upload
    before = len(desk.listed())
    run("report.txt", NOTE.format("upload").encode())
    run("report.txt", NOTE.format("upload two").encode())
    run("copy.txt", NOTE.format("upload two").encode())
    assert len(desk.listed()) == before + 2


def _decide(desk: Desk, path: Path, code: str, actor) -> None:
    """Raise a level: ask by hand, as the random audit does."""
    from assay.governance.services.grading.grading import Grading

    grading = Grading(desk.services.grading.judging, audit_share=1.0)
    with desk.services.store.write() as db:
        grading.regrade(db, desk.asset(path).id)
    task = desk.task(path)
    assert task is not None
    desk.services.review.decide(task["id"], action="change", code=code, actor=actor)
