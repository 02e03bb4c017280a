"""What a notice says: CloudEvents for machines, and the same in words for people. Masked, ids and counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.governance.domain import Words

__all__ = ["DIGEST", "FAILED", "FINISHED", "RESTRICTED", "cloud_event", "mail_text"]

RESTRICTED, FINISHED = "assay.assets.restricted", "assay.run.finished"
FAILED, DIGEST = "assay.source.failed", "assay.digest.weekly"

_SUBJECTS: Mapping[str, Words] = {
    RESTRICTED: Words("{count} new restricted files", "新增 {count} 个受限文件"),
    FINISHED: Words("A scan has ended: {files} files", "扫描已结束：{files} 个文件"),
    FAILED: Words("A source could not be read", "有来源无法读取"),
    DIGEST: Words(
        "Your week in data: {assets} assets, {reviews_open} open reviews",
        "数据周报：{assets} 项资产，{reviews_open} 项待复核",
    ),
}
_FIELDS: Mapping[str, Words] = {
    "count": Words("files", "文件数"),
    "files": Words("files", "文件数"),
    "unchanged": Words("unchanged", "未变化"),
    "gone": Words("gone", "已消失"),
    "complete": Words("read whole", "完整读取"),
    "partial": Words("read in part", "部分读取"),
    "skipped": Words("skipped", "已跳过"),
    "failed": Words("failed", "失败"),
    "state": Words("state", "状态"),
    "run": Words("run", "任务"),
    "source": Words("source", "来源"),
    "error": Words("kind of error", "错误类型"),
    "assets": Words("assets", "资产"),
    "restricted": Words("restricted", "受限"),
    "unread": Words("not read whole", "未完整读取"),
    "reviews_open": Words("open reviews", "待复核"),
    "issues_open": Words("open issues", "未解决的问题"),
    "links": Words("links", "关联"),
    "by_level": Words("by level", "按级别"),
}  # fmt: skip

_VALUES: Mapping[str, Words] = {
    "done": Words("done", "已完成"),
    "cancelled": Words("cancelled", "已取消"),
    "failed": Words("failed", "失败"),
    "UsageError": Words("its place is not there", "位置不存在"),
    "UnavailableError": Words("it does not answer", "没有响应"),
    "ForbiddenError": Words("it may not be read", "无权读取"),
}


def cloud_event(entry_id: str, kind: str, at: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a CloudEvent 1.0 in JSON form; `source` names no machine."""
    return {
        "specversion": "1.0", "id": entry_id, "source": "/assay", "type": kind, "time": at,
        "datacontenttype": "application/json", "data": dict(data),
    }  # fmt: skip


def mail_text(kind: str, data: Mapping[str, Any], *, chinese: bool) -> tuple[str, str]:
    """Return subject and body of a mail."""
    subject = _pick(_SUBJECTS[kind], chinese)
    lines = []
    for name, value in data.items():
        if name == "items":
            lines += ["", *(f"- {it['path']}/{it['name']}  [{it['level']}]".replace("- /", "- ") for it in value)]
        elif name in _FIELDS and value is not None:
            lines.append(f"{_pick(_FIELDS[name], chinese)}: {_shown(value, chinese)}")
    return f"Assay: {subject.format(**data)}", "\n".join(lines) + "\n"


def _pick(words: Words, chinese: bool) -> str:
    return words.zh if chinese else words.en


def _shown(value: Any, chinese: bool) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {count}" for key, count in value.items())
    return _pick(_VALUES[value], chinese) if isinstance(value, str) and value in _VALUES else str(value)
