"""The README's table of figures, from what the benchmarks wrote last; a figure that was never measured has no row."""

from __future__ import annotations

import json
import re
from pathlib import Path

from writing.tables import table

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"

# What was measured (English, Chinese), the figures as a template over the results' flat keys, and the command.
_ROWS = (
    ("Identifiers with a check digit, F1 on text by people who had not seen the detectors, English · Chinese",
     "带校验位的标识符 F1（句子编写者未看过识别器），英文 · 中文",
     "{unseen.en.kind: checksum.f1:.3f} · {unseen.zh.kind: checksum.f1:.3f}", "python -m benchmarks detection"),
    ("Identifiers that only context tells, F1 on the same text, English · Chinese",
     "仅靠上下文识别的标识符 F1（同上），英文 · 中文",
     "{unseen.en.kind: context.f1:.3f} · {unseen.zh.kind: context.f1:.3f}", "python -m benchmarks detection"),
    ("Pattern detectors beside Presidio's: F1, times as fast", "模式检测对比 Presidio：F1、速度倍数",
     "{patterns.exact.f1.ours:.3f} : {patterns.exact.f1.presidio:.3f}, {patterns.same.ratio:.0f} ×",
     "make bench-detect"),
    ("The whole cascade beside Presidio's: F1, times as fast", "完整检测对比 Presidio：F1、速度倍数",
     "{whole.exact.f1.ours:.3f} : {whole.exact.f1.presidio:.3f}, {whole.ratio:.1f} ×", "make bench-detect"),
    ("PDF pages a CPU second beside unstructured", "PDF 每 CPU 秒页数，对比 unstructured",
     "{pdf.pages_per_cpu_second.ours:.0f} : {pdf.pages_per_cpu_second.unstructured:.1f}", "make bench-extract"),
    ("PDF pages in the order that people read them, beside unstructured",
     "PDF 按人的阅读顺序读出的比例，对比 unstructured",
     "{pdf.order.ours:.2f} : {pdf.order.unstructured:.2f}", "make bench-extract"),
    ("Files of thirty formats read whole, of those that are neither encrypted nor broken on purpose",
     "30 种格式的文件完整读取的比例（加密与故意损坏的除外）", "{formats.complete:.3f}", "make bench-extract"),
    ("Words of photographed receipts that are recognised", "拍摄的小票上识别出的词", "{receipts.word_recall:.2f}",
     "make bench-extract"),
    ("CPU time over office, web and mail files, unstructured being 1",
     "办公、网页、邮件文件的 CPU 时间，unstructured 为 1", "{office.ratio:.3f}", "make bench-extract"),
    ("Chinese sentence to its English one among 1,000: first · in ten",
     "中文句子找其英文译句（千句中）：首位 · 前十",
     "{encoder.tatoeba.at1:.3f} · {encoder.tatoeba.at10:.3f}", "make bench-models"),
    ("Topics from their descriptions alone, AG News · THUCNews", "仅凭主题描述分类，AG News · THUCNews",
     "{topics.agnews.descriptions:.2f} · {topics.thucnews.descriptions:.2f}", "make bench-models"),
    ("Links between two modalities: precision · recall", "跨模态关联：精确率 · 召回率",
     "{linking.cross_modal.precision:.3f} · {linking.cross_modal.recall:.3f}", "python -m benchmarks linking"),
    ("Links of 10,000 files: times as fast as all pairs · share of their links",
     "10,000 份文件的关联：比逐对比较快的倍数 · 找到的份额",
     "{linking.speedup:,.0f} × · {linking.edges:.4f}", "python -m benchmarks linking_speed"),
    ("Search in 100,000 chunks with filters: recall@10 · p95 in milliseconds",
     "100,000 个分块的带过滤检索：recall@10 · p95 毫秒",
     "{search.recall10:.3f} · {search.p95_ms:.0f}", "python -m benchmarks search --chunks 100000"),
    ("One thing under many names (DBLP-ACM), F1 beside Splink's", "实体归一（DBLP-ACM）F1，与 Splink 相比",
     "{resolution.f1:.3f} : {resolution.splink.f1:.3f}", "make bench-resolution"),
)  # fmt: skip


def measured() -> str:
    """Return the table in English."""
    return table(("measured", "figure", "command"), _rows(0))


def measured_zh() -> str:
    """Return the table in Chinese."""
    return table(("测量内容", "结果", "命令"), _rows(1))


def _rows(language: int) -> list[tuple[str, str, str]]:
    known: dict[str, float] = {}
    for file in sorted(RESULTS.glob("*.json")):
        known |= json.loads(file.read_text(encoding="utf-8"))
    rows = []
    for *says, figures, command in _ROWS:
        said = _said(figures, known)
        if said is not None:
            rows.append((says[language], said, f"`{command}`"))
    return rows


def _said(template: str, known: dict[str, float]) -> str | None:
    try:
        return re.sub(r"\{([^{}]+):([^{}:]+)\}", lambda found: format(known[found[1]], found[2]), template)
    except KeyError:
        return None
