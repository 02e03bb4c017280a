"""The table of docs/quality.md is the catalogue; running this with ASSAY_REGENERATE=1 writes it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from assay.governance.quality import catalogue

DOCS = Path(__file__).parents[2] / "docs" / "quality.md"
GENERATED = re.compile(r"(?<=<!-- generated: catalogue -->\n).*(?=<!-- end -->)", re.DOTALL)


def render() -> str:
    lines = ["", "| type | title | what it means | dimension | indicator | severity | threshold | source |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for kind in catalogue().values():
        limit = "–" if kind.threshold is None else f"{kind.threshold:g}"
        if kind.threshold_zh is not None:
            limit += f" (zh {kind.threshold_zh:g})"
        lines.append(
            f"| `{kind.type}` | {kind.title.en} · {kind.title.zh} | {kind.description.en} {kind.description.zh} | "
            f"{kind.dimension} | {kind.indicator} | {kind.severity} | {limit} | "
            f"{kind.source} |"
        )
    return "\n".join([*lines, ""])


def test_the_documentation_holds_the_catalogue_as_it_is() -> None:
    text = DOCS.read_text(encoding="utf-8")
    if os.environ.get("ASSAY_REGENERATE"):
        DOCS.write_text(GENERATED.sub(lambda _: render(), text), encoding="utf-8")
        text = DOCS.read_text(encoding="utf-8")
    found = GENERATED.search(text)
    assert found
    assert found.group() == render()
