"""The thresholds that were set on the first world, and have not been touched since the second one was made."""

from __future__ import annotations

from importlib import import_module

import pytest

LINKERS = "assay.knowledge_graph.linkers"


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (f"{LINKERS}.shared_values", "_LINKED", 0.55),
        (f"{LINKERS}.shared_values", "_SURE", 0.75),
        (f"{LINKERS}.shared_values", "_RARE_BITS", 8.0),
        (f"{LINKERS}.entities", "_LINKED", 0.55),
        (f"{LINKERS}.entities", "_MOST", 20),
        (f"{LINKERS}.entities", "_WEIGHTS", {"organization": 0.62, "person": 0.84}),
        (f"{LINKERS}.named_documents", "_BEARERS", 3),
        (f"{LINKERS}.named_documents", "_SCORES", {1: 0.9, 2: 0.75, 3: 0.6}),
        (f"{LINKERS}.near_duplicates", "_COPY", 0.8),
        (f"{LINKERS}.near_duplicates", "_VERSION", 0.45),
        (f"{LINKERS}.near_duplicates", "_DERIVED", 0.45),
        (f"{LINKERS}.near_duplicates", "_NOTE", 160),
        (f"{LINKERS}.figures", "_LEAST", 40),
        (f"{LINKERS}.similar_images", "_FARTHEST", 6),
        (f"{LINKERS}.similar_sounds", "_WRONG", 0.30),
        (f"{LINKERS}.similar_sounds", "_OVERLAP", 0.6),
        (f"{LINKERS}.same_events", "_LINKED", 0.6),
        (f"{LINKERS}.same_events", "_MINUTES", 30),
        (f"{LINKERS}.summaries", "_SCORE", 0.75),
        (f"{LINKERS}.meaning", "_TRANSLATION", 0.62),
        (f"{LINKERS}.meaning", "_ALIKE", 0.85),
        ("assay.governance.services.linking.candidates", "MOST_CANDIDATES", 50),
        ("assay.governance.services.linking.candidates", "COMMON", 200),
        ("assay.governance.services.linking.nearest", "_NEAR", 0.6),
        ("assay.governance.services.linking.resolving", "MERGED", 0.82),
        ("assay.governance.services.linking.phrases", "_LEAST_HAN", 6),
        ("assay.governance.services.linking.phrases", "_LEAST_WORDS", 3),
        ("assay.governance.services.linking.phrases", "_LEAST_LETTERS", 12),
    ],
)
def test_a_threshold_is_as_it_was_frozen(module: str, name: str, value: object) -> None:
    assert getattr(import_module(module), name) == value
