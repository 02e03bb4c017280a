"""What of a question is encoded: in Chinese not the signs that end it."""

from __future__ import annotations

import numpy as np
import pytest

from assay.governance.services.searching.wording import bare
from assay.models import BilingualEncoder


@pytest.mark.parametrize(
    ("question", "encoded"),
    [
        ("锅炉的保修期是多久？", "锅炉的保修期是多久"),
        ("锅炉的保修期是多久?!  ", "锅炉的保修期是多久"),
        ("什么是 GDP？", "什么是 GDP"),
        ("你好。再见。", "你好。再见"),
        ("仓库", "仓库"),
        ("How long does the warranty last?", "How long does the warranty last?"),
        ("?", "?"),
        ("？？", "？？"),
        ("", ""),
    ],
)
def test_a_question_is_encoded_without_what_ends_it_in_chinese(question: str, encoded: str) -> None:
    assert bare(question) == encoded


def test_an_answer_is_nearer_to_a_question_without_its_mark() -> None:
    pairs = {
        "锅炉的保修期是多久？": "锅炉的保修期为自交付之日起三十六个月。",
        "冷藏库的温度多久检查一次？": "仓库温度记录：冷藏库每日两次检查温度与湿度。",
        "新员工第一周学习什么？": "新员工培训安排：第一周学习安全操作规程。",
    }
    encoder = BilingualEncoder(threads=1)

    def rows(texts: list[str]) -> np.ndarray:
        return np.frombuffer(encoder.encode(texts), "<f4").reshape(len(texts), -1)

    asked, plain, answers = rows([*pairs]), rows([bare(it) for it in pairs]), rows([*pairs.values()])
    assert ((plain * answers).sum(1) > (asked * answers).sum(1)).all()
