"""`tag --baseline` and `--sarif`: a gate for repositories. `ingest --plan`, `.assayignore`, rules, audit, forget."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

ID, MOBILE = "11010519491231002X", "13800138000"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(f"name\nphone {MOBILE}\n", encoding="utf-8")
    (tmp_path / "plain.md").write_text("# Opening hours\n\nNine to five, every day.\n", encoding="utf-8")
    return tmp_path


def test_a_baseline_lets_known_findings_pass_and_new_ones_not(repository: Path, program: Any) -> None:
    files = ("a.txt", "plain.md")
    first = program("tag", "--baseline", "known.json", *files)
    assert (first.exit_code, "0 known findings, 1 new" in first.stderr) == (1, True)
    assert "a.txt" in first.stdout
    assert program("tag", "--baseline", "known.json", "--update-baseline", *files).exit_code == 0
    assert MOBILE not in (repository / "known.json").read_text(encoding="utf-8")
    moved = f"one more line\n\nname\nphone {MOBILE}\n"
    (repository / "a.txt").write_text(moved, encoding="utf-8")
    assert program("tag", "--baseline", "known.json", *files).exit_code == 0
    (repository / "a.txt").write_text(f"{moved}phone {MOBILE[:-1]}1\nid {ID}\n", encoding="utf-8")
    third = program("tag", "--baseline", "known.json", *files)
    assert (third.exit_code, "1 known findings, 2 new" in third.stderr) == (1, True)
    assert ID not in third.output
    (repository / ".assayignore").write_text("a.txt\n", encoding="utf-8")
    assert program("tag", "--baseline", "none.json", *files).exit_code == 0


def test_findings_are_printed_as_sarif(repository: Path, program: Any) -> None:
    result = program("tag", "--sarif", "--baseline", "none.json", "a.txt", "plain.md")
    assert result.exit_code == 1
    log = json.loads(result.stdout)
    (run,) = log["runs"]
    (found,) = run["results"]
    assert (log["version"], run["tool"]["driver"]["rules"][0]["id"]) == ("2.1.0", "cn_mobile")
    assert (found["ruleId"], found["level"], found["baselineState"]) == ("cn_mobile", "error", "new")
    place = found["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("a.txt", 2)
    assert MOBILE not in result.output


def test_a_baseline_that_is_none_is_usage(repository: Path, program: Any) -> None:
    (repository / "known.json").write_text('{"schema": "other"}', encoding="utf-8")
    assert program("tag", "--baseline", "known.json", "a.txt").exit_code == 2
    assert program("tag", "--update-baseline", "a.txt").exit_code == 2


def test_the_hook_for_repositories_names_a_command_that_there_is() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"].split()[:3] == ["assay", "tag", "--baseline"]
    assert {"id", "name", "language"} <= set(hook)


def test_a_plan_says_what_a_scan_would_take_and_stores_nothing(program: Any, tmp_path: Path) -> None:
    other = type(program)(tmp_path)
    shutil.copytree(program.files, other.files)
    shown = other("ingest", "--plan", str(other.files))
    assert (shown.exit_code, "5 files: 5 to read, 0 unchanged" in shown.stdout) == (0, True)
    assert json.loads(other("search", "sensors", "--json").stdout)["hits"] == []


def test_what_is_ignored_at_the_root_is_left_out_and_buried(program: Any, tmp_path: Path) -> None:
    other = type(program)(tmp_path)
    (other.files / "notes" / "old").mkdir(parents=True)
    for name in ("a.txt", "notes/b.txt", "notes/old/c.txt"):
        (other.files / name).write_text(f"Some words in {name}. " * 5, encoding="utf-8")
    (other.files / "notes" / ".assayignore").write_text("b.txt\n", encoding="utf-8")
    report = json.loads(other("ingest", str(other.files), "--json").stdout)
    assert (report["files"], report["gone"]) == (4, 0)
    (other.files / ".assayignore").write_text("old/\n.assayignore\n", encoding="utf-8")
    report = json.loads(other("ingest", str(other.files), "--json").stdout)
    assert (report["files"], report["gone"]) == (2, 2), "what a folder further down says holds for nobody"


def test_rules_are_previewed_and_applied(ingested: Any, tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text("path,owner,retention\n*.txt,Chen Li,P10Y\n*.csv,Ma Jun,P1Y\n", encoding="utf-8")
    preview = ingested("rules", "preview", str(table))
    assert (preview.exit_code, "Chen Li" in preview.stdout, "Ma Jun" in preview.stdout) == (0, True, True)
    assert json.loads(ingested("rules", "list", "--json").stdout) == []
    applied = json.loads(ingested("rules", "apply", str(table), "--json").stdout)
    assert applied["fields"]["owner"] == applied["assets"] == 4
    assert [it["path"] for it in json.loads(ingested("rules", "list", "--json").stdout)] == ["*.txt", "*.csv"]
    table.write_text("path,owner\n", encoding="utf-8")
    assert ingested("rules", "apply", str(table)).exit_code == 2


def test_the_trail_is_listed_and_checked_and_an_asset_forgotten(program: Any, tmp_path: Path) -> None:
    other = type(program)(tmp_path)
    other.files.mkdir()
    (other.files / "a.txt").write_text("Some words about lighthouses. " * 5, encoding="utf-8")
    other("ingest", str(other.files))
    (hit,) = json.loads(other("search", "lighthouses", "--json").stdout)["hits"]
    assert other("forget", hit["asset"]).exit_code == 0
    assert other("forget", hit["asset"]).exit_code == 2
    assert other("show", hit["asset"]).exit_code == 2
    events = json.loads(other("audit", "list", "--json").stdout)["items"]
    assert [it["action"] for it in events] == ["asset.forget", "ingest.done", "ingest.start"]
    assert other("audit", "verify").exit_code == 0
    assert json.loads(other("audit", "verify", "--json").stdout)["counts"] == {"events": 3}
