"""The closed list of what an answer may say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.governance.api.hints import HINTS
from assay.governance.api.problems import PROBLEMS, answer_of
from assay.governance.domain import AssayError, ConflictError, NotFoundError, UsageError

GOVERNANCE = Path(__file__).parents[2] / "governance"


def said() -> Iterator[tuple[str, str]]:
    for folder in ("services", "store"):
        for path in (GOVERNANCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                    kind, (text, *_) = node.exc.func, node.exc.args
                    plain = isinstance(text, ast.Constant) and isinstance(text.value, str)
                    if isinstance(kind, ast.Name) and kind.id in ("UsageError", "ConflictError") and plain:
                        yield path.name, str(ast.literal_eval(text))


def test_every_plain_sentence_of_the_services_is_known() -> None:
    assert [(path, text) for path, text in said() if text not in HINTS] == []


def test_nothing_is_known_that_nobody_says() -> None:
    assert set(HINTS) - {text for _, text in said()} == set()


@pytest.mark.parametrize("words", [*HINTS.values(), *(words for _, words in PROBLEMS.values())])
def test_every_sentence_is_there_in_both_languages(words: tuple[str, str]) -> None:
    english, chinese = words
    assert english.isascii()
    assert english.endswith(".")
    assert not chinese.isascii()


@pytest.mark.parametrize(
    ("error", "conditional", "status", "detail"),
    [
        (ConflictError("somebody changed this first"), True, 412, True),
        (ConflictError("this task is not open"), True, 409, True),
        (ConflictError("CANARY"), False, 409, False),
        (UsageError("CANARY is no level"), False, 422, False),
        (NotFoundError("no CANARY"), False, 404, False),
        (AssayError("CANARY"), False, 500, False),
        (OSError(28, "CANARY"), False, 507, False),
    ],
)
def test_an_exception_finds_its_status_and_no_other_words(
    error: Exception, conditional: bool, status: int, detail: bool
) -> None:
    answer = answer_of(error, conditional=conditional)
    assert answer.status_code == status
    assert b"CANARY" not in bytes(answer.body)
    assert (b'"detail"' in bytes(answer.body)) is detail
