"""Why a finding is believed, in one sentence of either language: what, where, by which evidence; never the value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from assay.governance.domain.findings import Finding, labels
from assay.governance.domain.locator import Locator
from assay.governance.domain.words import Words

__all__ = ["explain_finding", "explain_place", "explain_reasons"]

_CERTAIN, _LIKELY = 0.9, 0.6
_OF_ROLE = re.compile(r"(customer|staff|business_contact|public_figure|minor) by (.+)")
_PLACES: tuple[tuple[str, str, str], ...] = (
    ("member", "file {}", "文件 {}"), ("part", "{}", "{}"), ("property", "the property {}", "属性 {}"),
    ("page", "page {}", "第{}页"), ("sheet", "sheet {}", "工作表 {}"), ("column", "column {}", "列 {}"),
    ("row", "row {}", "第{}行"),
)  # fmt: skip


def explain_finding(finding: Finding) -> Words:
    """Return one sentence; what it cites are words of our lists, masked names of places, and counts."""
    label, place = labels()[finding.label].says, explain_place(finding.locator)
    reasons, roles = _told_by(finding.why)
    en, zh = ", ".join(it.en for it in reasons), "、".join(dict.fromkeys(it.zh for it in reasons))
    sure = _sureness(finding.score)
    parts = [Words(f"told by {en}" if en else "", f"依据：{zh}" if zh else ""), sure, *roles]
    if finding.count > 1:
        parts.append(Words(f"stands for {finding.count:,} cells or places", f"共{finding.count:,}处"))
    where = Words(f" ({place.en})" if place.en else "", f"（{place.zh}）" if place.zh else "")
    return Words(
        f"{label.en}{where.en}: {'; '.join(it.en for it in parts if it.en)}.",
        f"{label.zh}{where.zh}：{'；'.join(it.zh for it in parts if it.zh)}。",
    )


def explain_reasons(why: str) -> Words:
    """Return the reasons of a finding alone, as a table's cell has room for."""
    said = [*(it for held in _told_by(why) for it in held)]
    return Words(", ".join(it.en for it in said), "、".join(dict.fromkeys(it.zh for it in said)))


def _told_by(why: str) -> tuple[list[Words], list[Words]]:
    """Return what speaks for a finding, and what says whose it is."""
    reasons: list[Words] = []
    roles: list[Words] = []
    for fragment in _fragments(why):
        role = _OF_ROLE.fullmatch(fragment)
        (roles if role else reasons).append(_role(role[1], role[2]) if role else _reason(fragment))
    return reasons, roles


def explain_place(place: Locator) -> Words:
    """Return where something is, as people say it."""
    told = [
        (en.format(value), zh.format(value)) for name, en, zh in _PLACES if (value := getattr(place, name)) is not None
    ]
    if place.time is not None:
        begin, end = place.time
        told.append((f"{begin:.1f} to {end:.1f} seconds", f"{begin:.1f}至{end:.1f}秒"))
    elif place.start is not None and place.end is not None and place.row is None and place.property is None:
        told.append((f"characters {place.start} to {place.end}", f"第{place.start}至{place.end}字符"))
    return Words(", ".join(en for en, _ in told), "，".join(zh for _, zh in told))


def _sureness(score: float) -> Words:
    if score >= _CERTAIN:
        return Words(f"certain ({score:.2f})", f"确定（{score:.2f}）")
    if score >= _LIKELY:
        return Words(f"likely ({score:.2f})", f"较可信（{score:.2f}）")
    return Words(f"proposed on weak evidence ({score:.2f})", f"证据较弱，仅作提示（{score:.2f}）")


def _fragments(why: str) -> list[str]:
    """Return the pieces of a reason; the date of a child's age and the MOD 11,10 rule hold commas of their own."""
    joined = why.replace(", under ", " under ")
    return [piece.strip() for piece in joined.split(", ") if piece.strip()]


def _role(subject: str, said: str) -> Words:
    known = _told()["subjects"][subject]
    if said.startswith("the birth date"):
        return Words(f"{known[0]} by the birth date", f"{known[1]}，依据出生日期")
    if header := said.partition("the header ")[2]:
        return Words(f"{known[0]} by the header “{header}”", f"{known[1]}，依据列名“{header}”")
    fixed = {
        "a mail's signature": "邮件签名", "a mail's header": "邮件头", "the title of a list": "名单标题",
    }  # fmt: skip
    if said in fixed:
        return Words(f"{known[0]} by {said}", f"{known[1]}，依据{fixed[said]}")
    return Words(f"{known[0]} by the word “{said}”", f"{known[1]}，依据“{said}”一词")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Words]], ...] = (
    (re.compile(r"context (.+)"), lambda m: Words(f"the word “{m[1]}” beside it", f"旁有“{m[1]}”一词")),
    (re.compile(r"header (.+)"), lambda m: Words(f"the header “{m[1]}”", f"列名“{m[1]}”")),
    (re.compile(r"ending (.+)"), lambda m: Words(f"the ending “{m[1]}”", f"词尾“{m[1]}”")),
    (re.compile(r"(\d+) decimals"), lambda m: Words(f"{m[1]} decimals", f"小数{m[1]}位")),
    (re.compile(r"column of (.+)"), lambda m: Words(f"its column, of {m[1]}", f"所在列为“{_column(m[1])}”")),
    (
        re.compile(r"beside a column of (.+)"),
        lambda m: Words(f"a column of {m[1]} beside it", f"相邻列为“{_column(m[1])}”"),
    ),
    (
        re.compile(r"(\d+%) of its values fit"),
        lambda m: Words(f"{m[1]} of the column's values fit", f"该列{m[1]}的值相符"),
    ),
    (
        re.compile(r"(\d+%) of its values were cut by a spreadsheet"),
        lambda m: Words(f"{m[1]} of the column's values were cut by a spreadsheet", f"该列{m[1]}的值被电子表格截断"),
    ),
    (
        re.compile(r"address grammar of (\d+) levels"),
        lambda m: Words(f"{m[1]} levels of an address", f"{m[1]}级地址写法"),
    ),
)


def _reason(fragment: str) -> Words:
    told = _told()
    if fragment in told["fragments"]:
        return Words(*told["fragments"][fragment])
    name = fragment.removesuffix(" does not hold")
    if zh := told["checks"].get(name):
        return Words(f"the {name}", zh) if name == fragment else Words(f"although the {fragment}", f"但{zh}不成立")
    for pattern, says in _FORMS:
        if match := pattern.fullmatch(fragment):
            return says(match)
    return Words(fragment, fragment)


def _column(kind: str) -> str:
    """Return what a kind of column is called in Chinese, by its English name."""
    return str(_told()["columns"].get(kind, kind))


@cache
def _told() -> Mapping[str, Any]:
    told, columns = (
        json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
        for name in ("evidence.json", "columns.zh.json")
    )
    return {**told, "columns": columns}
