"""De-identified copies: nothing of a value is left, the rest is as it was, and what does not hold is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.governance.app import build_stateless
from assay.governance.domain import Actor, ConflictError, ForbiddenError, Role
from assay.governance.services.tagging.deidentifying import Deidentifying
from assay.governance.settings import load

SERVICE = Actor(name="pipeline", role=Role.SERVICE)
ID, MOBILE, CARD = "11010519491231002X", "13800138000", "6222020111122220000"
GERMAN = (
    "Sehr geehrter Herr Wagner, die Lieferung der vierzig Sensoren verschiebt sich um zwei Wochen, weil der Hersteller "
    "die Teile nicht rechtzeitig bekommen hat. Wir bitten um Ihr Verständnis und melden uns bald wieder."
)


@pytest.fixture(scope="module")
def masking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deidentifying]:
    root = tmp_path_factory.mktemp("masking")
    settings = load(
        home=root / "home", config_dir=root / "config", workers=1, embeddings=False,
        levels={"viewer": "gbt-43697:general-1"},
    )  # fmt: skip
    _, made, sandbox = build_stateless(settings)
    yield made
    sandbox.close()


@pytest.mark.parametrize(
    ("text", "gone", "stays"),
    [
        (f"客户张三，身份证号 {ID}，手机 {MOBILE}。", (ID, MOBILE, "张三"), ("身份证号", "手机", "。")),
        ("Mail jane.doe@example.com, password: Tr0ub4dor&3xyz", ("jane.doe", "Tr0ub4dor"), ("Mail ", "password: ")),
        ("患者王芳，既往史：癫痫。癫痫控制良好。", ("王芳", "癫痫"), ("既往史：", "控制良好。")),
        ("The patient was treated for epilepsy in May.", ("epilepsy",), ("The patient was treated for ", " in May.")),
        ("Epilepsy awareness week: posters on stroke.", (), ("Epilepsy awareness week: posters on stroke.",)),
        ("The supplier delivers forty sensors in March.", (), ("The supplier delivers forty sensors in March.",)),
        ("第三季度例会改到周四下午。", (), ("第三季度例会改到周四下午。",)),
        ("", (), ("",)),
    ],
)
def test_values_go_and_the_rest_stays(
    masking: Deidentifying, text: str, gone: tuple[str, ...], stays: tuple[str, ...]
) -> None:
    if not text:
        with pytest.raises(ConflictError):
            masking.text(text, actor=SERVICE)
        return
    copy = masking.text(text, actor=SERVICE)
    assert [value for value in gone if value in copy["text"]] == []
    assert [words for words in stays if words not in copy["text"]] == []
    assert copy["check"]["found_again"] == 0
    assert copy["masked"] == sum(copy["labels"].values()) >= len(gone)
    assert copy["check"]["after"]["rank"] <= copy["check"]["before"]["rank"]


def test_a_table_is_written_as_one(masking: Deidentifying, tmp_path: Path) -> None:
    table = tmp_path / "客户.csv"
    table.write_text(f'姓名,身份证号,备注\n李雷,{ID},"甲,乙"\n韩梅梅,440524188001010014,\n', encoding="utf-8")
    copy = masking.file(table, actor=SERVICE)
    head, first, second = copy["text"].split("\n")
    assert head == "姓名,身份证号,备注"
    assert first == '李*,1****************X,"甲,乙"'
    assert second.startswith("韩**,4****************4,")
    assert copy["name"] == "客户.csv"


def test_where_names_were_not_looked_for_the_copy_must_be_asked_for(masking: Deidentifying) -> None:
    with pytest.raises(ConflictError, match="names were not looked for"):
        masking.text(GERMAN, actor=SERVICE)
    copy = masking.text(GERMAN, accept_unchecked=True, actor=SERVICE)
    assert copy["check"]["unchecked"] == ["names"]


def test_a_copy_above_what_a_role_sees_is_refused(masking: Deidentifying) -> None:
    secret = "客户编号 C-20240311，合同编号 4271906，本合同金额与底价属公司内部资料，客户姓名：张三。" * 3
    assert masking.text(secret, role=Role.ANALYST, actor=SERVICE)["check"]["after"]["rank"] >= 20
    with pytest.raises(ConflictError, match="above what this role sees"):
        masking.text(secret, role=Role.VIEWER, actor=SERVICE)
    assert masking.text("例会改到周四。", role=Role.VIEWER, actor=SERVICE)["masked"] == 0


def test_what_does_not_hold_is_refused(masking: Deidentifying, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were values seen and yet not masked, reading the copy again would tell."""
    monkeypatch.setattr(masking._understanding, "spans", lambda _: {})
    with pytest.raises(ConflictError, match="still stands"):
        masking.text(f"身份证号 {ID}", actor=SERVICE)


def test_a_file_that_cannot_be_read_gives_no_copy(masking: Deidentifying, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    with pytest.raises(ConflictError, match="nothing of it could be read"):
        masking.file(cut, actor=SERVICE)


def test_who_may_not_tag_may_not_mask(masking: Deidentifying) -> None:
    with pytest.raises(ForbiddenError):
        masking.text("x", actor=Actor(name="eve", role=Role.VIEWER))
