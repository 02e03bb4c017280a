"""The sample corpus read once a session: what is true of it beside what Assay says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

EXAMPLES = Path(__file__).parents[2] / "examples"
CORPUS = EXAMPLES / "corpus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The corpus after one run: its home, its report, and what is known of every asset."""

    settings: Any
    services: Any
    report: Any
    shown: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    known: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, name: str) -> list[dict[str, Any]]:
        """Return the results of a file, or of a member named `file!member!member`; several where copies lie about."""
        if name not in self.known:
            outer, *members = name.split("!")
            digest = hashlib.sha256((CORPUS / outer).read_bytes()).hexdigest()
            found = [it for it in self.shown if it["asset"]["sha256"] == digest and it["asset"]["parent"] is None]
            for member in members:
                parents = {it["asset"]["id"] for it in found}
                inside = [it for it in self.shown if it["asset"]["parent"] in parents]
                found = [it for it in inside if f"/{it['asset']['uri']}".endswith(f"/{member}")]
            self.known[name] = found
        return self.known[name]

    def ids(self, name: str) -> set[str]:
        """Return the ids of all assets that hold the content of a file or member."""
        digests = {it["asset"]["sha256"] for it in self.of(name)}
        return {it["asset"]["id"] for it in self.shown if it["asset"]["sha256"] in digests}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # whichever comes first waits until the corpus is read: minutes where the machine is busy
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    plain: dict[str, Any] = yaml.safe_load((EXAMPLES / "corpus.yaml").read_text(encoding="utf-8"))
    return plain


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    from assay.governance.app import build
    from assay.governance.settings import Settings

    folder = tmp_path_factory.mktemp("story")
    settings = Settings(home=folder / "home", config_dir=folder / "config")
    with build(settings) as services:
        report = services.ingest.run([str(CORPUS)], source="demo")
        shown: list[dict[str, Any]] = []
        edges: dict[str, dict[str, Any]] = {}
        cursor = None
        while True:
            page = services.assets.page(cursor=cursor, limit=100)
            for item in page["items"]:
                shown.append(services.assets.show(item["id"]))
                edges |= {edge["id"]: edge for edge in services.assets.links(item["id"], depth=1)["edges"]}
            cursor = page["next"]
            if cursor is None:
                break
        yield Read(settings=settings, services=services, report=report, shown=shown, edges=list(edges.values()))
