"""Every verb against real services: what it prints, where, and its exit code."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.cli.tag import result_tables
from assay.governance.domain import PROTECTIONS, Protection

ID = "11010519491231002X"
PHONE = "13912345678"


@pytest.fixture(scope="session")
def asset(ingested: Any) -> str:
    found = json.loads(ingested("search", "sensors", "--json").stdout)
    return str(next(hit["asset"] for hit in found["hits"] if hit["name"] == "contract.txt"))


def test_a_first_run_lists_what_was_not_read_and_a_second_runs_nothing(tmp_path: Path, program: Any) -> None:
    other = type(program)(tmp_path)
    shutil.copytree(program.files, other.files)
    first = other("ingest", str(other.files))
    assert first.exit_code == 3
    assert "empty.txt" in first.stdout
    assert "The file holds no bytes." in first.stdout
    second = other("ingest", str(other.files), "--json")
    assert second.exit_code == 3
    report = json.loads(second.stdout)
    assert sum(report["stages_run"].values()) == 0
    assert report["by_status"] == {"complete": 3, "failed": 1, "skipped": 1}
    (other.files / "empty.txt").unlink()
    (other.files / "cut.pdf").unlink()
    third = other("ingest", str(other.files))
    assert third.exit_code == 0
    assert "0 stages run" in third.stdout


def test_a_place_that_is_not_there_is_usage(program: Any) -> None:
    result = program("ingest", "/none/such")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_tag_reads_stdin_and_prints_one_result_a_line(program: Any) -> None:
    text = f"客户身份证号 {ID}，请保密。"
    result = program("tag", "-", "--json", text=text)
    assert result.exit_code == 0
    (tagged,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert tagged["schema"] == "assay.tag/1"
    found = next(finding for finding in tagged["findings"] if finding["label"] == "cn_resident_id")
    assert text[found["locator"]["start"] : found["locator"]["end"]] == ID
    assert ID not in result.output


def test_tag_stores_nothing(program: Any, tmp_path: Path) -> None:
    other = type(program)(tmp_path)
    assert other("tag", "-", text="a note").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_tag_shows_level_findings_and_why(program: Any) -> None:
    result = program("tag", str(program.files / "客户.csv"), "--explain")
    assert result.exit_code == 0
    assert "gbt-43697@1:" in result.stdout
    assert "1****************X" in result.stdout
    assert "checksum" in result.stdout
    assert "patterns/" in result.stdout
    assert ID not in result.output
    assert ID in program("tag", str(program.files / "客户.csv"), "--reveal").stdout


def test_tag_speaks_chinese(program: Any) -> None:
    result = program("tag", "-", text=f"身份证号 {ID}", ASSAY_LANG="zh")
    assert "级别" in result.stdout
    assert "脱敏值" in result.stdout
    assert "校验码" in result.stdout
    assert "pattern" not in result.stdout
    explained = program("tag", "-", "--explain", text=f"身份证号 {ID}", ASSAY_LANG="zh")
    assert "检测器" in explained.stdout


def test_tag_says_genre_scenario_and_where_unsafe_passages_stand(capsys: Any) -> None:
    level = {"policy": "p@1", "code": "1", "label": {"en": "One", "zh": "一级"}, "basis": []}
    facets = [
        {"kind": "safety", "label": {"en": "Hateful", "zh": "仇恨"}, "score": 0.91, "locator": {"page": 2}},
        {"kind": "genre", "label": {"en": "Mail", "zh": "邮件"}, "score": 0.5, "locator": {}},
        {"kind": "column", "label": {"en": "Name", "zh": "姓名"}, "score": 0.9, "locator": {"column": "n"}},
    ]
    result_tables({
        "asset": {"uri": "a.txt"}, "sensitivity": level, "status": "complete", "grades": [], "topics": [],
        "facets": facets, "findings": [], "issues": [],
    })  # fmt: skip
    assert capsys.readouterr().out.splitlines()[2:] == ["  genre: Mail 0.50", "  content safety: Hateful 0.91 (p.2)"]


def test_tag_of_a_broken_file_is_partial_and_of_none_is_usage(program: Any, tmp_path: Path) -> None:
    broken = tmp_path / "cut.pdf"
    broken.write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    result = program("tag", str(broken))
    assert result.exit_code == 3
    assert "failed" in result.stdout
    missing = program("tag", str(tmp_path / f"{ID}.txt"))
    assert missing.exit_code == 2
    assert ID not in missing.output


def test_answer_quotes_what_the_files_say_or_says_that_nothing_does(ingested: Any) -> None:
    told = ingested("answer", "When is payment due for the sensors?")
    assert told.exit_code == 0
    assert "payment is due within thirty days" in told.stdout.splitlines()[0]
    assert "[1] contract.txt" in told.stdout
    as_json = json.loads(ingested("answer", "-", "--json", text="When is payment due for the sensors?\n").stdout)
    assert as_json["passages"][0]["locator"]["segment"] == 0
    for words, language in (("Not found in what you may see", "en"), ("在您可见的范围内没有找到", "zh")):
        nothing = ingested("answer", "zyzzyva", ASSAY_LANG=language)
        assert (nothing.exit_code, nothing.stdout) == (0, "")
        assert words in nothing.stderr
    assert ingested("answer", "x", "--max-level", "nonsense").exit_code == 2


def test_search_shows_what_is_linked_and_what_others_may_see(ingested: Any) -> None:
    linked = ingested("search", "--value", "-", "--limit", "1", "--linked", text="4271906\n")
    assert "linked:" in linked.stdout
    assert "Nothing found." in ingested("search", "sensors", "--as", "ann").stderr


def test_search_finds_by_words_and_by_a_value_from_stdin(ingested: Any) -> None:
    words = ingested("search", "sensors", "--limit", "5")
    assert words.exit_code == 0
    assert "contract.txt" in words.stdout
    value = json.loads(ingested("search", "--value", "-", "--json", text=f"{ID}\n").stdout)
    assert [hit["name"] for hit in value["hits"]] == ["客户.csv"]
    assert ID not in str(value)
    nothing = ingested("search", "zyzzyva")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert ingested("search").exit_code == 2
    assert ingested("search", "a", "--like", "b").exit_code == 2
    assert ingested("search", "--value", ID).exit_code == 2


def test_one_asset_is_shown_with_its_links(ingested: Any, asset: str) -> None:
    assert "contract.txt" in ingested("show", asset).stdout
    shown = json.loads(ingested("show", asset, "--json").stdout)
    assert shown["asset"]["id"] == asset
    assert shown["history"]
    found = json.loads(ingested("links", asset, "--json").stdout)
    assert {node["name"] for node in found["nodes"]} >= {"contract.txt", "invoice.txt"}
    assert "invoice.txt" in ingested("links", asset).stdout
    unknown = ingested("show", "none")
    assert unknown.exit_code == 2
    assert len(unknown.stderr.splitlines()) == 1


def test_issues_are_listed(ingested: Any) -> None:
    assert "empty.txt" in ingested("issues").stdout
    page = json.loads(ingested("issues", "--json", "--type", "empty-content").stdout)
    assert [item["name"] for item in page["items"]] == ["empty.txt"]


def test_a_review_is_decided_and_undone(ingested: Any) -> None:
    (task,) = json.loads(ingested("review", "next", "--json").stdout)
    assert task["id"] in ingested("review", "next").stdout
    assert ingested("review", "decide", task["id"], "change").exit_code == 2
    highest = max(task["choices"], key=lambda choice: choice["rank"])["code"]
    done = ingested("review", "decide", task["id"], "change", "--code", highest, "--reason", "seen", "--json")
    decision = json.loads(done.stdout)["decision"]
    stats = json.loads(ingested("review", "stats", "--json").stdout)
    assert stats["by_action"]["change"] == 1
    assert "change" in ingested("review", "stats").stdout
    assert ingested("review", "undo", decision).exit_code == 0
    assert ingested("review", "undo", decision).exit_code == 2
    (again,) = json.loads(ingested("review", "next", "--json").stdout)
    assert again["id"] == task["id"]


def test_packs_are_listed_shown_and_checked(ingested: Any, tmp_path: Path) -> None:
    assert "gbt-43697" in ingested("policy", "list").stdout
    assert "Confidential" in ingested("policy", "show", "company-4").stdout
    assert "机密" in ingested("policy", "show", "company-4", ASSAY_LANG="zh").stdout
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\n")
    assert ingested("policy", "check", str(bad)).exit_code == 1
    assert ingested("policy", "simulate", str(bad)).exit_code == 2
    assert ingested("policy", "show", "none").exit_code == 2


def test_what_a_pack_would_change_is_said_in_both_languages(ingested: Any, tmp_path: Path) -> None:
    text = files("assay.governance.policy").joinpath("packs", "company-4.yaml").read_text(encoding="utf-8")
    new = tmp_path / "new.yaml"
    new.write_text(text.replace('version: "1"', 'version: "2"', 1).replace("degree: minor\n", "degree: serious\n"))
    assert "The pack holds together." in ingested("policy", "check", str(new)).stdout
    said = ingested("policy", "simulate", str(new)).stdout
    assert "company-4@2 in place of company-4@1 changes" in said
    assert "company-4@2 替换 company-4@1" in ingested("policy", "simulate", str(new), ASSAY_LANG="zh").stdout
    assert json.loads(ingested("policy", "simulate", str(new), "--json").stdout)["to"] == "company-4@2"


def test_settings_are_shown_without_passwords(program: Any) -> None:
    url = "postgresql://assay:hunter2@db/assay"
    result = program("config", "show", ASSAY_DATABASE_URL=url)
    assert result.exit_code == 0
    assert "hunter2" not in result.output
    assert "assay:***@db" in result.stdout
    assert "ASSAY_LIMITS__FILE_BYTES" in result.stdout
    assert json.loads(program("config", "show", "--json").stdout)["workers"] == 1
    assert program("config", "show", ASSAY_WORKERS="lots").exit_code == 2


def test_a_key_is_shown_once_on_stdout_alone(ingested: Any) -> None:
    made = ingested("keys", "create", "ann", "--role", "steward")
    key = made.stdout.strip()
    assert key.startswith("assay_")
    assert key not in made.stderr
    listed = ingested("keys", "list")
    assert "ann" in listed.stdout
    assert key not in listed.output
    assert ingested("keys", "create", "ann", "--role", "viewer").exit_code == 2
    assert ingested("keys", "revoke", "ann").exit_code == 0
    assert ingested("keys", "revoke", "ann").exit_code == 2


def test_the_stores_agree_and_can_be_made_anew(ingested: Any) -> None:
    assert json.loads(ingested("verify", "--json").stdout)["ok"] is True
    assert ingested("repair").exit_code == 0
    assert ingested("verify").exit_code == 0


def test_models_are_listed_and_hashed(ingested: Any) -> None:
    assert "rapidocr" in ingested("models", "list").stdout
    assert ingested("models", "verify").exit_code == 0


def test_the_doctor_says_what_is_there(ingested: Any) -> None:
    done = ingested("doctor", "--json")
    found = json.loads(done.stdout)
    assert found["database"] is True
    assert list(found["protections"]) == [it.value for it in Protection]
    assert all(it["says"] == PROTECTIONS[Protection(name)].as_dict() for name, it in found["protections"].items())
    assert done.exit_code == (0 if found["ok"] else 1)


@pytest.mark.parametrize(
    ("language", "active", "missing"),
    [
        ("en", "active: Readers can never gain", "missing here: Readers reach no file but libraries and fonts"),
        ("zh", "已启用：读取进程无法获得新的特权", "本机缺失：读取进程只能访问程序库和字体"),
    ],
)
def test_the_doctor_names_the_protection_that_is_missing(
    ingested: Any, monkeypatch: pytest.MonkeyPatch, language: str, active: str, missing: str
) -> None:
    held = {it.value: it is not Protection.LANDLOCK for it in Protection}
    monkeypatch.setattr(ConfinedSandbox, "protections", lambda _: held)
    done = ingested("doctor", ASSAY_LANG=language)
    assert done.exit_code == 1
    assert active in done.stdout
    assert missing in done.stdout
    assert done.stdout.count(missing.partition(" here" if language == "en" else "：")[0]) == 1


def test_a_copy_is_masked_read_again_and_refused_where_it_does_not_hold(program: Any, tmp_path: Path) -> None:
    out = tmp_path / "copy.csv"
    done = program("mask", str(program.files / "客户.csv"), "-o", str(out), "--json")
    assert (done.exit_code, json.loads(done.stdout)["check"]["found_again"]) == (0, 0)
    assert out.read_text(encoding="utf-8").startswith("姓名,身份证号,手机号\n李*,1****************X,")
    shown = program("mask", "-", "-o", "-", text=f"身份证号 {ID}", ASSAY_LANG="zh")
    assert (shown.exit_code, shown.stdout) == (0, "身份证号 1****************X\n")
    assert "已遮盖 1 个值" in shown.stderr
    refused = program("mask", str(program.files / "cut.pdf"), "-o", str(tmp_path / "none"), "--json")
    assert (refused.exit_code, refused.stdout, (tmp_path / "none").exists()) == (1, "", False)
    own = str(program.files / "客户.csv")
    assert program("mask", own, "-o", own).exit_code == 2


def test_metadata_is_exported(ingested: Any, tmp_path: Path) -> None:
    lines = ingested("export", "--format", "jsonl")
    assert lines.exit_code == 0
    assert {json.loads(line)["status"] for line in lines.stdout.splitlines()} == {"complete", "failed", "skipped"}
    assert ID not in lines.output
    out = tmp_path / "out.xlsx"
    told = ingested("export", "--format", "xlsx", "-o", str(out), "--modality", "table", "--json")
    assert json.loads(told.stdout) == {"assets": 1, "format": "xlsx", "out": str(out)}
    assert out.read_bytes().startswith(b"PK")
    assert ingested("export", "--format", "xlsx").exit_code == 2
    assert ingested("export", "--format", "pdf").exit_code == 2


def test_a_data_set_is_made_scored_and_held_to_its_contract(ingested: Any, tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text("max_level: gbt-43697:general-1\nread_whole: true\n", encoding="utf-8")
    made = ingested("dataset", "create", "tables", "--modality", "table", "--contract", str(contract), "--json")
    assert json.loads(made.stdout)["assets"] == 1
    assert "tables" in ingested("dataset", "list").stdout
    assert "modality=table" in ingested("dataset", "show", "tables").stdout
    assert "consistency" in ingested("dataset", "score", "tables").stdout
    gate = ingested("dataset", "gate", "tables", ASSAY_LANG="zh")
    assert gate.exit_code == 1
    assert "没有高于 gbt-43697:general-1 的资产" in gate.stdout
    assert json.loads(ingested("dataset", "gate", "tables", "--json").stdout)["ok"] is False
    out = tmp_path / "tables.csv"
    assert ingested("dataset", "export", "tables", "--format", "csv", "-o", str(out)).exit_code == 0
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 2
    assert json.loads(ingested("issues", "--dataset", "tables", "--json").stdout)["items"] == []
    assert ingested("issues", "--dataset", "none").exit_code == 2
    assert ingested("dataset", "delete", "tables").exit_code == 0
    contract.write_text("- no mapping\n", encoding="utf-8")
    assert ingested("dataset", "create", "x", "--contract", str(contract)).exit_code == 2


def test_a_topic_set_is_checked_taught_and_used(program: Any, tmp_path: Path) -> None:
    topics = tmp_path / "bakery.yaml"
    topics.write_text(
        "name: bakery\ntopics:\n- {id: bread, label: {en: Bread, zh: 面包}, description: Loaves and dough}\n"
        "- {id: fleet, label: {en: Fleet, zh: 车队}, description: Vans and drivers}\n",
        encoding="utf-8",
    )
    examples = tmp_path / "examples.jsonl"
    said = {
        "bread": ("Rye loaves", "The dough rests", "烤面包", "面团醒发"),
        "fleet": ("Vans", "Two drivers", "货车", f"司机出车，电话 {PHONE}"),
    }
    rows = [{"text": text, "topic": topic} for topic, texts in said.items() for text in texts]
    examples.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert program("taxonomy", "check", str(topics)).exit_code == 0
    assert program("taxonomy", "check", "-", text="name: x").exit_code == 1
    trained = program("taxonomy", "train", str(topics), "--examples", str(examples), "--json", ASSAY_EMBEDDINGS="true")
    assert trained.exit_code == 0
    assert json.loads(trained.stdout)["examples"] == 8
    assert "bakery" in program("taxonomy", "list").stdout
    tagged = program("tag", "--taxonomy", "bakery", "--json", "-", text="The dough for the rye loaves rests.",
                     ASSAY_EMBEDDINGS="true")  # fmt: skip
    assert [it["id"] for it in json.loads(tagged.stdout)["topics"]] == ["bread"]
    kept = list((program.home / "taxonomies").iterdir())
    assert len(kept) == 2
    assert not any(PHONE.encode() in file.read_bytes() for file in kept)
    examples.write_text(f'{{"text": "secret {PHONE}"}}', encoding="utf-8")
    refused = program("taxonomy", "train", str(topics), "--examples", str(examples))
    assert refused.exit_code == 2
    assert "line 1" in refused.stderr
    assert PHONE not in refused.stderr + refused.stdout


@pytest.mark.parametrize(
    ("arguments", "data", "code"),
    [
        (("policy", "check", "-"), b"id: x", 1), (("taxonomy", "check", "-"), b"name: x", 1),
        (("policy", "check", "-"), b"\xff\xfe\x00", 2), (("taxonomy", "check", "no-such-file"), b"", 2),
        (("policy", "check", "."), b"", 2),
    ],
)  # fmt: skip
def test_a_text_comes_from_a_file_or_from_stdin(
    program: Any, arguments: tuple[str, ...], data: bytes, code: int
) -> None:
    result = program(*arguments, text=data)
    assert result.exit_code == code
    assert "Traceback" not in result.stdout + result.stderr
