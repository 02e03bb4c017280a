"""The tables of docs/policy.md are made from the packs; running this with ASSAY_REGENERATE=1 writes them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from assay.governance.policy import asks, available, load_pack

DOCS = Path(__file__).parents[2] / "docs" / "policy.md"
GENERATED = re.compile(r"(?<=<!-- generated: packs -->\n).*(?=<!-- end -->)", re.DOTALL)


def render() -> str:
    lines = []
    for name in available():
        pack = load_pack(name)
        lines += [
            "",
            f"## `{pack.ref}`",
            "",
            f"{pack.title.en} · {pack.title.zh}",
            "",
            f"{pack.standing.en} {pack.standing.zh}",
        ]
        lines += ["", "| level | rank | given by | label | handling |", "|---|---|---|---|---|"]
        lines += [
            f"| `{level.code}` | {level.rank} | {'the machine' if level.automatic else 'people'} | "
            f"{level.label.en} · {level.label.zh} | {level.handling.en} {level.handling.zh} |"
            for level in pack.levels
        ]
        lines += ["", "| rule | level | object, degree | says | source | known |", "|---|---|---|---|---|---|"]
        lines += [
            f"| `{rule.id}` | `{rule.level}` | {', '.join(filter(None, (rule.object, rule.degree))) or '–'} | "
            f"{rule.says.en} {rule.says.zh} | {rule.source} {rule.clause} | {rule.evidence} |"
            for rule in (pack.base, *pack.rules)
        ]
    lines += ["", "## Why a person is asked", "", "| code | says |", "|---|---|"]
    lines += [f"| `{ask.code}` | {ask.says.en} {ask.says.zh} |" for ask in asks().values()]
    return "\n".join([*lines, ""])


def test_the_documentation_holds_the_packs_as_they_are() -> None:
    text = DOCS.read_text(encoding="utf-8")
    if os.environ.get("ASSAY_REGENERATE"):
        DOCS.write_text(GENERATED.sub(lambda _: render(), text), encoding="utf-8")
        text = DOCS.read_text(encoding="utf-8")
    found = GENERATED.search(text)
    assert found
    assert found.group() == render()


def test_every_field_of_a_condition_and_every_family_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    families = {rule.family for name in available() for rule in load_pack(name).rules}
    for word in families | {"distinct", "except_subjects", "not_reads", "not_why", "needs", "unread", "automatic"}:
        assert f"`{word}" in text, word
