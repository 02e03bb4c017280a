"""Work with leases, the outbox, runs, jobs, keys, packs and idempotency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assay.governance.domain import Actor, ConflictError, NotFoundError, Role
from assay.governance.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(seconds=301)


def test_a_piece_of_work_is_given_to_one_worker(store: Store) -> None:
    with store.write() as unit:
        ids = [unit.work.add("file", f"k{number}", {"uri": f"张三-{number}"}, run_id="r") for number in range(3)]
        assert unit.work.add("file", "k0", {"uri": "again"}) == ids[0]
        first = unit.work.claim("a", kind="file", limit=2, now=NOW)
        assert [(item.id, item.payload["uri"], item.attempts) for item in first] == [
            (ids[0], "again", 0), (ids[1], "张三-1", 0),
        ]  # fmt: skip
        assert [item.id for item in unit.work.claim("b", limit=5, now=NOW)] == [ids[2]]
        assert unit.work.claim("c", now=NOW) == []
        assert unit.work.claim("c", kind="other", now=LATER) == []
        assert unit.work.counts() == {"leased": 3}
        assert unit.work.add("file", "k1", {"uri": "new"}) == ids[1]
        assert unit.work.counts() == {"leased": 3}


def test_what_a_dead_worker_had_is_given_out_again_and_its_late_result_refused(store: Store) -> None:
    with store.write() as unit:
        item_id = unit.work.add("file", "k")
        unit.work.claim("a", now=NOW)
        assert unit.work.claim("b", now=NOW) == []
        (again,) = unit.work.claim("b", now=LATER)
        assert (again.id, again.attempts) == (item_id, 1)
        assert unit.work.complete([item_id], owner="a") == 0
        assert unit.work.complete([item_id], owner="b") == 1
        assert unit.work.counts() == {}


def test_a_lease_that_is_renewed_does_not_run_out_and_one_that_was_lost_is_not_renewed(store: Store) -> None:
    with store.write() as unit:
        kept, lost = unit.work.add("file", "k1"), unit.work.add("file", "k2")
        unit.work.claim("a", limit=2, now=NOW)
        assert unit.work.renew("a", [kept], now=NOW + timedelta(seconds=299)) == 1
        assert unit.work.waiting("file", now=LATER) == 1
        assert unit.work.waiting("other", now=LATER) == 0
        assert [item.id for item in unit.work.claim("b", limit=2, now=LATER)] == [lost]
        assert unit.work.renew("a", [kept, lost, "none"], now=LATER) == 1
        assert (unit.work.complete([lost], owner="a"), unit.work.complete([lost], owner="b")) == (0, 1)


def test_work_is_given_back_and_cleared(store: Store) -> None:
    with store.write() as unit:
        first, second = unit.work.add("file", "k1", run_id="r"), unit.work.add("file", "k2", run_id="r")
        unit.work.claim("a", limit=2)
        assert unit.work.release("a") == 2
        assert unit.work.counts() == {"queued": 2}
        assert [item.id for item in unit.work.claim("b")] == [first]
        assert unit.work.add("file", "k2", run_id="r") == second
        unit.work.add("file", "k3", run_id="another")
        assert unit.work.counts() == {"leased": 1, "queued": 2}
        assert unit.work.clear("file", run_id="r") == 1
        assert unit.work.counts() == {"leased": 1, "queued": 1}


def test_the_outbox_gives_the_latest_of_each_thing_in_order(store: Store) -> None:
    with store.write() as unit:
        old = unit.outbox.add("index", "a", {"n": 1})
        other = unit.outbox.add("index", "b")
        new = unit.outbox.add("index", "a", {"n": 2})
        hook = unit.outbox.add("hook", "a")
        assert [entry.id for entry in unit.outbox.pending()] == [other, new, hook]
        assert [entry.payload for entry in unit.outbox.pending(topic="index")] == [{}, {"n": 2}]
        assert len(unit.outbox.pending(limit=1)) == 1
        unit.outbox.done([old, other])
        assert [entry.id for entry in unit.outbox.pending()] == [new, hook]


def test_the_outbox_is_rolled_back_with_the_change(store: Store) -> None:
    def fail() -> None:
        with store.write() as unit:
            unit.outbox.add("index", "a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as unit:
        assert unit.outbox.pending() == []


def test_a_run_tells_how_it_ended(store: Store) -> None:
    with store.write() as unit:
        first = unit.runs.start("ingest", actor="ann", versions={"assay": "0.1"})
        second = unit.runs.start("ingest", actor="ann")
        assert unit.runs.last() is None
        done = unit.runs.finish(first, counts={"files": 3, "by_status": {"complete": 3}})
        assert (done.state, done.counts, done.versions) == (
            "done", {"files": 3, "by_status": {"complete": 3}}, {"assay": "0.1"},
        )  # fmt: skip
        assert done.seconds is not None
        assert unit.runs.last("ingest") == done
        assert unit.runs.last("learn") is None
        assert unit.runs.last(finished=False).id == second
        with pytest.raises(NotFoundError):
            unit.runs.finish("none")


def test_a_job_goes_from_queued_to_done(store: Store) -> None:
    with store.write() as unit:
        first = unit.jobs.add("ingest", actor="ann", request={"uris": ["/x"]})
        second = unit.jobs.add("ingest", actor="ann", request={})
        started = unit.jobs.start_next()
        assert started is not None
        assert (started.id, started.state, started.request) == (first, "running", {"uris": ["/x"]})
        assert not unit.jobs.progress(first, total=3, counts={"complete": 1})
        assert unit.jobs.cancel(second).state == "cancelled"
        assert unit.jobs.start_next() is None
        assert unit.jobs.cancel(first).state == "running"
        assert unit.jobs.progress(first, total=3, counts={"complete": 2})
        assert [job.id for job in unit.jobs.unfinished()] == [first]
        unit.jobs.requeue(first)
        unit.jobs.finish(first, "done", report={"files": 3})
        job = unit.jobs.get(first)
        assert (job.state, job.total, job.counts, job.report) == ("done", 3, {"complete": 2}, {"files": 3})
        assert unit.jobs.cancel(first).state == "done"
        with pytest.raises(NotFoundError):
            unit.jobs.get("none")


@pytest.mark.sqlite
def test_a_key_is_known_until_it_is_revoked_and_stands_nowhere(store: Store, tmp_path) -> None:
    with store.write() as unit:
        key = unit.access.create("ann", Role.STEWARD)
        unit.access.create("bot", Role.SERVICE)
        assert unit.access.authenticate(key) == Actor(name="ann", role=Role.STEWARD)
        for wrong in ("", "assay_", key[:-1], key + "x", key.upper()):
            assert unit.access.authenticate(wrong) is None
        with pytest.raises(ConflictError):
            unit.access.create("ann", Role.ADMIN)
    assert all(key.encode() not in path.read_bytes() for path in (tmp_path / "home").iterdir())
    with store.write() as unit:
        unit.access.revoke("ann")
        assert unit.access.authenticate(key) is None
        assert [(one.name, one.role, one.revoked_at is None) for one in unit.access.list()] == [
            ("ann", "steward", False), ("bot", "service", True),
        ]  # fmt: skip
        for name in ("ann", "none"):
            with pytest.raises(NotFoundError):
                unit.access.revoke(name)


def test_the_pack_applied_last_holds(store: Store) -> None:
    with store.write() as unit:
        assert unit.policies.current("p") is None
        first = unit.policies.apply("p", "1", "text one", actor="ann")
        second = unit.policies.apply("p", "2", "text two", actor="ann")
        assert unit.policies.current("p") == second
        back = unit.policies.apply("p", "1", "text one", actor="bob")
        assert (back.sha256, back.actor) == (first.sha256, "bob")
        assert unit.policies.current("p") == back


def test_a_request_sent_again_gets_the_first_answer(store: Store) -> None:
    with store.write() as unit:
        assert unit.idempotency.begin("ann/POST/assets/k1", b"body") is None
        with pytest.raises(ConflictError, match="under way"):
            unit.idempotency.begin("ann/POST/assets/k1", b"body")
        unit.idempotency.finish("ann/POST/assets/k1", {"status": 202, "body": {"id": "张三"}})
        assert unit.idempotency.begin("ann/POST/assets/k1", b"body") == {"status": 202, "body": {"id": "张三"}}
        with pytest.raises(ConflictError, match="another request"):
            unit.idempotency.begin("ann/POST/assets/k1", b"other body")
        assert unit.idempotency.begin("bob/POST/assets/k1", b"other body") is None
        unit.idempotency.abandon("bob/POST/assets/k1")
        assert unit.idempotency.begin("bob/POST/assets/k1", b"third body") is None
        assert unit.idempotency.purge(NOW - timedelta(days=1)) == 0
        assert unit.idempotency.purge(datetime.now(UTC) + timedelta(seconds=1)) == 2
