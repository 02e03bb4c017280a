"""Text of files as a quotation: in sentences, of a known length, and unable to pass for anything but data."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["context", "inert", "sentences", "speaks_to_machines", "tokens"]

_SENTENCE = re.compile(r"[^\n。！？；!?]+?(?:[。！？；]+[”’」』）]*|[.!?]+[\"')\]]*(?=\s|$)|\n|$)", re.DOTALL)
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LETTERS_A_TOKEN = 4
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_TO_MACHINES = re.compile(
    "|".join((
        r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|preceding|all|any|your)\b.{0,30}"
        r"\b(?:instructions?|prompts?|rules|guidelines|directions|polic(?:y|ies))\b",
        r"\byou are (?:now )?(?:an? |the )?(?:ai\b|assistant|language model|chat ?bot|dan\b)",
        r"\bsystem prompt\b",
        r"\bas an ai\b", r"\bnew instructions?\s*:",
        r"\b(?:ai|assistant|llm|language) models? (?:must|should|shall|reading this)\b",
        r"\bdo not (?:tell|inform|mention|reveal)\b.{0,30}\buser\b",
        r"<\|[a-z_]{2,20}\|>", r"\[/?inst\]", r"<</?sys>>", r"^\s*#+\s*(?:system|instruction|assistant)s?\s*:?\s*$",
        r"^\s*(?:system|assistant)\s*[:：]",
        r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|跳过|覆盖)[^。\n]{0,8}(?:之前|以上|上述|上面|先前|此前|前面|所有|全部|你的)[^。\n]{0,8}"
        r"(?:指令|指示|提示|要求|规则|设定)",
        r"你(?:现在|其实)?是(?:一个|一名)?[^。，\n]{0,6}(?:ai|人工智能|语言模型|大模型|智能助手|聊天机器人)",
        r"系统提示词?", r"(?:新的?|以下)指令[:：]", r"(?:不要|不得|请勿|切勿)[^。\n]{0,6}(?:告诉|告知|透露给|提醒)用户",
        r"(?:人工智能|大模型|语言模型|ai)(?:模型|助手)?(?:必须|应当|请)",
    )),
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends, in code points; blank ones are left out."""
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        stripped = found.group().strip()
        if stripped:
            begin = start + found.group().index(stripped[0])
            yield begin, min(end, begin + len(stripped))


def tokens(text: str) -> int:
    """Return about how many tokens of a language model a text is: a Chinese sign each, four letters of others."""
    han = len(_HAN.findall(text))
    return han + -(-(len(text) - han) // _LETTERS_A_TOKEN)


def inert(text: str) -> tuple[str, list[int]]:
    """Return a text without signs that nobody sees but a machine reads, and the place that each kept sign had."""
    kept = [
        at
        for at, sign in enumerate(text)
        if sign in "\n\t" or not (unicodedata.category(sign) in _UNSEEN or _SELECTORS.match(sign))
    ]
    return "".join(text[at] for at in kept), kept


def speaks_to_machines(text: str) -> bool:
    """Say whether a text tells a language model what to do; it is quoted all the same, but is no answer."""
    return _TO_MACHINES.search(unicodedata.normalize("NFKC", inert(text)[0])) is not None


def context(passages: Sequence[Mapping[str, Any]]) -> str:
    """Return passages for a prompt, one JSON object a line: nothing in a passage can end its own quotation."""
    return "\n".join(
        json.dumps(
            {"passage": it["passage"], "file": it["name"], "level": _level(it), "quoted": it["text"]},
            ensure_ascii=False,
        )
        for it in passages
    )


def _level(passage: Mapping[str, Any]) -> str | None:
    grade = passage["sensitivity"]
    return f"{grade['policy'].partition('@')[0]}:{grade['code']}" if grade else None
