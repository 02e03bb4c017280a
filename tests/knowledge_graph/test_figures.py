"""What a translation keeps: a figure at least, and about as much to say."""

from __future__ import annotations

import pytest

from assay.knowledge_graph.linkers.figures import LENGTH, figures, may_render

ENGLISH = "The hall opens at 6 on market days; 48 lots are offered, and bids below 12,500 are not taken."
CHINESE = "市场日大厅六点开门，共有48个摊位竞价，低于12,500的出价不予接受，请各位商户提前登记。"
SAMPLE = "Sample 5 was taken twice, and the report says nothing else of it."


@pytest.mark.parametrize(
    ("one", "two", "may"),
    [
        (ENGLISH, CHINESE, True),
        (ENGLISH, CHINESE.replace("48", "77").replace("12,500", "31,900"), False),
        (ENGLISH, "市场日大厅六点开门，摊位竞价的规则与上月相同，请各位商户提前到窗口登记。", True),
        (SAMPLE.replace("5", "05"), "第5号样本取了两次，报告里没有提到其他任何内容。", True),
        (SAMPLE, "第13号样本取了两次，报告里没有提到其他任何内容。", False),
        (f"In 2023: {SAMPLE}", "2023年度：第13号样本取了两次，报告里没有提到其他任何内容。", False),
        ("The hall opens on the market days of 2023 as before.", "市场日大厅的开放时间与去年相同，2024年不变。", True),
        ("The matter of roof repair can wait.", "屋顶修缮的事下次再说。", False),
        ("[PHONE_1] is the number of the desk; 48 lots are offered on the market days of this month.", CHINESE, True),
        ("", "", False),
    ],
)  # fmt: skip
def test_only_what_keeps_a_figure_and_says_enough_may_be_a_translation(one: str, two: str, may: bool) -> None:
    assert may_render(figures(one), figures(two)) is may
    assert may_render(figures(two), figures(one)) is may


def test_no_text_stands_in_what_is_kept_of_it() -> None:
    assert len(figures(ENGLISH)) == len(figures("")) == LENGTH
    assert b"12" not in figures(ENGLISH)
