"""Links the summary of a talk to the recording and the transcript that it sums up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Modality, Side, Sketch
from assay.knowledge_graph.linkers.ends import first_line, linked
from assay.knowledge_graph.linkers.shared_values import SharedValueLinker

__all__ = ["SummaryLinker"]

_SUMS_UP = re.compile(
    r"(?<![a-z])(?:summary|abstract|digest|recap|notes) (?:of|on) (?:the |a |our |this )?(?:\w+ )?"
    r"(?:call|conversation|talk|meeting|recording|interview|hearing)|(?<![a-z])(?:call|conversation|meeting|interview) "
    r"(?:summary|recap|digest)|(?:通话|电话|录音|会谈|会议|访谈|谈话|沟通)(?:内容)?(?:摘要|小结|总结|概要|要点)",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(
    r"(?<![a-z])(?:transcript|transcription|verbatim record)(?![a-z])|转写|逐字稿|文字记录|通话记录|录音整理",
    re.IGNORECASE,
)
_RECORDED = frozenset({Modality.AUDIO, Modality.VIDEO})
_HEAD = 3
_SCORE, _AND_MEANING = 0.75, 0.15


class SummaryLinker:
    """Proposes `derived-from` from a text that says that it sums up a talk to a recording or a transcript.

    The two must share the number of a document that few contents hold: a heading alone says nothing of whose talk
    it was.
    """

    name: ClassVar[str] = "summaries"
    version: ClassVar[str] = "1"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return one key that no other content has: that this is a summary, a transcript or a recording."""
        if sketch.modality in _RECORDED:
            return (self._key(sketch, "talk"),)
        head = " ".join([sketch.title or "", *(text for _, text in sketch.lines[:_HEAD])])
        if _SUMS_UP.search(head):
            return (self._key(sketch, "summary"),)
        return (self._key(sketch, "talk"),) if _TRANSCRIPT.search(head) else ()

    def _key(self, sketch: Sketch, label: str) -> JoinKey:
        return JoinKey(linker=self.name, value=f"at:{sketch.content_id}", locator=first_line(sketch), label=label)

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return a link from the summary to what it sums up, or none."""
        ours, theirs = left.of(self.name), right.of(self.name)
        if not ours or not theirs or {ours[0].label, theirs[0].label} != {"summary", "talk"}:
            return ()
        numbers = SharedValueLinker.numbers(left), SharedValueLinker.numbers(right)
        shared = sorted(numbers[0].keys() & numbers[1].keys())
        if not shared:
            return ()
        ends = tuple(
            tuple(
                Evidence(locator=found[value].locator, masked=found[value].masked, label=found[value].label)
                for value in shared[:_HEAD]
            )
            for found in numbers
        )
        return (
            linked(
                LinkKind.DERIVED_FROM, left, right, _SCORE + _AND_MEANING * (len(shared) > 1), (ends[0], ends[1]),
                producer=f"{self.name}@{self.version}", why="a summary that names the same number",
                turned=ours[0].label == "talk",
            ),
        )  # fmt: skip
