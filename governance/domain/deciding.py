"""The closed list of reasons that people give with a decision."""

from __future__ import annotations

from collections.abc import Mapping

from assay.governance.domain.words import Words

__all__ = ["DECISION_REASONS"]

DECISION_REASONS: Mapping[str, Words] = {
    "already-public": Words("Already public", "已公开"),
    "sample-data": Words("Sample or test data, not real", "样例或测试数据，非真实数据"),
    "not-what-it-seems": Words("Not what it was taken for", "识别有误，并非所判类型"),
    "misread": Words("The text was misread", "文字或语音识别有误"),
    "aggregated": Words("Aggregated or de-identified", "已汇总或已去标识化"),
    "expired": Words("Out of date, no longer sensitive", "已过期，不再敏感"),
    "wrong-topic": Words("The topic is wrong", "主题判断有误"),
    "context-raises": Words("The context makes it more sensitive", "结合上下文更为敏感"),
    "contract-or-law": Words("A contract or a law says so", "合同或法规有规定"),
    "other": Words("Another reason", "其他原因"),
}
