"""The vault: what is sealed opens unchanged, and what was forgotten is gone from every byte."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assay.governance.domain import (
    ConflictError,
    Dimension,
    IntegrityError,
    Issue,
    JoinKey,
    Locator,
    Severity,
    Words,
)
from assay.governance.store import Store


def at(tmp_path: Path) -> Path:
    return tmp_path / "home" / "assay.db"


def change(tmp_path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(at(tmp_path))
    with connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


@pytest.mark.parametrize("data", [b"", b"x", "张三 110101199003071234".encode() * 1000, bytes(range(256)) * 64])
def test_an_extraction_opens_as_it_was_sealed(store: Store, hand, data: bytes) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        unit.vault.put_extraction(record.content_id, [data[:3], data[3:]])
    with store.read() as unit:
        assert unit.vault.get_extraction(record.content_id) == data
        assert unit.vault.get_extraction("0" * 64) is None


@pytest.mark.sqlite
def test_a_changed_byte_is_found(store: Store, hand, tmp_path: Path) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
    change(
        tmp_path,
        "UPDATE vault_item SET sealed = CAST(substr(sealed, 1, 20) || x'0000' || substr(sealed, 23) AS BLOB)",
    )
    with store.read() as unit, pytest.raises(IntegrityError):
        unit.vault.get_extraction(record.content_id)


@pytest.mark.sqlite
def test_an_extraction_under_another_content_does_not_open(store: Store, hand, tmp_path: Path) -> None:
    with store.write() as unit:
        first, second = hand.asset(unit, "a.txt"), hand.asset(unit, "b.txt")
    change(
        tmp_path,
        "UPDATE vault_item SET sealed = (SELECT sealed FROM vault_item WHERE owner = ?) WHERE owner = ?",
        f"content:{first.content_id}", f"content:{second.content_id}",
    )  # fmt: skip
    with store.read() as unit, pytest.raises(IntegrityError):
        unit.vault.get_extraction(second.content_id)


@pytest.mark.sqlite
def test_a_key_under_another_content_does_not_open(store: Store, hand, tmp_path: Path) -> None:
    with store.write() as unit:
        first, second = hand.asset(unit, "a.txt"), hand.asset(unit, "b.txt")
    change(
        tmp_path,
        "UPDATE vault_key SET wrapped = (SELECT wrapped FROM vault_key WHERE owner = ?) WHERE owner = ?",
        f"content:{first.content_id}", f"content:{second.content_id}",
    )  # fmt: skip
    with store.read() as unit, pytest.raises(IntegrityError):
        unit.vault.get_extraction(second.content_id)


@pytest.mark.sqlite
def test_the_exact_place_stands_nowhere_in_clear(store: Store, hand, tmp_path: Path) -> None:
    hand.root = "file:///home/canary-root-7731"
    with store.write() as unit:
        record = hand.asset(unit, "masked.txt", uri=f"{hand.root}/canary-path-9921.txt")
        job = unit.jobs.add("ingest", actor="x", request={"uris": ["canary-job-3310"]})
        unit.work.add("file", "k", {"uri": "canary-work-1180"})
        unit.idempotency.begin("canary-key-6612", b"canary-request-5521")
        unit.idempotency.finish("canary-key-6612", {"value": "canary-answer-2290"})
    with store.read() as unit:
        assert unit.assets.uri(record.id) == "file:///home/canary-root-7731/canary-path-9921.txt"
        assert unit.sources.root(record.source_id) == "file:///home/canary-root-7731"
        assert unit.jobs.get(job).request == {"uris": ["canary-job-3310"]}
    for path in (tmp_path / "home").iterdir():
        assert b"canary" not in path.read_bytes(), path.name


def test_content_that_an_asset_has_is_not_forgotten(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
    with pytest.raises(ConflictError), store.write() as unit:
        unit.contents.forget(record.content_id)
    with store.read() as unit:
        assert unit.vault.get_extraction(record.content_id) == b"text of a.txt"


@pytest.mark.sqlite
def test_what_was_forgotten_is_gone_from_every_byte(store: Store, hand, tmp_path: Path) -> None:
    canaries = [f"canary{number:02d}zq" for number in range(50)]
    with store.write() as unit:
        for number in range(40):
            hand.asset(unit, f"other-{number}.txt", f"other words {number} " * 30)
    with store.write() as unit:
        record = hand.asset(unit, "canary-name.txt", " ".join(canaries) + " words")
        key = JoinKey(linker="shared", value="v", masked="canary-masked", payload=b"canary-payload")
        unit.joins.replace(record.content_id, [key])
        issue = Issue(
            type="t", dimension=Dimension.SAFETY, severity=Severity.INFO, says=Words("canary-said", "x"),
            locator=Locator(part="canary-part"),
        )  # fmt: skip
        unit.issues.replace(record.content_id, [issue])
        unit.findings.replace_asset(record.id, [hand.finding(record.id, "canary-find")])
        unit.vault.put(record.content_id, "children", b"canary-child")
    everything = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    assert b"canary00zq" in everything  # masked chunks do stand in clear, so that this test can find them
    with store.write() as unit:
        assert unit.assets.forget(record.id) == [record.content_id]
    for path in (tmp_path / "home").iterdir():
        left = [canary for canary in [*canaries, "canary"] if canary.encode() in path.read_bytes()]
        assert left == [], path.name
    with store.read() as unit:
        assert unit.assets.get(record.id) is None
        assert unit.vault.get_extraction(record.content_id) is None
        assert unit.vault.get(record.content_id, "children") is None
        assert unit.chunks.of(str(record.content_id)) == ()
        assert list(unit.points.each(leading="gbt-43697")) != [], "others stay"
    assert store.check() == []


@pytest.mark.sqlite
def test_a_reader_holds_the_removal_up_and_opening_again_makes_up_for_it(
    store: Store, hand, tmp_path: Path, url: str, open_store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt", "canary words")
    monkeypatch.setattr("assay.governance.store.database._SCRUB_TRIES", 1)
    monkeypatch.setattr("assay.governance.store.database._CHECKPOINT_MILLISECONDS", 50)
    with store.read() as reader:
        assert reader.assets.get(record.id) is not None
        with store.write() as unit:
            unit.assets.forget(record.id)
        assert any(b"canary" in path.read_bytes() for path in (tmp_path / "home").iterdir())
    store.close()
    open_store(url)
    assert not any(b"canary" in path.read_bytes() for path in (tmp_path / "home").iterdir())


def test_a_content_that_another_asset_or_an_older_version_has_stays(store: Store, hand) -> None:
    with store.write() as unit:
        first = hand.asset(unit, "a.txt", "shared words")
        second = hand.asset(unit, "b.txt", "shared words")
        third = hand.asset(unit, "c.txt", "older words")
        older = third.content_id
        unit.assets.add_version(third.id, hand.content(unit, "newer words"))
    with store.write() as unit:
        assert unit.assets.forget(first.id) == []
    with store.read() as unit:
        assert unit.vault.get_extraction(second.content_id) == b"shared words"
    with store.write() as unit:
        assert len(unit.assets.forget(third.id)) == 2
    with store.read() as unit:
        assert unit.contents.get(older) is None
    assert store.check() == []
