"""What the documentation says is true: tables are current, links lead somewhere, commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "examples").glob("*.md")])
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
SHOWN = re.compile(r"<!-- output: demo(?:-begins)? -->\n```\n(.*?)```\n<!-- end -->", re.DOTALL)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _tree() -> dict[str, Any]:
    import typer.main

    from assay.governance.cli.program import app

    def walk(command: Any) -> dict[str, Any]:
        return {name: walk(child) for name, child in getattr(command, "commands", {}).items()}

    return walk(typer.main.get_command(app))


def test_generated_tables_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-600:]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{_name(page)} points at {target}"
        if anchor and there.suffix == ".md":
            assert anchor in _anchors(there), f"{_name(page)} points at {target}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_python_and_toml_in_pages_are_well_formed(page: Path) -> None:
    for language, code in FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            compile(code, _name(page), "exec")
        elif language == "toml":
            tomllib.loads(code)


def test_the_sample_settings_file_holds_real_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assay.governance.settings import load

    sample = next(
        code for language, code in FENCE.findall((DOCS / "settings.md").read_text("utf-8")) if language == "toml"
    )
    (tmp_path / "assay.toml").write_text(sample, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert (load().workers, load().limits.pages) == (4, 2000)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_commands_in_pages_exist(page: Path) -> None:
    tree = _tree()
    text = page.read_text(encoding="utf-8")
    shown = "\n".join([*(code for _, code in FENCE.findall(text)), *re.findall(r"`(assay [^`]+)`", text)])
    for line in re.findall(r"(?:^|\| )assay ([a-z][^\n#|]*)", shown, re.MULTILINE):
        words, place, path = line.split(), tree, []
        while words and place and words[0] in place:
            path.append(words[0])
            place = place[words.pop(0)]
        assert path, f"{_name(page)} shows `assay {line.strip()}`"
        assert not place or not words, f"{_name(page)} shows `assay {line.strip()}`"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_make_targets_in_pages_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


def test_every_command_has_a_section() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")

    def leaves(tree: dict[str, Any], path: str) -> list[str]:
        below = (leaf for name, child in tree.items() for leaf in leaves(child, f"{path} {name}"))
        return list(below) if tree else [path]

    for command in leaves(_tree(), "assay"):
        assert re.search(rf"^## `{command}[ `]", page, re.MULTILINE), command


def test_every_setting_label_and_reason_is_documented() -> None:
    from assay.governance.domain import REASONS, labels
    from assay.governance.settings import LimitSettings, Settings

    settings = (DOCS / "settings.md").read_text(encoding="utf-8")
    for name in {*Settings.model_fields} - {"limits"} | {f"limits.{name}" for name in LimitSettings.model_fields}:
        assert f"| `{name}` |" in settings, name
    detectors = (DOCS / "detectors.md").read_text(encoding="utf-8")
    assert [label for label in labels() if f"| `{label}` |" not in detectors] == []
    formats = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert [reason.value for reason in REASONS if f"| `{reason.value}` |" not in formats] == []


def test_every_scheme_extra_and_option_of_sources_is_documented() -> None:
    from assay.extractors.sources import DatabaseSource, ObjectSource, WebSource

    page = (DOCS / "sources.md").read_text(encoding="utf-8")
    schemes = {it for plugin in (DatabaseSource, ObjectSource, WebSource) for it in plugin.schemes}
    aliases = {"s3a", "abfss", "ssh", "memory"}
    assert [it for it in sorted(schemes - aliases) if f"{it}://" not in page] == []
    extras = re.findall(r"assay-governance\[(\w+)\]", page)
    assert set(extras) == {"s3", "gcs", "az", "sftp", "postgresql", "mysql"}
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [it for it in extras if f"\n{it} = [" not in declared] == []


def test_every_endpoint_is_documented() -> None:
    from assay.governance.api.routes import ROUTERS

    page = (DOCS / "api.md").read_text(encoding="utf-8")
    paths = [route.path for router in ROUTERS for route in router.routes if route.include_in_schema]
    assert len(paths) > 20
    assert [path for path in paths if f" {path}`" not in page] == []


def test_both_readmes_say_the_same() -> None:
    english, chinese = (SHOWN.sub("", page.read_text(encoding="utf-8")) for page in READMES)
    for pattern in (r"^## ", r"^- \*\*", r"^\| `"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, chinese, re.MULTILINE)), (
            pattern
        )
    bare = [re.sub(r"#.*|\".*\"|客户.*", "", code) for _, code in FENCE.findall(english)]
    assert bare == [re.sub(r"#.*|\".*\"|客户.*", "", code) for _, code in FENCE.findall(chinese)]


def test_the_demo_shown_was_run_on_this_corpus_and_the_readmes_show_its_beginning() -> None:
    files = [path for path in (ROOT / "examples/corpus").rglob("*") if path.is_file()]
    for readme, story in zip(READMES, (ROOT / "docs/story.md", ROOT / "docs/zh/story.md"), strict=True):
        begins, shown = (SHOWN.search(page.read_text(encoding="utf-8")) for page in (readme, story))
        assert begins is not None
        assert shown is not None
        assert re.search(rf"\b{len(files)} (files|个文件)", shown[1]), "run `python docs/generate.py --demo`"
        assert shown[1].startswith(begins[1].rstrip())


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_pages_name_no_path_of_somebodys_machine(page: Path) -> None:
    assert re.search(r"/(?:home|Users|work|root)/\w", page.read_text(encoding="utf-8")) is None


def test_the_runner_is_a_sound_script() -> None:
    runner = ROOT / ".ci/run"
    assert runner.stat().st_mode & 0o111
    assert "set -euo pipefail" in runner.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", runner], check=True)
