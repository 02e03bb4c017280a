"""Small catalogs drawn at random, with levels and permissions, and the same without what a caller may not see.

`worlds()` is the strategy. `fill(store, world)` puts one into an emptied catalog; `world.seen(caller)` is what is left
of it for a caller. Who is shown the whole world must be told what who has the rest alone is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from hypothesis import strategies as st

from assay.governance.domain import Certainty, GradeState, Verdict, Words, packed, terms, to_plain
from assay.governance.security import keyed_hash
from assay.governance.store import Store
from assay.governance.store.tables import metadata

__all__ = ["DIMENSIONS", "QUESTIONS", "VALUES", "BagEncoder", "Caller", "Thing", "World", "callers", "fill", "worlds"]

DIMENSIONS = 16
LEADING, OTHER = "gbt-43697", "company-4"
_LEVELS = {
    LEADING: ("general-1", "general-2", "general-3", "general-4"),
    OTHER: ("public", "internal", "confidential", "restricted"),
}
_TEXTS = (
    "The pump was repaired in March and the valve replaced.",
    "Payment for the pump is due within thirty days of the invoice.",
    "水泵于三月检修，阀门已更换。",
    "付款期限为收到发票后三十日内。",
    "Minutes of the meeting on pumps, valves and 付款.",
    "冷藏库温度记录与值班安排。",
    "Holiday schedule of the warehouse team.",
)
QUESTIONS = ("pump valve", "payment of the invoice", "水泵 阀门", "付款期限", "warehouse 温度", "unicorn")
VALUES = ("13490123456", "李雷雷")
_MODALITIES = ("text", "document", "email")
_TOPICS = ("finance", "operations")
_PEOPLE = ("user:ann", "user:bob", "everyone")
_THEN = datetime(2026, 1, 5, tzinfo=UTC)


class BagEncoder:
    """Vectors of words by their hashes: no model, but texts of the same words are near."""

    name, version, dimensions = "bag", "1", DIMENSIONS
    languages: frozenset[str] | None = None

    def encode(self, texts: Sequence[str]) -> memoryview:
        """Return float32 rows of length one."""
        rows = np.stack([_row(text) for text in texts]) if texts else np.zeros((0, DIMENSIONS), "<f4")
        return memoryview(np.ascontiguousarray(rows, "<f4").reshape(-1).data)

    def encode_texts(self, texts: Sequence[str]) -> memoryview:
        """Return the same: what a picture is of is drawn as the words of its content."""
        return self.encode(texts)

    def encode_pictures(self, pictures: Sequence[Any]) -> memoryview:
        """Return nothing: no picture is held up here."""
        raise NotImplementedError


def _row(text: str) -> np.ndarray:
    row = np.full(DIMENSIONS, 0.01, np.float32)
    for term in terms(text):
        row += np.random.default_rng(abs(hash_of(term))).standard_normal(DIMENSIONS).astype(np.float32)
    return row / np.linalg.norm(row)


def hash_of(word: str) -> int:
    """Return a number of a word that is the same in every process."""
    return int.from_bytes(word.encode()[:8].ljust(8, b"\0"), "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A file: its content's number, its levels under two packs (None: not graded), who may read it, where it is.

    `inside` is the number of the file that holds it; who may read that one may read it, where nothing else is told.
    """

    content: int
    ranks: tuple[int | None, int | None]
    readers: frozenset[str]
    source: int
    owner: str | None
    day: int
    inside: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: the highest level in either pack, and whose rights hold, where any are asked about."""

    ceilings: tuple[int | None, int | None]
    user: str | None

    def sees(self, thing: Thing, readers: frozenset[str]) -> bool:
        """Say whether a file that some may read may be seen."""
        for rank, ceiling in zip(thing.ranks, self.ceilings, strict=True):
            if ceiling is not None and (rank is None or rank > ceiling):
                return False
        return self.user is None or bool(readers & {self.user, "everyone"})

    def levels(self) -> tuple[str | None, str | None]:
        """Return the ceilings as `PACK:CODE`."""
        found = [
            None if ceiling is None else f"{pack}:{codes[ceiling]}"
            for (pack, codes), ceiling in zip(_LEVELS.items(), self.ceilings, strict=True)
        ]
        return found[0], found[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Files over contents; `texts` are each content's chunks, `holds` who mentions which value, `links` pairs."""

    things: tuple[tuple[int, Thing], ...]
    texts: tuple[tuple[int, ...], ...]
    topics: tuple[int, ...]
    holds: frozenset[tuple[int, int]]
    links: frozenset[tuple[int, int]]

    def seen(self, caller: Caller) -> World:
        """Return what is left when everything that a caller may not see was never there."""
        things = tuple((number, it) for number, it in self.things if caller.sees(it, self._readers(it)))
        left = {it.content for _, it in things}
        return replace(
            self, things=things, holds=frozenset(it for it in self.holds if it[0] in left),
            links=frozenset(it for it in self.links if left.issuperset(it)),
        )  # fmt: skip

    def _readers(self, thing: Thing) -> frozenset[str]:
        if thing.readers or thing.inside is None:
            return thing.readers
        return self._readers(dict(self.things)[thing.inside])


