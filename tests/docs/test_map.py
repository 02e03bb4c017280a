"""A newcomer finds the way: both languages lead to all their pages, and the map of the code names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.governance import registry

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LANGUAGES = {"en": DOCS, "zh": DOCS / "zh"}
CHINESE = sorted([*LANGUAGES["zh"].glob("*.md"), *ROOT.glob("*.zh-CN.md"), *(ROOT / "examples").glob("*.zh-CN.md")])
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "examples").glob("*.md")])
FOLDERS = ("governance", "extractors", "classifiers", "knowledge_graph", "models", "ui")
SECTIONS = {"detectors-of-your-own.md": "detectors.md"}  # a Chinese page that is a section of an English one


def _targets(page: Path) -> set[Path]:
    named = re.findall(r"\]\(([^)\s#]+\.md)", page.read_text(encoding="utf-8"))
    return {(page.parent / it).resolve() for it in named if "://" not in it}


def _english(page: Path) -> Path:
    """Return the page that a Chinese one says in Chinese."""
    if page.parent == DOCS / "zh":
        return DOCS / SECTIONS.get(page.name, page.name)
    return page.with_name(page.name.replace(".zh-CN", ""))


def _pages(folder: Path) -> set[Path]:
    return {it.resolve() for it in folder.glob("*.md")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_page(language: str) -> None:
    folder = LANGUAGES[language]
    assert _pages(folder) - _targets(folder / "index.md") == {(folder / "index.md").resolve()}


def test_every_page_leads_to_the_same_one_in_the_other_language() -> None:
    english, chinese = (
        {it.name for it in _pages(folder)} - SECTIONS.keys() for folder in (LANGUAGES["en"], LANGUAGES["zh"])
    )
    assert english == chinese
    pairs = [(DOCS / name, DOCS / "zh" / name) for name in english]
    assert [left.name for left, right in pairs if right.resolve() not in _targets(left)] == []
    assert [right.name for left, right in pairs if left.resolve() not in _targets(right)] == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda it: it.relative_to(ROOT).as_posix())
def test_a_chinese_page_leads_to_chinese_ones(page: Path) -> None:
    """It leads to an English page where there is no Chinese one, or to its own."""
    assert _targets(page) & {_english(it) for it in CHINESE} - {_english(page)} == set()


def test_both_languages_say_the_same_of_contributing() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("CONTRIBUTING.md", "CONTRIBUTING.zh-CN.md"))
    for parts in (r"^## ", r"^- ", r"^(?:make \w+|```)"):
        assert re.findall(parts, english, re.MULTILINE) == re.findall(parts, chinese, re.MULTILINE), parts


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.relative_to(ROOT).as_posix())
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"`((?:\w+/)+[\w./-]*)`", page.read_text(encoding="utf-8"))
    tops = {it.name for it in ROOT.iterdir()}
    assert [it for it in named if it.split("/")[0] in tops and not (ROOT / it).exists()] == []


@pytest.mark.parametrize("folder", LANGUAGES.values(), ids=LANGUAGES)
def test_the_map_names_every_package_and_every_kind_of_plugin(folder: Path) -> None:
    page = (folder / "architecture.md").read_text(encoding="utf-8")
    packages = {it.parent for top in FOLDERS for it in (ROOT / top).glob("*/__init__.py")}
    packages |= {it.parent for it in (ROOT / "governance/services").glob("*/__init__.py")}
    assert len(packages) > 45
    missing = [it for it in sorted(packages) if f"`{it.name}`" not in page and f"`{it.name}/`" not in page]
    assert missing == []
    assert [it for it in registry.GROUPS if f"`{it}`" not in page] == []


@pytest.mark.parametrize("group", registry.GROUPS)
def test_every_kind_of_plugin_has_one_that_is_built_in(group: str) -> None:
    assert registry.names(group)
