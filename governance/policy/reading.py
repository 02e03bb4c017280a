"""R10: what was not read, or not looked for, is never called public."""

from __future__ import annotations

from assay.governance.domain import REASONS, Certainty, Modality, Reason, Status, Words
from assay.governance.policy.asks import candidate_ask
from assay.governance.policy.evidence import Evidence
from assay.governance.policy.pack import Pack, Rule

__all__ = ["NAMES_UNCHECKED", "is_partial", "is_unread", "unread_rules"]

NAMES_UNCHECKED = frozenset({"no", "partial"})

_UNREAD = Words("The file was not read.", "文件未能读取。")
_PARTIAL = Words("Only a part was read; the rest may hold more.", "仅读取了部分内容，其余可能含有更多信息。")
_NAMES = Words("Names were not looked for in this language.", "该语言未进行姓名识别。")
_NAMES_PARTLY = Words(
    "Names could be told in part only: speech, a part not read, or another language.",
    "姓名仅部分识别：含语音转写、未读取的部分或其他语言。",
)
_PICTURES = Words("Of pictures, only the text was read.", "图像仅识别了其中的文字。")
_SEEN_FOR_TEXT_ALONE = frozenset({Modality.IMAGE, Modality.VIDEO})


def is_unread(pack: Pack, evidence: Evidence) -> bool:
    """Say whether nothing was read of a file that may hold something."""
    return evidence.status in {Status.FAILED, Status.SKIPPED} and not _is_harmless(pack, evidence)


def is_partial(pack: Pack, evidence: Evidence) -> bool:
    """Say whether less than the whole was read."""
    return (evidence.status is not Status.COMPLETE or evidence.coverage < 1) and not _is_harmless(pack, evidence)


def unread_rules(pack: Pack, evidence: Evidence) -> list[Rule]:
    """Return what follows from not reading, as rules that hold, with the levels the pack gives them."""
    unread = pack.unread
    found: list[Rule] = []
    if _is_harmless(pack, evidence):
        return found
    code = unread.candidates.get(evidence.reason) if evidence.reason is not None else None
    if code is not None:
        found.append(_rule(pack, "R10/candidate", code, _words(evidence.reason), asks=(candidate_ask(code),)))
    if is_unread(pack, evidence):
        found.append(_rule(pack, "R10/file", pack.highest_automatic.code, _words(evidence.reason)))
        return found
    if is_partial(pack, evidence):
        found.append(_rule(pack, "R10/partial", unread.partial, _PARTIAL))
    names = evidence.checked.get("names")
    if names in NAMES_UNCHECKED:
        found.append(_rule(pack, "R10/names", unread.names, _NAMES if names == "no" else _NAMES_PARTLY))
    if evidence.modality in _SEEN_FOR_TEXT_ALONE and evidence.checked.get("pictures") != "yes":
        found.append(_rule(pack, "R10/pictures", unread.pictures, _PICTURES))
    return found


def _is_harmless(pack: Pack, evidence: Evidence) -> bool:
    return evidence.reason in pack.unread.harmless


def _words(reason: Reason | None) -> Words:
    return REASONS[reason] if reason is not None else _UNREAD


def _rule(pack: Pack, name: str, level: str, says: Words, asks: tuple[str, ...] = ()) -> Rule:
    unread = pack.unread
    return Rule(
        id=name,
        all=(),
        needs=0,
        level=level,
        certainty=Certainty.UNCERTAIN,
        asks=asks,
        clause=unread.clause,
        source=unread.source,
        evidence=unread.evidence,
        says=says,
    )
