"""What a source refuses is said in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assay.governance.cli.program import app

SOURCES = Path(__file__).parents[3] / "extractors" / "sources"


def said() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            kind = node.exc.func if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) else None
            if isinstance(kind, ast.Name) and kind.id in ("UsageError", "UnavailableError"):
                yield f"{path.name}:{node.lineno}", node.exc


def test_every_refusal_of_a_source_has_its_chinese() -> None:
    calls = list(said())
    assert len(calls) > 20
    for place, call in calls:
        assert len(call.args) == 2, place
        english, chinese = map(ast.unparse, call.args)
        assert english.isascii(), place
        assert any("\u4e00" <= char <= "\u9fff" for char in chinese), place


@pytest.mark.parametrize(
    ("uri", "english", "chinese"),
    [
        ("http://127.0.0.1:9/a.txt", "private address", "私有地址"),
        ("http://ann:secret@example.com/a.txt", "a password does not belong in a URI", "密码不得写在地址中"),
        ("ftp://example.com/a.txt", "no source for URIs of this scheme", "未安装支持该类地址的来源"),
        ("no-such-folder/at-all", "does not exist", "要采集的位置不存在"),
        ("sql+sqlite://", "sql+sqlite:///PATH", "sql+sqlite:///路径"),
    ],
)
def test_a_place_that_is_refused_is_refused_in_the_language_that_is_spoken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uri: str, english: str, chinese: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "keys"))
    for language, words in (("en", english), ("zh", chinese)):
        monkeypatch.setenv("ASSAY_LANG", language)
        done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "ingest", uri])
        assert done.exit_code == 2
        assert words in done.stderr
        assert "secret" not in done.stderr
