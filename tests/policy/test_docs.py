"""docs/policy.md names every part of a pack; its tables are made from the packs by docs/generate.py."""

from __future__ import annotations

from pathlib import Path

from assay.governance.policy import available, available_flags, load_flags, load_pack

DOCS = Path(__file__).parents[2] / "docs" / "policy.md"


def test_every_field_of_a_condition_and_every_family_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    families = {rule.family for name in available() for rule in load_pack(name).rules}
    fields = {"distinct", "except_subjects", "not_reads", "not_why", "needs", "unread", "automatic", "given", "flags"}
    for word in families | fields:
        assert f"`{word}" in text, word


def test_every_pack_is_documented_with_its_rules_flags_and_standing() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for pack in (*map(load_pack, available()), *map(load_flags, available_flags())):
        assert f"## `{pack.ref}`" in text
        assert pack.standing.en in text
        assert pack.standing.zh in text
        for rule in pack.rules:
            assert rule.says.zh in text


def test_no_pack_calls_itself_compliant() -> None:
    for pack in (*map(load_pack, available()), *map(load_flags, available_flags())):
        assert "compliant" not in pack.standing.en
        assert "complian" not in pack.title.en
