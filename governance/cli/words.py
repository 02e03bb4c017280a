"""What the command line says, in English and in Chinese."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from assay.governance.domain import Words

__all__ = ["chinese", "pick", "say"]

_SAID: Mapping[str, Words] = {
    "accuracy": Words("accuracy", "准确率"),
    "action": Words("action", "操作"),
    "active": Words("active: {what}", "已启用：{what}"),
    "count-accounts": Words("account and card numbers", "账号与卡号"),
    "count-children": Words("values of people who may be children", "疑似未成年人信息"),
    "count-health_records": Words("health records", "健康记录"),
    "count-places": Words("places beside people, vehicles or devices", "与人员、车辆或设备相关的位置"),
    "count-sensitive_subjects": Words("people with sensitive information, at least", "涉及敏感个人信息的人数（至少）"),
    "count-subjects": Words("people, each counted once", "人数（同一人计一次）"),
    "counted": Words("counted over all assets", "全部资产合计"),
    "pack-sound": Words("The pack holds together.", "策略包有效。"),
    "pack-unsound": Words("{n} problems", "{n} 个问题"),
    "policy-access": Words(
        "{role} (sees up to {level}): {hidden} more hidden, {shown} more shown",
        "{role}（可见至 {level}）：新增不可见 {hidden} 个，新增可见 {shown} 个",
    ),
    "policy-applied": Words(
        "{policy} is in force in place of {replaces}; {n} assets graded, aligned with the scheme, not certified",
        "{policy} 已生效，替换 {replaces}；重新定级 {n} 个资产（参照该方案，不构成合规结论）",
    ),
    "policy-more": Words("… and {n} more; --json lists them all", "……另有 {n} 个；--json 列出全部"),
    "policy-people": Words(
        "questions {asks} -> {then}, minutes {minutes} -> {later}, decisions that become floors {n}",
        "待复核 {asks} -> {then}，所需分钟 {minutes} -> {later}，转为下限的决定 {n}",
    ),
    "policy-would": Words(
        "{after} in place of {before} changes {n} of {of} assets", "{after} 替换 {before}：{of} 个资产中 {n} 个变化"
    ),
    "stage-embed": Words("embed", "向量化"),
    "stage-judge": Words("judge", "判定"),
    "stage-keys": Words("make keys", "建立键"),
    "stage-link": Words("link", "关联"),
    "stage-perceive": Words("read", "读取"),
    "stage-understand": Words("understand", "理解"),
    "state-approved": Words("approved", "已确认"),
    "state-proposed": Words("proposed", "建议"),
    "state-reviewed": Words("reviewed", "已复核"),
    "agreement": Words("agreement", "一致率"),
    "asset": Words("asset", "资产"),
    "cached": Words("{cached} stages taken from the cache", "{cached} 个阶段取自缓存"),
    "code": Words("code", "代码"),
    "decided": Words("decided", "已决定"),
    "cases-held": Words("{held} of {of} expectations held", "{of} 项预期中 {held} 项成立"),
    "candidates": Words("candidates", "候选级别"),
    "certainty": Words("certainty", "确定性"),
    "descriptions-alone": Words("descriptions alone", "仅凭描述"),
    "examples-per-topic": Words("examples a topic", "每主题示例数"),
    "expected": Words("expected", "预期"),
    "few-examples": Words(
        "Few examples or none (8 to 128 are best): {topics}", "示例不足或没有（8 至 128 条为佳）：{topics}"
    ),
    "genre": Words("genre", "文种"),
    "got": Words("got", "实际"),
    "asks": Words("asks", "提问"),
    "description": Words("description", "说明"),
    "data-element": Words("scenario", "应用场景"),
    "detector": Words("detector", "检测器"),
    "dimension": Words("dimension", "维度"),
    "exported": Words("{assets} assets written", "已写出 {assets} 个资产"),
    "evidence": Words("evidence", "证据"),
    "file": Words("file", "文件"),
    "findings": Words("findings", "发现"),
    "inactive": Words("missing here: {what}", "本机缺失：{what}"),
    "industry": Words("industry", "行业"),
    "ingested": Words(
        "{assets} assets of {files} files in {seconds:.1f} s", "{files} 个文件，{assets} 个资产，用时 {seconds:.1f} 秒"
    ),
    "issue": Words("issue", "问题"),
    "issues": Words("Quality issues", "质量问题"),
    "key": Words("key", "密钥"),
    "key-once": Words("This key is shown once; keep it safe.", "该密钥只显示一次，请妥善保存。"),
    "kind": Words("kind", "类型"),
    "label": Words("label", "标签"),
    "level": Words("level", "级别"),
    "linked": Words("linked:", "关联："),
    "link": Words("link", "关联"),
    "links": Words("Links", "关联"),
    "entity": Words("entity", "实体"),
    "entities": Words("Entities", "实体"),
    "entity-assets": Words("Where it is named", "出现位置"),
    "entity-why": Words("Why names are one thing, or may be", "名称归并依据"),
    "names": Words("names", "名称"),
    "name-id": Words("name's id", "名称编号"),
    "links-made": Words("{links} links, {tasks} open reviews", "{links} 条关联，{tasks} 项待复核"),
    "mask-done": Words(
        "{masked} values masked ({labels}); read again, nothing was found. Level before: {before}, after: {after}.",
        "已遮盖 {masked} 个值（{labels}）；复读未再发现。级别：遮盖前 {before}，遮盖后 {after}。",
    ),
    "masked": Words("masked", "脱敏值"),
    "modality": Words("modality", "模态"),
    "name": Words("name", "名称"),
    "no-corpus": Words(
        "the sample corpus is not here: run this in a checkout, where examples/corpus lies",
        "未找到示例语料：请在含有 examples/corpus 的代码目录中运行",
    ),
    "no-description": Words(
        "neither described nor seeded: its label alone speaks for it", "没有描述，也没有种子词：只有名称可依据"
    ),
    "no-hits": Words("Nothing found.", "没有找到。"),
    "no-reviews": Words("No open reviews.", "没有待复核的任务。"),
    "not-loopback": Words(
        "Warning: the server is reachable from other machines. Traffic is not encrypted; put TLS before it.",
        "警告：其他机器可以访问本服务。通信未加密，请在前面部署 TLS。",
    ),
    "none": Words("none", "无"),
    "number": Words("number", "数量"),
    "on-examples-left-out": Words("on {number} examples, each left out once", "{number} 条示例逐一留出检验"),
    "open": Words("open", "待处理"),
    "parent": Words("parent", "上级"),
    "place": Words("place", "位置"),
    "actor": Words("actor", "操作者"),
    "after": Words("after", "之后"),
    "before": Words("before", "之前"),
    "field": Words("field", "字段"),
    "fields": Words("fields", "字段"),
    "right-when-said": Words("right where a topic is said", "给出主题时的正确率"),
    "said-of-others": Words("other texts that get a topic", "无关文本误判比例"),
    "safety": Words("content safety", "内容安全"),
    "share-said": Words("texts that get a topic", "给出主题的比例"),
    "source": Words("source", "来源"),
    "status-complete": Words("complete", "完整"),
    "status-failed": Words("failed", "失败"),
    "status-partial": Words("partial", "部分读取"),
    "status-skipped": Words("skipped", "跳过"),
    "target": Words("target", "对象"),
    "taxonomy": Words("topic set", "主题集"),
    "taxonomy-holds": Words("{topics} topics; it holds together.", "{topics} 个主题，内容完整。"),
    "taxonomy-kept": Words(
        "Kept {name}: {topics} topics, told by their descriptions.", "已保存 {name}：{topics} 个主题，依据描述判断。"
    ),
    "taxonomy-learned": Words("{name} learned from {examples} examples.", "{name} 已从 {examples} 条示例学习。"),
    "taxonomy-use": Words(
        'Use it: assay tag --taxonomy {name} FILE; the setting taxonomy = "{name}" uses it for all that is ingested.',
        '使用：assay tag --taxonomy {name} 文件；设置 taxonomy = "{name}" 则用于全部入库内容。',
    ),
    "time": Words("time", "时间"),
    "files": Words("files", "文件数"),
    "forgotten": Words("{contents} contents were forgotten with it.", "同时遗忘 {contents} 份内容。"),
    "known-findings": Words("{known} known findings, {new} new", "已知发现 {known} 项，新发现 {new} 项"),
    "pages-to-ocr": Words("pages to OCR", "待识别页"),
    "plan-cost": Words(
        "About {time} with {workers} workers, {disk} on disk, {pages} pages to recognise; measured on {sampled} files.",
        "约需 {time}（{workers} 个工作进程），磁盘 {disk}，待识别 {pages} 页；依据 {sampled} 个样本文件测得。",
    ),
    "plan-files": Words(
        "{files} files: {read} to read, {unchanged} unchanged",
        "{files} 个文件：待读取 {read} 个，未变化 {unchanged} 个",
    ),
    "plan-unknown": Words("Nothing could be measured.", "没有可测量的文件。"),
    "rules-told": Words(
        "{assets} assets change; {kept} keep what people set by hand", "将更改 {assets} 项资产；{kept} 项保留人工设置"
    ),
    "seconds": Words("seconds", "秒"),
    "size": Words("size", "大小"),
    "suffix": Words("suffix", "后缀"),
    "policy": Words("policy", "策略"),
    "proposal": Words("proposal", "建议"),
    "all": Words("all", "全部"),
    "coverage": Words("coverage", "覆盖率"),
    "kept": Words("kept", "是否满足"),
    "no": Words("no", "否"),
    "promise": Words("promise", "约定"),
    "selection": Words("selection", "筛选条件"),
    "yes": Words("yes", "是"),
    "embed": Words("making vectors", "生成向量"),
    "read": Words("reading", "读取"),
    "reason": Words("reason", "原因"),
    "reviews-open": Words("Open reviews", "待复核"),
    "role": Words("role", "角色"),
    "rule": Words("rule", "规则"),
    "score": Words("score", "分数"),
    "mcp-served": Words(
        "Agents are served on {url}; each request needs a key.   Stop with Ctrl-C.",
        "智能体服务地址：{url}；每次请求均需密钥。   按 Ctrl-C 停止。",
    ),
    "served": Words("Assay is open. Sign in once with this link:", "Assay 已启动。请用此链接登录（一次有效）："),
    "served-api": Words("API: {url}/v1   Stop with Ctrl-C.", "API：{url}/v1   按 Ctrl-C 停止。"),
    "setting": Words("setting", "设置"),
    "severity": Words("severity", "严重程度"),
    "snippet": Words("text", "文本"),
    "stages": Words("{run} stages run", "执行了 {run} 个阶段"),
    "state": Words("state", "状态"),
    "status": Words("status", "状态"),
    "steward": Words("steward", "负责人"),
    "stopped": Words("stopped; what was finished is kept", "已停止；已完成的部分已保存"),
    "stopping": Words("stopping after the files in hand …", "正在处理的文件完成后停止……"),
    "task": Words("task", "任务"),
    "topic": Words("topic", "主题"),
    "topics": Words("topics", "主题数"),
    "unexpected": Words(
        "unexpected {kind}; ASSAY_DEBUG=1 shows where", "意外错误 {kind}；设置 ASSAY_DEBUG=1 可查看位置"
    ),
    "unread": Words("Not read whole", "未完整读取"),
    "value": Words("value", "值"),
    "because": Words("because", "依据"),
    "for-example": Words("for example", "例如"),
    "version": Words("version", "版本"),
    "written": Words("as it stands there", "原文写法"),
    "tour-files": Words(
        "{assets} assets, those inside archives and mails among them: {kinds}",
        "共 {assets} 个资产（含压缩包与邮件中的文件）：{kinds}",
    ),
    "tour-levels": Words("How sensitive, and why ({policy})", "敏感级别及依据（{policy}）"),
    "tour-thread": Words(
        "{label} {value}: one thing in {files} files of {kinds} kinds",
        "{label} {value}：{kinds} 类共 {files} 个文件提到它",
    ),
    "tour-more": Words("  … and in {more} more", "  ……另有 {more} 个文件"),
    "tour-page": Words("page {n}", "第 {n} 页"),
    "tour-row": Words("{sheet}, row {n}", "{sheet}，第 {n} 行"),
    "tour-line": Words("line {n}", "第 {n} 行"),
    "tour-picture": Words("in the picture", "图中"),
    "tour-links": Words("{links} links: {kinds}", "{links} 条关联：{kinds}"),
    "tour-issues": Words("What is wrong with the files, the worst first", "文件质量问题，严重者在前"),
    "tour-questions": Words("{number} questions wait for a person, because", "{number} 项待人工复核，原因"),
    "tour-next": Words(
        "The story behind these files: examples/README.md. Step by step through it: docs/story.md.",
        "这些文件背后的故事见 examples/README.zh-CN.md，逐步讲解见 docs/zh/story.md。",
    ),
    "terms-set": Words(
        "{new} new, {changed} changed; {terms} terms in all", "新增 {new} 项，更改 {changed} 项；共 {terms} 项术语"
    ),
    "way-cut": Words("Not all could be looked at.", "未能查看全部关联。"),
    "watching": Words(
        "Looking for changes every {seconds:g} s; stop with Ctrl-C.", "每 {seconds:g} 秒查看一次变化；按 Ctrl-C 停止。"
    ),
    "why": Words("why", "依据"),
}


def chinese() -> bool:
    """Say whether to speak Chinese: by `ASSAY_LANG`, else by the locale."""
    for name in ("ASSAY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        chosen = os.environ.get(name)
        if chosen:
            return chosen.lower().startswith("zh")
    return False


def say(key: str, **values: Any) -> str:
    """Return the words for a key, with the values in their places."""
    words = _SAID[key]
    return (words.zh if chinese() else words.en).format(**values)


def pick(words: Words | Mapping[str, str] | str | None) -> str:
    """Return the language that is spoken, of a thing that is said in both."""
    if words is None:
        return ""
    if isinstance(words, str):
        return words
    plain = words.as_dict() if isinstance(words, Words) else words
    return str(plain.get("zh" if chinese() else "en") or plain.get("en") or "")
