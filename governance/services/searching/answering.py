"""Answers: passages that are cited, masked and counted, the sentence that answers best, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.governance.domain import Actor, Hit, Words
from assay.governance.services.searching.hits import answer
from assay.governance.services.searching.matching import weights
from assay.governance.services.searching.quoting import context, inert, tokens
from assay.governance.services.searching.relevance import Judged, judged
from assay.governance.services.searching.search import SearchService, merged
from assay.governance.store import ChunkRecord, Store

__all__ = ["AnswerService"]

_FILES = 12
_PIECES_A_FILE = 2
_PIECES = 16
_ABSTAINED = {
    "nothing-found": Words(
        "Not found in what you may see: no file speaks of it.", "在您可见的范围内没有找到：没有文件提及此事。"
    ),
    "nothing-near": Words(
        "Not found in what you may see: what comes nearest does not answer it.",
        "在您可见的范围内没有找到：最接近的内容不足以回答。",
    ),
    "budget": Words(
        "What answers it does not fit into the tokens that were asked for.", "可作答的内容超出所给的词元数。"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A passage that may be cited: its file's hit, the chunk, its text without unseen signs, and what it is worth."""

    hit: Mapping[str, Any]
    piece: ChunkRecord
    text: str
    kept: Sequence[int]
    told: Judged


class AnswerService:
    """Answers questions with quotations. Nothing is generated, and what a file says steers nothing."""

    def __init__(self, *, store: Store, search: SearchService) -> None:
        self._store = store
        self._search = search

    def ask(
        self, question: str, *, actor: Actor, passages: int = 6, budget: int = 1_500, **narrowed: Any
    ) -> dict[str, Any]:
        """Return cited passages, best first, together no more than about `budget` tokens, or why there are none.

        `narrowed` are the fields of `Asked`; `max_level` keeps everything above a level out.

        Raises:
            ForbiddenError: the role may not search.
            UsageError: a level that no pack has.
        """
        candidates = self._candidates(question, actor, narrowed)
        if not candidates:
            return _abstained("nothing-found")
        near = [it for it in candidates if it.told.enough]
        if not near:
            return _abstained("nothing-near")
        cited: list[dict[str, Any]] = []
        left = budget
        for candidate in sorted(near, key=lambda it: -it.told.support):
            span = _fitting(candidate, left)
            if span is None or len(cited) == passages:
                continue
            cited.append(_cited(candidate, *span, number=len(cited) + 1))
            left -= cited[-1]["tokens"]
        if not cited:
            return _abstained("budget")
        return {
            "status": "answered", "reason": None, "says": None, "answer": _best(cited), "passages": cited,
            "tokens": budget - left, "context": context(cited),
        }  # fmt: skip

    def _candidates(self, question: str, actor: Actor, narrowed: Mapping[str, Any]) -> list[_Candidate]:
        place = self._search.place(actor, **narrowed)
        asked = self._search.reading(question)
        rankings = self._search.rankings(asked, place.within)
        with self._store.read() as db:
            hits = answer(
                db,
                merged(rankings),
                scope=place.scope,
                filters=place.filters,
                leading=place.leading,
                limit=_FILES,
                also=place.also,
            )
            pieces = db.chunks.many(_pieces(hits["hits"], rankings))
        held = {hit["content"]: hit for hit in hits["hits"]}
        order = [it for hit in hits["hits"] for it in sorted(pieces) if it[0] == hit["content"]][:_PIECES]
        shown = [inert(pieces[key].text) for key in order]
        told = judged([text for text, _ in shown], asked.masked, weights(asked.terms), asked.encode)
        found: dict[str, _Candidate] = {}
        for key, (text, kept), worth in zip(order, shown, told, strict=True):
            candidate = _Candidate(hit=held[key[0]], piece=pieces[key], text=text, kept=kept, told=worth)
            found.setdefault(" ".join(text.split()), candidate)
        return list(found.values())


def _pieces(hits: Sequence[Mapping[str, Any]], rankings: Mapping[str, Sequence[Hit]]) -> set[tuple[str, int]]:
    """Return of each file that was found the best chunks of each ranking."""
    wanted = {hit["content"] for hit in hits}
    chosen: set[tuple[str, int]] = set()
    for ranked in rankings.values():
        taken: dict[str, int] = {}
        for hit in ranked:
            if hit.content_id in wanted and taken.get(hit.content_id, 0) < _PIECES_A_FILE:
                taken[hit.content_id] = taken.get(hit.content_id, 0) + 1
                chosen.add((hit.content_id, hit.ordinal))
    return chosen


def _fitting(candidate: _Candidate, left: int) -> tuple[int, int] | None:
    """Return the span of a passage that fits: all of it, or sentences around the best; None where that is too long."""
    text, told = candidate.text, candidate.told
    if tokens(text) <= left:
        return 0, len(text)
    best = told.best
    if best is None or tokens(text[best.start : best.end]) > left:
        return None
    at = told.sentences.index(best)
    first = last = at
    while True:
        wider = [(first - 1, last), (first, last + 1)]
        fits = [
            (low, high)
            for low, high in wider
            if low >= 0 and high < len(told.sentences)
            and tokens(text[told.sentences[low].start : told.sentences[high].end]) <= left
        ]  # fmt: skip
        if not fits:
            return told.sentences[first].start, told.sentences[last].end
        first, last = fits[-1] if last - at <= at - first else fits[0]


def _cited(candidate: _Candidate, begin: int, end: int, *, number: int) -> dict[str, Any]:
    hit, told = candidate.hit, candidate.told
    best = told.best
    at = candidate.kept[best.start if best else begin] if candidate.kept else 0
    text = candidate.text[begin:end]
    return {
        "passage": number, "asset": hit["asset"], "name": hit["name"], "path": hit["path"], "modality": hit["modality"],
        "locator": candidate.piece.place(at).as_dict(), "text": text, "tokens": tokens(text),
        "score": round(told.support, 2), "why": hit["why"], "sensitivity": hit["sensitivity"],
        "highlight": [best.start - begin, best.end - begin] if best else None,
        "speaks_to_machines": told.speaks_to_machines, "_worth": best.score if best else -1.0,
    }  # fmt: skip


def _best(cited: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the best sentence of all passages, as it stands; None where none may be one."""
    worth = [it.pop("_worth") for it in cited]
    told = [it for it in cited if it["highlight"]]
    if not told:
        return None
    best = max(zip(worth, cited, strict=True), key=lambda it: (it[0], -it[1]["passage"]))[1]
    start, end = best["highlight"]
    return {"passage": best["passage"], "text": best["text"][start:end]}


def _abstained(reason: str) -> dict[str, Any]:
    return {
        "status": "abstained", "reason": reason, "says": _ABSTAINED[reason].as_dict(), "answer": None, "passages": [],
        "tokens": 0, "context": "",
    }  # fmt: skip
