"""Edges and ways as sentences, in English and in Chinese. Names and values in them are masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.governance.domain import Words

__all__ = ["edge_says", "way_says"]

_EDGES: Mapping[str, Words] = {
    "contains": Words("{left} holds {right}.", "{left}包含{right}。"),
    "attached-to": Words("{left} is attached to the mail {right}.", "{left}是邮件{right}的附件。"),
    "same-entity": Words("{left} and {right} name the same {what}.", "{left}与{right}提到同一{what}。"),
    "mentions-document": Words("{left} mentions {right}: {what}.", "{left}提到{right}：{what}。"),
    "same-event": Words("{left} and {right} are of the same event.", "{left}与{right}出自同一事件。"),
    "derived-from": Words("{left} was made from {right}.", "{left}由{right}得出。"),
    "version-of": Words("{left} and {right} are versions of one document.", "{left}与{right}是同一文档的不同版本。"),
    "near-duplicate": Words("{left} and {right} are nearly the same.", "{left}与{right}几乎相同。"),
    "translation-of": Words("{left} and {right} translate each other.", "{left}与{right}互为译文。"),
    "similar-to": Words("{left} and {right} are about the same.", "{left}与{right}内容相近。"),
    "copy": Words("{left} and {right} hold the same bytes.", "{left}与{right}内容逐字节相同。"),
}
_OTHER = Words("{left} and {right} are linked ({kind}).", "{left}与{right}有关联（{kind}）。")
_THING = Words("thing", "事物")
_BARE = Words("by name", "按名称")
_WAYS = (
    Words("{start} and {end} are the same asset.", "{start}与{end}是同一资产。"),
    Words("{start} and {end} are joined directly.", "{start}与{end}直接相连。"),
    Words("{start} and {end} are joined in {steps} steps.", "{start}与{end}经 {steps} 步相连。"),
)
_NO_WAY = Words(
    "No way leads from {start} to {end} in {longest} steps.", "{longest} 步之内，{start}与{end}之间没有通路。"
)


def edge_says(kind: str, left: str, right: str, evidence: Sequence[Mapping[str, Any]] = ()) -> Words:
    """Return what an edge says of two assets by their names; `evidence` is that at its left end."""
    what = _what(evidence, _BARE if kind == "mentions-document" else _THING)
    en, zh = _EDGES.get(kind, _OTHER)
    return Words(
        en.format(left=_quoted(left), right=_quoted(right), what=what.en, kind=kind),
        zh.format(left=_named(left), right=_named(right), what=what.zh, kind=kind),
    )


def way_says(start: str, end: str, steps: int | None, longest: int) -> Words:
    """Return how far two assets lie apart; `steps` is None where no way was found."""
    en, zh = _NO_WAY if steps is None else _WAYS[min(steps, 2)]
    return Words(
        en.format(start=_quoted(start), end=_quoted(end), steps=steps, longest=longest),
        zh.format(start=_named(start), end=_named(end), steps=steps, longest=longest),
    )


def _what(evidence: Sequence[Mapping[str, Any]], nothing: Words) -> Words:
    """Return what both ends hold: its label and its masked value."""
    first = next((it for it in evidence if it.get("says") or it.get("masked")), None)
    if first is None:
        return nothing
    says, masked = first.get("says"), str(first.get("masked") or "")
    en = (says["en"][:1].lower() + says["en"][1:] if says else "", masked)
    zh = (says["zh"] if says else "", masked)
    return Words(" ".join(it for it in en if it), " ".join(it for it in zh if it))


def _quoted(name: str) -> str:
    return f"“{name}”"


def _named(name: str) -> str:
    return f"《{name}》"