_RANK = st.one_of(st.none(), st.integers(0, 3))
_READERS = st.frozensets(st.sampled_from(_PEOPLE), max_size=2)


@st.composite
def worlds(draw: st.DrawFn, most: int = 6) -> World:
    """Draw a world of some contents, some of them with two files of different levels, owners and readers."""
    contents = draw(st.integers(2, most))
    number = st.integers(0, contents - 1)
    things = draw(
        st.lists(
            st.builds(
                Thing, content=number, ranks=st.tuples(_RANK, _RANK), readers=_READERS, source=st.integers(0, 1),
                owner=st.sampled_from((None, "ann", "bob")), day=st.integers(0, 3),
            ),
            min_size=contents, max_size=contents + 3,
        )
    )  # fmt: skip
    pairs = st.tuples(number, number).filter(lambda it: it[0] < it[1])
    holders = draw(st.lists(st.integers(-3, contents), min_size=len(things), max_size=len(things)))
    return World(
        things=tuple(
            (place, replace(it, inside=holder if 0 <= holder < place else None))
            for place, (it, holder) in enumerate(zip(things, holders, strict=True))
        ),
        texts=tuple(
            draw(
                st.lists(
                    st.lists(st.integers(0, len(_TEXTS) - 1), min_size=1, max_size=2).map(tuple),
                    min_size=contents, max_size=contents,
                )
            )
        ),
        topics=tuple(draw(st.lists(st.integers(0, 3), min_size=contents, max_size=contents))),
        holds=draw(st.frozensets(st.tuples(number, st.integers(0, len(VALUES) - 1)), max_size=4)),
        links=draw(st.frozensets(pairs, max_size=8)),
    )  # fmt: skip


def callers() -> st.SearchStrategy[Caller]:
    """Draw who asks."""
    return st.builds(
        Caller, ceilings=st.tuples(_RANK, _RANK), user=st.sampled_from((None, None, "user:ann", "user:bob"))
    )


def fill(store: Store, world: World) -> None:
    """Put a world in place of all that a catalog holds; ids and times depend on numbers alone."""
    with store.write() as db:
        transaction = db.meta._transaction
        run, keyring = transaction.connection.execute, transaction.keyring
        for table in reversed(metadata.sorted_tables):
            if table.name not in ("meta", "audit_event", "decision", "decision_undo"):
                run(table.delete())
        rows: dict[str, list[dict[str, Any]]] = {}
        for name, row in _rows(world, keyring, db.grants.principal_hash):
            rows.setdefault(name, []).append(row)
        for table in metadata.sorted_tables:
            if rows.get(table.name):
                run(table.insert(), rows[table.name])


