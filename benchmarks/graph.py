"""Neighbourhoods in a large graph: `python -m benchmarks graph --edges 1000000`.

The edges stand in a real catalog with the program's own tables and indexes. Ends are drawn so that few contents have
very many and most have few, as contracts and customers have; starts are drawn as ends are, so that hubs are asked for
often, and only those are asked for that may be seen. What is timed is the whole walk: edges out of SQL, what may not be
seen left out, the best 500 nodes within two hops, and a NetworkX graph of them. `--folder` keeps the catalog for the
next run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from benchmarks.models import LINKS, write

from assay.governance.security import Keyring
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.seeing.visibility import Scope
from assay.governance.services.understanding.memory import ANSWERING, settled
from assay.governance.store import Store
from assay.knowledge_graph.graph import NetworkxGraph, as_networkx

LEADING = "gbt-43697"
KINDS = ("same-entity", "mentions-document", "near-duplicate", "similar-to")
EVIDENCE = json.dumps([{"locator": {"segment": 3, "start": 10, "end": 17, "page": 2}, "masked": "4****06", "label": "contract_number"}])  # fmt: skip  # noqa: E501
NOW = "2026-01-01 00:00:00.000000"
SCOPES = {
    "everything": Scope(leading=LEADING),
    "up to a level": Scope(leading=LEADING, ceilings=((LEADING, 20),)),
}
_SHORT = {"everything": "all", "up to a level": "level"}
_BATCH = 20_000


def content_id(number: int) -> str:
    """Return the id of a content: as long as a SHA-256 in hex, which it is in a real catalog."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def drawn(random: np.random.Generator, contents: int, count: int) -> np.ndarray:
    """Return numbers of contents, small ones far more often."""
    return (contents * random.random(count) ** 2.5).astype(int)


def links(contents: int, edges: int, seed: int) -> Iterator[tuple[object, ...]]:
    """Yield rows of `link`."""
    random = np.random.default_rng(seed)
    made = 0
    while made < edges:
        count = min(_BATCH, edges - made)
        ends = np.stack([drawn(random, contents, count), random.integers(contents, size=count)], axis=1)
        scores, kinds = random.random(count).round(3), random.integers(len(KINDS), size=count)
        for (one, two), score, kind in zip(ends.tolist(), scores.tolist(), kinds.tolist(), strict=True):
            left, right = sorted((content_id(one), content_id(two if two != one else (two + 1) % contents)))
            number = hashlib.sha256(f"link {made}".encode()).hexdigest()[:32]
            made += 1
            yield number, KINDS[kind], left, right, score, EVIDENCE, EVIDENCE, "bench@1", "one number", "proposed"


def fill(path: Path, contents: int, edges: int, seed: int) -> None:
    """Write contents, one asset with a level each, and links, as a catalog has them."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -200000")
    indexes = [row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'ix_link%'")]
    with db:
        for name in ("ix_link_left", "ix_link_right"):  # made again below: sorting is quicker than a million places
            db.execute(f"DROP INDEX {name}")
        db.execute("INSERT INTO source VALUES ('default', 's', 's', 'files', 'r', x'', '/', '{}', ?)", (NOW,))
        ids = [content_id(number) for number in range(contents)]
        db.executemany(
            "INSERT INTO content (id, media_type, modality, bytes, status, coverage, facts, checked, segments,"
            " problems, producers, read_at)"
            " VALUES (?, 'text/plain', 'text', 1, 'complete', 1, '{}', '{}', 1, '[]', '[]', ?)",
            ((it, NOW) for it in ids),
        )
        db.executemany(
            "INSERT INTO asset (id, source_id, path_hash, uri_sealed, name_masked, folder_masked, content_id, size,"
            " mtime_ns, inode, governance, revision, created_at, updated_at)"
            " VALUES (?, 's', ?, zeroblob(120), 'a file', 'a folder', ?, 1, 1, 1, '{}', 0, ?, ?)",
            ((it[:32], it, it, NOW, NOW) for it in ids),
        )
        db.executemany(
            "INSERT INTO grade (asset_id, policy, code, rank, label, state, needs_review, verdict)"
            " VALUES (?, ?, 'general', ?, '{}', 'proposed', 0, '{}')",
            ((it[:32], LEADING, 10 * (1 + number % 4)) for number, it in enumerate(ids)),
        )
        db.executemany(
            "INSERT INTO link (id, kind, left_id, right_id, score, left_evidence, right_evidence, producer, why,"
            " status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            links(contents, edges, seed),
        )
        for statement in indexes:
            db.execute(statement)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def timed(store: Store, scope: Scope, starts: Sequence[str], most: int) -> np.ndarray:
    """Return of each start: milliseconds that passed, those of the processor, nodes, edges."""
    engine, rows = NetworkxGraph(), []
    for start in starts:
        before, spent = time.perf_counter(), time.process_time()
        with store.read() as db:
            around = engine.around(start, depth=2, edges_of=SeenGraph(db, scope).edges_of, most=most)
        graph = as_networkx(around.edges, around.hops)
        passed = 1000 * (time.perf_counter() - before)
        rows.append((passed, 1000 * (time.process_time() - spent), graph.number_of_nodes(), graph.number_of_edges()))
    return np.array(rows)


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Fill a catalog where there is none yet, and print a table."""
    path = folder / "home" / "assay.db"
    fresh = not path.exists()
    store = Store.open(f"sqlite:///{path}", Keyring.open(folder / "config"))
    if fresh:
        began = time.perf_counter()
        fill(path, options.contents, options.edges, options.seed)
        print(f"filled in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:,.0f} MB\n")
    starts = [content_id(it) for it in drawn(np.random.default_rng(99), options.contents, options.starts).tolist()]
    print(f"{options.edges:,} edges between {options.contents:,} contents, {len(starts)} starts, 2 hops\n")
    figures: dict[str, float] = {}
    print(f"{'may see':<16}{'p50 ms':>9}{'p95 ms':>9}{'cpu p95 ms':>12}{'nodes':>8}{'edges':>8}{'full':>7}")
    with settled(ANSWERING), closing(store):
        for name, scope in SCOPES.items():
            with store.read() as db:
                seen = SeenGraph(db, scope).holders(starts)
            asked = [it for it in starts if it in seen]
            timed(store, scope, asked[:20], options.most)
            found = timed(store, scope, asked, options.most)
            figures |= {f"graph.{_SHORT[name]}.p{at}_ms": float(np.percentile(found[:, 0], at)) for at in (50, 95)}
            p50, p95 = np.percentile(found[:, 0], [50, 95])
            full = np.mean(found[:, 2] >= options.most)
            print(
                f"{name:<16}{p50:>9.1f}{p95:>9.1f}{np.percentile(found[:, 1], 95):>12.1f}{found[:, 2].mean():>8.0f}"
                f"{found[:, 3].mean():>8.0f}{full:>7.0%}"
            )
    if options.edges >= 1_000_000:
        write({"graph.p95_ms": max(figures[f"graph.{it}.p95_ms"] for it in _SHORT.values()), **figures}, LINKS)


def main(argv: Sequence[str] | None = None) -> None:
    """Print how long neighbourhoods take: by what may be seen, p50 and p95, nodes and edges on average."""
    parser = argparse.ArgumentParser(description="neighbourhoods in a large graph")
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--contents", type=int, default=100_000)
    parser.add_argument("--starts", type=int, default=300)
    parser.add_argument("--most", type=int, default=500, help="nodes of a neighbourhood")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the catalog is kept; default is nowhere")
    options = parser.parse_args(argv)
    if options.folder is not None:
        measure(options.folder, options)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options)


if __name__ == "__main__":
    main()
