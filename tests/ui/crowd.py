"""Many open tasks out of one: rows of the catalog, of a server that does not run yet, cloned under new ids."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["crowd"]


def crowd(home: Path, name: str, tasks: int) -> None:
    """Clone the asset of a name, its grades and its open task until there are so many open tasks in all.

    Clones come after everything else: in the queue by their priority, in lists by their ids.
    """
    with closing(sqlite3.connect(home / "assay.db")) as db, db:
        db.row_factory = sqlite3.Row
        (asset,) = db.execute("SELECT id FROM asset WHERE name_masked = ?", (name,)).fetchall()
        (there,) = db.execute("SELECT count(*) FROM review_task WHERE state = 'open'").fetchone()
        for number in range(tasks - there):
            clone = f"0{number:031d}"
            _insert(db, "asset", "id", asset["id"], id=clone, path_hash=f"{number:064d}")
            _insert(db, "grade", "asset_id", asset["id"], asset_id=clone)
            _insert(db, "review_task", "asset_id", asset["id"], asset_id=clone, id=f"0{number:031d}", priority=0.001)


def _insert(db: sqlite3.Connection, table: str, key: str, value: str, **changed: object) -> None:
    for row in db.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,)).fetchall():  # noqa: S608 - names of ours
        cells = {**dict(row), **changed}
        names, marks = ", ".join(f'"{it}"' for it in cells), ", ".join("?" * len(cells))
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*cells.values()])  # noqa: S608 - names of ours
