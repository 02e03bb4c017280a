"""Indexes in memory follow what SQL says, whoever publishes it, and are read again only where they must be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN
from assay.governance.services import Services
from assay.governance.settings import load


def names(services: Services, text: str) -> list[str]:
    return sorted(hit["name"] for hit in services.search.query(text, actor=LOCAL_ADMIN, limit=50)["hits"])


def test_another_process_reads_what_this_one_wrote(make: Callable[..., AbstractContextManager[Any]]) -> None:
    with make() as desk:
        desk.write("pump.txt", "The pump was repaired.")
        desk.ingest()
        settings = desk.services.settings
        with build(load(home=settings.home, config_dir=settings.config_dir, embeddings=False)) as other:
            assert names(other, "pump") == names(desk.services, "pump") == ["pump.txt"]
            desk.write("more.txt", "Another pump stands in the hall.")
            desk.ingest()
            assert names(other, "pump") == names(desk.services, "pump") == ["more.txt", "pump.txt"]
            desk.write("pump.txt", "Nothing of the kind.")
            desk.ingest()
            assert names(other, "pump") == names(desk.services, "pump") == ["more.txt"]


def test_a_change_of_level_reaches_the_index(make: Callable[..., AbstractContextManager[Any]]) -> None:
    with make() as desk:
        path = desk.write("notes.txt", "The turbine hums in the hall.")
        desk.ingest()
        asked = {"actor": LOCAL_ADMIN, "max_level": "gbt-43697:general-1"}
        before = desk.services.search.query("turbine", **asked)["hits"]
        desk.write("notes.txt", "The turbine hums. Resident number 11010519491231002X, card 4539148803436467.")
        desk.ingest()
        assert desk.show(path)["sensitivity"]["code"] != "general-1"
        assert len(before) <= 1
        assert desk.services.search.query("turbine", **asked)["hits"] == []
        assert names(desk.services, "turbine") == ["notes.txt"]
