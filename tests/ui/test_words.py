"""The console's sentences: complete in both languages, and evidence that is data, never markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.governance.domain import (
    GOVERNANCE_FIELDS,
    Action,
    Certainty,
    Dimension,
    GradeState,
    LinkKind,
    LinkStatus,
    Modality,
    Severity,
    Status,
    labels,
)
from assay.governance.quality import catalogue
from assay.ui.components.evidence import rows
from assay.ui.components.literal import literal, literal_marked
from assay.ui.i18n import sentences

UI = Path(__file__).parents[2] / "ui"
CLOSED = (
    [f"modality.{it}" for it in Modality]
    + [f"status.{it}" for it in Status]
    + [f"dimension.{it}" for it in Dimension]
    + [f"group.{label.group}" for label in labels().values()]
    + [f"evidence.{it}" for it in ("verified", "secondary", "recollection", "own")]
    + [f"issue.{it}" for it in catalogue()]
    + [f"severity.{it}" for it in Severity]
    + [f"linkkind.{it}" for it in LinkKind]
    + [f"linkstatus.{it}" for it in LinkStatus]
    + [f"state.{it}" for it in GradeState]
    + [f"certainty.{it}" for it in Certainty]
    + [f"action.{it}" for it in Action]
    + [f"field.{it}" for it in GOVERNANCE_FIELDS]
    + [f"language.{it}" for it in ("en", "zh", "de", "fr", "ja")]
    + [f"checked.{it}" for it in ("text", "identifiers", "names", "topics", "speech", "pictures")]
    + [f"answer.{it}" for it in ("yes", "no", "none", "partial", "ocr")]
    + [f"linkwhy.{kind.value}" for kind in LinkKind]
    + [f"how.{it}" for it in ("words", "meaning")]
    + [f"property.{it}" for it in ("name", "path", "title", "author", "member")]
    + [f"part.{it}" for it in ("paragraph", "table", "attachment", "comment", "body")]
    + [f"job.{it}" for it in ("queued", "running", "done", "failed", "cancelled")]
    + [f"run.{it}" for it in ("done", "failed", "cancelled", "interrupted")]
    + [f"lens.{it}{part}" for it in ("supply", "flow", "use", "safety") for part in ("", "_asks")]
    + [f"sourcekind.{it}" for it in ("files", "objects", "database", "web")]
    + [f"review.did.{it}" for it in ("accept", "reject", "change", "skip", "undo")]
)


def used_keys() -> set[str]:
    code = "\n".join(path.read_text(encoding="utf-8") for path in UI.rglob("*.py"))
    return set(re.findall(r"""say\(\s*["']([a-z_.]*[a-z_])["']""", code))


def test_both_languages_have_the_same_sentences() -> None:
    assert sentences("en").keys() == sentences("zh").keys()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_that_is_said_is_there(language: str) -> None:
    assert len(used_keys()) > 40
    assert (used_keys() | set(CLOSED)) - sentences(language).keys() == set()


def test_no_sentence_is_said_nowhere() -> None:
    prefixes = tuple({key.split(".")[0] + "." for key in CLOSED})
    assert {key for key in sentences("en").keys() - used_keys() if not key.startswith(prefixes)} == set()


def test_figures_stand_in_both_languages() -> None:
    fields = {
        language: {key: set(re.findall(r"{(\w+)", text)) for key, text in sentences(language).items()}
        for language in ("en", "zh")
    }
    assert fields["en"] == fields["zh"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 文件 name", "plain 文件 name"),
        ("[a](http://b) $x$", r"\[a\]\(http\:\/\/b\) \$x\$"),
        (":material/home: <b>", r"\:material\/home\: \<b\>"),
    ],
)
def test_a_name_cannot_become_markup(text: str, shown: str) -> None:
    assert literal(text) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("采购合同 No. 7", ["合同"], r"采购:primary-background[合同] No\. 7"),
        (
            "A [link](x) a",
            ["a", "["],
            r":primary-background[A] :primary-background[\[]link\]\(x\) :primary-background[a]",
        ),
        ("nothing", [""], "nothing"),
    ],
)
def test_words_of_a_query_are_marked_and_stay_text(text: str, words: list[str], shown: str) -> None:
    assert literal_marked(text, words) == shown


def test_spans_become_pieces_in_order_and_overlaps_are_shown_once() -> None:
    segment = {
        "text": "Call J*** S**** on 1*********0 <b>now</b>",
        "locator": {"page": 2},
        "spans": [
            {"start": 19, "end": 30, "label": "cn_mobile"},
            {"start": 5, "end": 15, "label": "person"},
            {"start": 6, "end": 10, "label": "person"},
        ],
    }
    (row,) = rows([segment], {"person": "Person"})
    assert [(it["text"], it.get("says")) for it in row["pieces"]] == [
        ("Call ", None), ("J*** S****", "Person"), (" on ", None), ("1*********0", "cn_mobile"), (" <b>now</b>", None),
    ]  # fmt: skip
