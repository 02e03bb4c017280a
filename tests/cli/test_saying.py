"""What is printed, where, and in which language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer

from assay.governance.cli import ingest, output, running, words
from assay.governance.domain import (
    AssayError,
    IntegrityError,
    LockedError,
    NotFoundError,
    PluginError,
    PolicyError,
    UnavailableError,
    UsageError,
    Words,
)

CLI = Path(ingest.__file__).parent


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"ASSAY_LANG": "zh"}, True),
        ({"ASSAY_LANG": "en", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "zh_TW.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({}, False),
    ],
)
def test_the_language_is_chosen(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], chinese: bool) -> None:
    for name in ("ASSAY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert words.chinese() is chinese
    assert words.pick(Words("level", "级别")) == ("级别" if chinese else "level")
    assert words.pick({"en": "level", "zh": "级别"}) == ("级别" if chinese else "level")
    assert words.say("status") == ("状态" if chinese else "status")


def test_every_word_that_is_asked_for_is_there_and_no_other() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in CLI.glob("*.py") if path.name != "words.py")
    known = set(words._SAID)
    asked = set(re.findall(r'\bsay\("([a-z-]+)"', source)) | set(re.findall(r"\bsay\('([a-z-]+)'", source))
    assert asked <= known
    stages = {"read", "embed"}
    formed = tuple(re.findall(r"\bsay\(f[\"']([a-z-]+-)\{", source))
    assert formed
    plain = {key for key in known - stages if not key.startswith(formed)}
    assert {key for key in plain if not re.search(rf"[\"']{key}[\"']", source)} == set()


@pytest.mark.parametrize("words_said", words._SAID.values())
def test_each_word_is_there_in_both_languages(words_said: Words) -> None:
    assert re.search(r"[a-z]", words_said.en)
    assert re.search(r"[\u4e00-\u9fff]|API", words_said.zh)
    assert set(re.findall(r"\{(\w+)", words_said.en)) == set(re.findall(r"\{(\w+)", words_said.zh))


def test_nothing_printed_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b[31m\x9b2J\u202eb[bold]x[/bold]\x07"
    output.line(hostile)
    output.table("t", ("name",), [(hostile,)])
    output.data({"name": hostile}, lines=True)
    output.message(hostile)
    out, err = capsys.readouterr()
    for sign in ("\x1b", "\x9b", "\u202e", "\x07"):
        assert sign not in out + err
    assert "[bold]x[/bold]" in out
    assert json.loads(out.splitlines()[-1]) == {"name": hostile}


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ({}, ""),
        (None, ""),
        ({"segment": 0, "start": 3, "end": 9}, "3–9"),
        ({"segment": 4, "start": 3, "end": 9, "page": 2, "box": [0, 0, 1, 1]}, "p.2 3–9"),
        ({"sheet": "客户", "column": "证件号", "row": 4, "start": 1, "end": 2}, "客户 证件号 #4"),
        ({"time": [1.25, 3.0], "start": 1, "end": 2}, "1.2–3.0 s"),
        ({"property": "title", "start": 1, "end": 2}, "@title"),
        ({"member": "in/a.pdf", "page": 1}, "in/a.pdf p.1"),
    ],
)
def test_a_place_is_shown_in_few_signs(place: dict[str, object] | None, shown: str) -> None:
    assert output.locator(place) == shown


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("u"), 2), (PolicyError("p"), 2), (NotFoundError("n"), 2), (AssayError("a"), 2),
        (UnavailableError("x"), 4), (LockedError("x"), 4), (PluginError("x"), 4), (IntegrityError("x"), 4),
        (KeyboardInterrupt(), 3), (RuntimeError("CANARY"), 4), (ValueError("CANARY"), 4),
    ],
)  # fmt: skip
def test_an_exception_is_one_line_and_an_exit_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSAY_DEBUG", raising=False)

    @running.guarded
    def verb() -> None:
        raise error

    with pytest.raises(typer.Exit) as exit_:
        verb()
    assert exit_.value.exit_code == code
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "CANARY" not in err
    if not isinstance(error, AssayError | KeyboardInterrupt):
        assert type(error).__name__ in err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NotFoundError("there is no such asset"), "assay: 没有这样的对象，或无权查看（there is no such asset）"),
        (LockedError("x"), "assay: 其他进程正在使用（x）"),
        (UsageError("the file is not UTF-8 text", "文件不是 UTF-8 文本"), "assay: 文件不是 UTF-8 文本"),
        (UsageError("an export is csv, xlsx or jsonl"), "assay: 导出格式为 csv、xlsx 或 jsonl"),
    ],
)
def test_what_went_wrong_is_said_in_chinese(
    error: AssayError, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_LANG", "zh")

    @running.guarded
    def verb() -> None:
        raise error

    with pytest.raises(typer.Exit):
        verb()
    assert capsys.readouterr().err.strip() == told


def test_debugging_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_DEBUG", "1")

    @running.guarded
    def verb() -> None:
        raise RuntimeError("told")

    with pytest.raises(typer.Exit):
        verb()
    assert "RuntimeError: told" in capsys.readouterr().err


def test_the_first_interrupt_asks_and_the_second_stops() -> None:
    import signal

    before = signal.getsignal(signal.SIGINT)
    with ingest.interruptible() as cancel:
        assert not cancel.is_set()
        signal.raise_signal(signal.SIGINT)
        assert cancel.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
