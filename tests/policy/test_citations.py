"""Where rules stand, said to readers of either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.governance.domain import cited

POLICY = Path(__file__).parents[2] / "governance" / "policy"
NOT_ENGLISH = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def _told(data: Any) -> Iterator[str]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if key in {"clause", "source"} and isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from _told(value)


CITATIONS = sorted(
    {it for file in POLICY.rglob("*.yaml") for it in _told(yaml.safe_load(file.read_text(encoding="utf-8")))}
)


@pytest.mark.parametrize("clause", CITATIONS)
def test_every_citation_of_a_pack_is_said_in_english_and_as_it_stands(clause: str) -> None:
    said = cited(clause)
    assert said.zh == clause
    assert said.en
    assert not NOT_ENGLISH.search(said.en)


@pytest.mark.parametrize(
    ("clause", "english"),
    [
        ("附录H 3级; 表B.1 个人身份信息", "Annex H level 3; Table B.1 identity of a person"),
        ("个人信息保护法 第二十八条", "Personal Information Protection Law Article 28"),
        ("第十条; 第二十条; 第十一条", "Article 10; Article 20; Article 11"),
        ("法释〔2017〕10号 第五条", "Judicial Interpretation [2017] No. 10 Article 5"),
        ("第五条（五十条以上的财产信息）", "Article 5 (fifty items of property and more)"),
        ("PCI DSS v4 3.3.1", "PCI DSS v4 3.3.1"),
        ("我们自己的规定", "我们自己的规定"),
    ],
)  # fmt: skip
def test_a_citation_is_translated_term_by_term(clause: str, english: str) -> None:
    assert cited(clause).en == english
