"""A value that a detector saw once is found again where it stands without its context."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from assay.governance.domain import Detection
from assay.governance.security import Echoes, mask_text


def seen(label: str, value: str) -> Detection:
    return Detection(
        label=label, segment=0, start=0, end=len(value), value=value, normal=value, score=1.0, detector="d@1", why=""
    )  # fmt: skip


KNOWN = [
    seen("person", "张三"),
    seen("person", "张三丰"),
    seen("person", "Ann Lee"),
    seen("cn_mobile", "13800138000"),
    seen("organization", "星河科技"),
    seen("employee_number", "E10"),
    seen("person", "李"),
]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("后来张三又来电。", "后来[PERSON]又来电。"),
        ("张三丰来电，张三也来电", "[PERSON]来电，[PERSON]也来电"),
        ("I met Ann Lee, and Ann Leeson.", "I met [PERSON], and Ann Leeson."),
        ("JoAnn Lee", "JoAnn Lee"),
        ("电话13800138000转", "电话[CN_MOBILE]转"),
        ("编号138001380001", "编号138001380001"),
        ("星河科技", "星河科技"),
        ("E10 and 李", "E10 and 李"),
        ("张", "张"),
        ("", ""),
    ],
)
def test_known_values_are_masked_wherever_they_stand(text: str, masked: str) -> None:
    assert mask_text(text, Echoes(KNOWN).spans(text), placeholders=True).text == masked


@pytest.mark.parametrize(
    ("detector", "text", "masked"),
    [
        ("health_term@1", "糖尿病饮食", "[HEALTH_TERM]饮食"),
        ("columns/health@1", "糖尿病饮食", "糖尿病饮食"),  # a cell beside "none" and "normal"
    ],
)
def test_what_ails_somebody_is_known_again_where_a_word_told_it_and_not_a_column(
    detector: str, text: str, masked: str
) -> None:
    known = [replace(seen("health_term", "糖尿病"), detector=detector)]
    assert mask_text(text, Echoes(known).spans(text), placeholders=True).text == masked


def test_spans_of_detectors_and_echoes_go_together() -> None:
    text = "张三 13800138000"
    spans = [*Echoes(KNOWN).spans(text), *Echoes(KNOWN[:1]).spans(text)]
    assert mask_text(text, spans, placeholders=True).text == "[PERSON] [CN_MOBILE]"


def test_many_values_in_a_long_text_take_little_time() -> None:
    echoes = Echoes(seen("person", f"张{chr(0x4E00 + number)}明") for number in range(5_000))
    text = "天地玄黄，宇宙洪荒。" * 20_000
    start = time.process_time()
    assert echoes.spans(text) == ()
    assert time.process_time() - start < 2
