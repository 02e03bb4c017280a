"""Why, in one sentence of either language: of a grade, a rule, a flag. No sentence holds a value, only counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assay.governance.domain import UNGRADED, Basis, Flag, Grade, GradeState, Verdict, Words, cited
from assay.governance.policy.asks import asks
from assay.governance.policy.pack import Level, Pack

__all__ = ["deciding", "explain_flag", "explain_grade", "explain_rule", "known_as"]

_STATES = {
    GradeState.PROPOSED: Words("Proposed as {}", "建议定为{}"),
    GradeState.REVIEWED: Words("Reviewed by a person as {}", "经人员复核定为{}"),
    GradeState.APPROVED: Words("Approved by two people as {}", "经两人确认定为{}"),
}
_KNOWN = {
    "verified": Words("two sources agree", "两处来源一致"),
    "secondary": Words("second-hand, not checked against the original", "二手来源，原文未核对"),
    "recollection": Words("not checked against the original", "原文未核对"),
    "own": Words("our own reading", "自定解释"),
}
_KINDS = {"law": Words("law", "法律"), "standard": Words("standard", "标准"), "own": Words("our own rule", "自定规则")}
_SHOWN_FINDINGS = 25


def explain_grade(pack: Pack, grade: Grade) -> Words:
    """Return one sentence: level, deciding rule with its article and how well that is known, what would change it."""
    verdict = grade.verdict
    reasons = deciding(pack, verdict) or verdict.basis[:1]
    level = _of(_STATES[grade.state], _level(pack, grade.code, grade.label))
    said: list[Words] = []
    if grade.code != verdict.code:
        said.append(_of(Words("the machine says {}", "自动判定为{}"), _level(pack, verdict.code, verdict.label)))
    if reasons:
        why = _because(pack, reasons[0])
        said.append(why)
        if len(reasons) > 1:
            also = ", ".join(it.rule for it in reasons[1:])
            said.append(Words(f"so do {also}" if len(reasons) > 2 else f"so does {also}", f"同级依据还有 {also}"))
    if verdict.confidence is not None:
        said.append(_of(Words("the model is {} sure", "模型把握为{}"), f"{verdict.confidence:.0%}"))
    if (change := _change(pack, verdict, reasons)) is not None:
        said.append(change)
    if verdict.candidates:
        labels = [pack.label_of(code) for code in verdict.candidates]
        en, zh = ", ".join(words.en for words in labels), "、".join(words.zh for words in labels)
        said.append(Words(f"people may find it to be: {en}", f"须由人员确认是否属于：{zh}"))
    elif verdict.asks and grade.needs_review and verdict.asks[0] in asks():
        question = _bare(asks()[verdict.asks[0]].says)
        said.append(Words(f"a person is asked: {question.en}", f"待人员确认：{question.zh}"))
    rest = _joined(said)
    return _ended(Words(f"{level.en}: {rest.en}", f"{level.zh}：{rest.zh}"))


def explain_rule(pack: Pack, basis: Basis) -> Words:
    """Return one sentence for a rule that holds: what it says, its article, and the level that it makes alone."""
    level = _levels(pack).get(basis.rule)
    made = [] if level is None else [_of(Words("alone it makes {}", "单凭此条为{}"), level.label)]
    return _ended(_joined([_because(pack, basis), *made]))


def explain_flag(flag: Flag) -> Words:
    """Return one sentence for a category that a pack without levels sees."""
    name = f"{flag.policy.partition('@')[0]} {flag.code}"
    says = _bare(flag.says)
    en, zh = _brackets([known_as(flag.kind, flag.clause, flag.evidence), *_found(flag.findings)])
    change = Words("without these findings there is no flag", "若无这些发现则不提示")
    return _ended(_joined([Words(f"{name}: {says.en}{en}", f"{name}：{says.zh}{zh}"), change]))


def deciding(pack: Pack, verdict: Verdict) -> tuple[Basis, ...]:
    """Return the reasons that set a verdict's level."""
    levels = _levels(pack)
    return tuple(it for it in verdict.basis if it.rule in levels and levels[it.rule].rank == verdict.rank)


