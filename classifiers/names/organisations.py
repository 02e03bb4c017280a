"""Organisations by their endings, with the left edge where the name begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assay.classifiers.names.lexicon import chinese, english, places
from assay.classifiers.names.spans import Span
from assay.classifiers.words import segmenter, tags

__all__ = ["find_organisations", "looks_like_organisation"]

_STRONG = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "分公司", "子公司", "合伙企业", "律师事务所",
    "会计师事务所", "事务所", "合作社", "基金会", "研究院", "研究所", "出版社", "人民医院", "中心医院", "人民法院", "人民检察院",
    "人民政府", "公安局", "税务局", "教育局", "财政局", "民政局", "市场监督管理局", "监督管理局", "管理局", "统计局", "气象局",
    "监管局", "环保局", "规划局", "卫健委", "发改委", "委员会", "协会", "学会", "联合会", "总工会", "商会", "大使馆", "领事馆", "派出所", "博物馆",
    "图书馆", "幼儿园", "实验室", "俱乐部", "证券交易所", "交易所",
)  # fmt: skip
_PLAIN = (
    "公司", "集团", "银行", "分行", "支行", "医院", "大学", "学院", "中学", "小学", "学校", "法院", "检察院", "保险", "证券", "基金", "报社",
    "电视台", "工厂", "酒店", "宾馆", "超市", "书店", "药房", "传媒", "通讯社", "日报", "晚报", "杂志社", "足球队", "球队", "党委",
)  # fmt: skip
_ENDING = re.compile("|".join(sorted((*_STRONG, *_PLAIN), key=len, reverse=True)))
_LEFT = re.compile(r"[\u3400-\u9fffA-Za-z0-9()·&.]{1,30}$")
_BREAK_TAGS = frozenset("pcury")
_BREAK_TAGS_PLAIN = frozenset("pcuryvdmqef")
_SMALL = frozenset("在由与和及向是为对从的了将被经至到给于即或等请让把")
_BREAK_WORDS = frozenset({
    "甲方", "乙方", "丙方", "供应商", "客户", "委托方", "受托方", "买方", "卖方", "出租方", "承租方", "发包方", "承包方", "收款单位",
    "付款单位", "单位", "公司", "名称", "全称", "户名", "开户行", "投标人", "招标人", "采购人", "双方", "各", "本", "该", "贵", "我", "他", "她", "其",
    "某", "这家", "一家", "两家", "多家", "几家", "所在", "任职", "就职", "现任", "曾任", "担任", "来自", "前往", "位于", "由", "与", "和", "及", "在", "向",
    "是", "为", "对", "从", "的", "了", "将", "被", "经", "至", "到", "给", "于", "关于", "根据", "以及", "通过", "代表", "系", "入职", "毕业于", "毕业",
})  # fmt: skip
_WEAK_WHOLE = frozenset({
    "公司", "本公司", "该公司", "贵公司", "总公司", "分公司", "子公司", "母公司", "上市公司", "有限公司", "股份公司", "银行", "商业银行", "医院", "大学", "学校", "学院",
    "集团", "保险", "证券", "基金", "委员会", "协会", "开户银行", "发卡银行", "社会保险", "医疗保险", "养老保险", "失业保险", "工伤保险", "生育保险", "人寿保险",
    "人民法院", "人民政府", "管理局", "研究院", "研究所", "事务所", "律师事务所", "俱乐部", "实验室", "酒店", "中小学", "民营银行", "国有银行", "投资公司", "保险公司",
    "证券公司", "基金公司", "科技公司", "互联网公司", "跨国公司", "物业公司", "快递公司", "审计委员会", "薪酬委员会", "中央银行", "投资基金", "私募基金", "公募基金", "国际集团",
})  # fmt: skip

_CAP = r"(?:[A-ZÀ-ÖØ-Þ][\w&'’.-]*|&|of|and|the|for|de|du|di|von|und|y|et)"
_SUFFIX = (
    r"(?:Limited|Ltd|LTD|Inc|INC|Incorporated|LLC|L\.L\.C|LLP|L\.P|GmbH|mbH|AG|KG|SE|plc|PLC|Corp|CORP|Corporation|CORPORATION|"
    r"S\.A|SA|SAS|SARL|S\.p\.A|SpA|S\.r\.l|B\.V|BV|N\.V|NV|Oy|AB|A/S|ApS|Pty|Co|Company|K\.K|Holdings|Group)"
)
_COMPANY = re.compile(
    rf"(?<![\w&])([A-Z0-9À-Þ][\w&'’.-]*(?:,?[ \t]+{_CAP}){{0,6}}?,?[ \t]+{_SUFFIX}(?:\.?,?[ \t]+{_SUFFIX}){{0,2}}\.?)(?![\w&-])"
)
_PLACE_OF = re.compile(
    r"(?<![\w&])((?:University|Bank|Ministry|Department|Institute|Academy|College|Museum|Hospital|Bureau|Embassy|Republic Bank)"
    r"(?:[ \t]+of(?:[ \t]+the)?)(?:[ \t]+(?:[A-Z][\w'’-]*|and|&|of)){1,5})(?![\w&-])"
)
_NAMED = re.compile(
    r"(?<![\w&])((?:[A-Z][\w&'’.-]*[ \t]+){1,5}(?:University|College|Hospital|Bank|Institute|Foundation|Association|Committee|Council|"
    r"Agency|Authority|Commission|Ministry|Society|Church|Airlines|Airways|Partners|Associates|Industries|Systems|Technologies|"
    r"Solutions|Laboratories|Labs|Ventures|Capital|Insurance|Securities|Pharmaceuticals|Motors|Logistics|Enterprises|Consulting|Trust))"
    r"(?![\w&-])"
)
_AND_SONS = re.compile(
    r"(?<![\w&])([A-Z][a-z]+(?:, [A-Z][a-z]+)?(?:-[A-Z][a-z]+)? (?:and|&) (?:Sons|[A-Z][a-z]+ (?:LLP|Ltd|LLC|Inc)))(?![\w&-])"
)
_SPLIT = re.compile(r"[ \t]+")


def find_organisations(text: str) -> Iterator[Span]:
    """Yield organisations in a normalised text."""
    for match in _ENDING.finditer(text):
        start = _left_edge(text, match.start(), match[0] in _STRONG)
        name = text[start : match.end()]
        core = text[start : match.start()]
        if (
            not core
            or name in _WEAK_WHOLE
            or (text[match.end() : match.end() + 1] in {"卡", "法", "业", "家"} and match[0] not in _STRONG)
        ):
            continue
        strong = match[0] in _STRONG
        if len(core) < 2 or (not strong and len(core) < 2):
            continue
        if not strong and _generic(core):
            continue
        yield Span("organization", start, match.end(), 0.9 if strong else 0.72, f"ending {match[0]}")
    for pattern, score, why in (
        (_COMPANY, 0.88, "company suffix"),
        (_PLACE_OF, 0.82, "kind of institution"),
        (_NAMED, 0.76, "kind of institution"),
        (_AND_SONS, 0.7, "firm of partners"),
    ):
        for match in pattern.finditer(text):
            start = match.start(1) if pattern is _PLACE_OF else _english_start(text, match.start(1), match.end(1))
            if start is not None:
                yield Span("organization", start, match.end(1), score, why)


def _generic(core: str) -> bool:
    """Say whether what stands before a plain ending is an ordinary word: 一家银行, 商业银行."""
    tag = tags().get(core, "")
    return tag[:1] in {"r", "m", "v", "a", "d", "b", "p"} or (len(core) == 2 and tag == "n") or core in _BREAK_WORDS


def _left_edge(text: str, end: int, strong: bool) -> int:
    """Walk back word by word from an ending to where the name begins."""
    run = _LEFT.search(text[max(0, end - 30) : end])
    if run is None:
        return end
    start = end - len(run[0])
    begun = _place_start(run[0])
    position = end
    for token in reversed(segmenter().lcut(run[0])):
        if token in _BREAK_WORDS or token in chinese().verbs or token in _SMALL:
            break
        if token in {"(", ")", "."} and not _bracketed(text, position, token):
            break
        tag = tags().get(token, "")
        if tag[:1] in (_BREAK_TAGS if strong else _BREAK_TAGS_PLAIN) and tag != "vn":
            break
        position -= len(token)
        if position - start == begun and begun:
            break
    return position


def _place_start(run: str) -> int:
    """Return where the last place name in a run begins, if a name may begin there: 与【北京】某某."""
    best = 0
    for name in (*places().provinces, *places().cities):
        place = run.rfind(name)
        if place > best and len(run) - place > len(name) and run[place - 1] not in "(（":
            best = place
    return best


def _bracketed(text: str, position: int, token: str) -> bool:
    """Say whether a bracket belongs to a name, as in 华为(中国)有限公司."""
    if token == ")":
        return "(" in text[max(0, position - 8) : position]
    return token == "(" and ")" in text[position : position + 8]


def _english_start(text: str, start: int, end: int) -> int | None:
    """Move the left edge past words that begin sentences rather than names; None where nothing is left."""
    stop = english().stop | {"and", "of", "the", "for", "between", "with"}
    words = list(_SPLIT.split(text[start:end]))
    while len(words) > 1 and words[0].strip(",.").lower() in _LEADING:
        start += (
            len(words[0]) + len(text[start + len(words[0]) : end]) - len(text[start + len(words[0]) : end].lstrip())
        )
        words = words[1:]
    if len(words) < 2 or all(word.strip(",.").lower() in stop for word in words[:-1]):
        return None
    return start


_LEADING = frozenset(
    "the a an and of for between with by to from at in on our your their this that dear hi hello contact customer client supplier vendor "
    "please when while if as is was were are i we he she they it but or since after before via join visit call company".split()
)


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(
        rf".*(?:{_ENDING.pattern})(?:[(].{{0,12}}[)])?$|.*[ ,]{_SUFFIX}\.?$|.*\b(?:University|College|Hospital|Bank|Institute)\b.*"
    )


def looks_like_organisation(value: str) -> bool:
    """Say whether a whole cell is an organisation by its ending."""
    return 3 <= len(value) <= 80 and bool(_whole().fullmatch(value))