def _rows(world: World, keyring: Any, principal: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    used = sorted({it.content for _, it in world.things})
    for number in (0, 1):
        yield "source", {
            "id": f"s{number}", "name": f"s{number}", "kind": "files", "root_hash": f"r{number}", "root_sealed": b"",
            "root_masked": "/", "options": {}, "created_at": _THEN,
        }  # fmt: skip
    for number in used:
        yield from _content(world, number, keyring)
    borne = sorted({value for held, value in world.holds if held in used})
    for value in borne:  # both names are of one person, whose id is the least of them
        yield "entity_member", {"name_id": f"n{value}", "entity_id": f"n{borne[0]}", "kind": "person"}
    for number, thing in world.things:
        yield from _asset(number, thing, principal)
    for left, right in sorted(it for it in world.links if set(it) <= set(used)):
        yield "link", {
            "id": f"l{left}-{right}", "kind": ("near-duplicate", "same-entity")[(left + right) % 2],
            "left_id": f"c{left}", "right_id": f"c{right}", "score": 0.5 + (left * 7 + right * 3) % 10 / 20,
            "left_evidence": [], "right_evidence": [], "producer": "worlds@1", "why": "drawn", "status": "proposed",
            "decided_by": None,
        }  # fmt: skip


def _content(world: World, number: int, keyring: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    content = f"c{number}"
    yield "content", {
        "id": content, "media_type": "text/plain", "modality": _MODALITIES[number % 3], "bytes": 1,
        "status": "complete", "reason": None, "coverage": 1.0, "language": "en", "title_masked": None,
        "facts": {}, "checked": {}, "segments": 2, "problems": [], "producers": {}, "read_at": _THEN,
    }  # fmt: skip
    for at, topic in enumerate(_TOPICS):
        if world.topics[number] >> at & 1:
            yield "content_topic", {
                "content_id": content, "topic": topic, "ordinal": at, "score": 0.9, "why": "drawn",
            }  # fmt: skip
    for ordinal, text in enumerate(world.texts[number]):
        yield "chunk", {
            "content_id": content, "ordinal": ordinal, "segment": ordinal, "text": _TEXTS[text], "locator": {},
            "terms": packed(_TEXTS[text]), "stretches": [],
        }  # fmt: skip
        yield "vector", {
            "content_id": content, "model": "bag@1", "ordinal": ordinal, "dimensions": DIMENSIONS,
            "values": _row(_TEXTS[text]).astype("<f2").tobytes(),
        }  # fmt: skip
    yield "sight", {
        "content_id": content, "model": "bag@1", "dimensions": DIMENSIONS,
        "values": _row(_TEXTS[world.texts[number][0]]).astype("<f2").tobytes(),
    }  # fmt: skip
    for held, value in sorted(world.holds):
        if held == number:
            label, group = (("cn_mobile", "phone"), ("person", "person"))[value]
            yield "finding", {
                "content_id": content, "id": f"f{number}-{value}", "ordinal": value, "label": label, "group": group,
                "score": 0.9, "locator": {"segment": 0}, "masked": "1****", "detector": "worlds@1", "why": "drawn",
                "value_hash": keyed_hash(keyring, group, VALUES[value]), "subject": "unknown", "count": 1,
            }  # fmt: skip
            yield "mention", {
                "content_id": content, "name_id": f"n{value}", "kind": "person", "label": label,
                "value_hash": keyed_hash(keyring, group, VALUES[value]), "shown": f"{number}****", "locator": {},
                "form": {"script": "han", "words": [], "keys": [], "legal": ""}, "marks": [], "near": [],
            }  # fmt: skip


def _asset(number: int, thing: Thing, principal: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    asset = f"a{number}"
    when = _THEN.replace(day=5 + thing.day)
    yield "asset", {
        "id": asset, "source_id": f"s{thing.source}", "path_hash": f"p{number}", "uri_sealed": b"",
        "name_masked": f"file-{number}", "folder_masked": "", "version_id": None,
        "parent": None if thing.inside is None else f"a{thing.inside}",
        "member_masked": None if thing.inside is None else f"file-{number}",
        "content_id": f"c{thing.content}", "size": 1, "mtime_ns": 1, "inode": number, "status": None, "reason": None,
        "governance": {"owner": thing.owner} if thing.owner else {}, "revision": 0, "tombstone": None,
        "created_at": when, "updated_at": when,
    }  # fmt: skip
    yield "version", {"id": f"v{number}", "asset_id": asset, "content_id": f"c{thing.content}", "seen_at": when}
    for (pack, codes), rank in zip(_LEVELS.items(), thing.ranks, strict=True):
        if rank is not None:
            yield "grade", _grade(asset, pack, codes[rank], 10 * (rank + 1))
    for reader in sorted(thing.readers):
        yield "asset_grant", {
            "asset_id": asset, "principal_hash": principal(reader), "right": "read", "principal_masked": "user:***",
            "principal_sealed": b"",
        }  # fmt: skip


def _grade(asset: str, pack: str, code: str, rank: int) -> dict[str, Any]:
    label = Words(code, code)
    verdict = Verdict(policy=f"{pack}@1", code=code, rank=rank, label=label, certainty=Certainty.CERTAIN)
    return {
        "asset_id": asset, "policy": pack, "code": code, "rank": rank, "label": label.as_dict(),
        "state": GradeState.PROPOSED.value, "needs_review": False, "decided_by": None,
        "verdict": {"as": verdict.policy, "of": to_plain(verdict)},
    }  # fmt: skip