def known_as(kind: str, clause: str, evidence: str) -> Words:
    """Return who set a rule, where it stands, and how well that is known."""
    if kind == evidence == "own":
        return Words(f"our own rule, after {cited(clause).en}", f"自定规则，参照 {clause}")
    return Words(
        f"{_KINDS[kind].en} {cited(clause).en}, {_KNOWN[evidence].en}",
        f"{_KINDS[kind].zh} {clause}，{_KNOWN[evidence].zh}",
    )


def _levels(pack: Pack) -> dict[str, Level]:
    """Return the level that each rule sets by itself, those of reading among them."""
    top = pack.highest_automatic
    unread = {f"R10/{name}": pack.level(getattr(pack.unread, name)) for name in ("partial", "names", "pictures")}
    rules = {rule.id: pack.floor(rule.level) for rule in (*pack.rules, pack.base)}
    return {**rules, **unread, "R10/file": top, "R10/candidate": top}


def _because(pack: Pack, basis: Basis) -> Words:
    says = _bare(basis.says)
    known = known_as(basis.kind, basis.clause, basis.evidence)
    en, zh = _brackets([*_harm(pack, basis), known, *_found(basis.findings)])
    return Words(f"{says.en}{en}", f"{says.zh}{zh}")


def _harm(pack: Pack, basis: Basis) -> list[Words]:
    harmed, degree = pack.objects.get(basis.object), pack.degrees.get(basis.degree)
    if harmed is None or degree is None:
        return []
    return [Words(f"{harmed.en}: {degree.en}", f"{harmed.zh}：{degree.zh}")]


def _found(findings: Sequence[str]) -> list[Words]:
    if not findings:
        return []
    count = len(findings)
    more = Words(" or more", "以上") if count >= _SHOWN_FINDINGS else Words("", "")
    noun = "finding" if count == 1 else "findings"
    return [Words(f"{count}{more.en} {noun}", f"{count}处{more.zh}发现")]


def _change(pack: Pack, verdict: Verdict, reasons: Sequence[Basis]) -> Words | None:
    """Return what would make the level another one."""
    if verdict.code == UNGRADED:
        return Words("reading the file will settle it", "读取文件后方可定级")
    if not reasons or reasons[0].rule == pack.base.id:
        return Words("anything that a rule names would raise it", "出现规则所列的信息即会提高")
    levels = _levels(pack)
    left = [levels[it.rule] for it in verdict.basis if it not in reasons and it.rule in levels]
    lower = max((pack.level(pack.base.level), *left), key=lambda level: level.rank)
    if lower.rank >= verdict.rank:
        return _of(Words("without that it would be {} all the same", "即使没有此依据仍为{}"), lower.label)
    return _of(Words("without that it would be {}", "若无此依据则为{}"), lower.label)


def _level(pack: Pack, code: str, label: Words) -> Words:
    return Words(f"{label.en} ({pack.id}:{code})", f"{label.zh}（{pack.id}:{code}）")


def _of(form: Words, *given: object) -> Words:
    en = [it.en if isinstance(it, Words) else it for it in given]
    zh = [it.zh if isinstance(it, Words) else it for it in given]
    return Words(form.en.format(*en), form.zh.format(*zh))


def _bare(words: Words) -> Words:
    return Words(words.en.rstrip(" .;"), words.zh.rstrip(" 。；"))


def _brackets(parts: Iterable[Words]) -> Words:
    held = list(parts)
    return Words(f" [{'; '.join(it.en for it in held)}]", f"（{'；'.join(it.zh for it in held)}）")


def _joined(parts: Sequence[Words]) -> Words:
    return Words("; ".join(it.en for it in parts), "；".join(it.zh for it in parts))


def _ended(words: Words) -> Words:
    en = words.en if words.en.endswith("?") else f"{words.en}."
    return Words(en, words.zh if words.zh.endswith("？") else f"{words.zh}。")
