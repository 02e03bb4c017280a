"""Detectors without code: pattern, dictionary, context and check, accepted only when their own examples agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.classifiers import IdentifierDetector
from assay.governance.domain import PluginError, Segment, SegmentKind

GOOD = r"""
detectors:
  - id: badge
    patterns: ['B-\d{6}']
    needs: context
    context: {en: [badge], zh: [门禁卡]}
    check: record_number
    examples: ['badge B-204131', '门禁卡 B-204131']
    counter_examples: ['B-204131', 'badge B-20']
  - id: projects
    words: [Project Nightjar, 夜鹰计划, 'C++ (secret)']
    examples: ['the Project Nightjar budget', '关于夜鹰计划的请示', 'our C++ (secret) plan']
    counter_examples: ['a nightjar sang', 'Project Nightjars2']
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_detectors_find_beside_the_built_in_ones(tmp_path: Path) -> None:
    detector = IdentifierDetector.configured(written(tmp_path, GOOD))
    text = "夜鹰计划联系人手机13800138000，门禁卡 B-204131"
    found = detector.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)])
    assert [it.label for it in found] == ["custom", "cn_mobile", "custom"]
    assert found[2].detector.startswith("patterns/custom.badge@")
    assert "context 门禁卡" in found[2].why


def test_a_folder_is_read_and_a_change_is_another_version(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    one = IdentifierDetector.configured(tmp_path).version
    written(tmp_path, GOOD.replace("夜鹰计划, ", "夜鹰计划, Blue Heron, "))
    assert len({one, IdentifierDetector.configured(tmp_path).version, IdentifierDetector().version}) == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"'B-\d{6}'", r"'(?<!x)B-\d{6}'", "detector badge in own.yaml: pattern 1 is not in RE2's language"),
        ("'badge B-204131', ", "'badge B-20413', ", "detector badge in own.yaml: example 1 is not found"),
        ("'B-204131', 'badge B-20'", "'badge B-999999'", "detector badge in own.yaml: counter-example 1 is found"),
        ("check: record_number", "check: nonsense", "unknown label, check or field"),
        ("needs: context", "needs: luck", "has a form that is not known"),
        ("    counter_examples: ['B-204131', 'badge B-20']\n", "", "at least one of"),
        ("id: projects", "id: badge", "stands twice"),
        ("words: [", "patterns: ['x']\n    words: [", "either `patterns` or `words`"),
        ("detectors:", "detector:", "has no list `detectors`"),
        ("detectors:", "detectors: [", "cannot be read as YAML"),
    ],
)
def test_what_cannot_be_accepted_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(PluginError) as caught:
        IdentifierDetector.configured(written(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(caught.value)
