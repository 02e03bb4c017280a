"""The console's sentences: complete in both languages, and evidence that is data, never markup."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from assay.governance.domain import (
    GOVERNANCE_FIELDS,
    Action,
    Certainty,
    Dimension,
    GradeState,
    IssueState,
    LinkKind,
    LinkStatus,
    Modality,
    Severity,
    Status,
    Subject,
    labels,
)
from assay.governance.quality import catalogue
from assay.ui.components.badges import place
from assay.ui.components.evidence import rows
from assay.ui.components.exhibit import table_panel
from assay.ui.components.graph import graph_spec, picked
from assay.ui.components.literal import literal, literal_marked
from assay.ui.components.parts import part_words, path_words
from assay.ui.components.reasons import because, topic_because
from assay.ui.i18n import say, sentences

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
    + [f"linkdo.{it.value}" for it in LinkStatus]
    + [f"how.{it}" for it in ("words", "meaning")]
    + [f"property.{it}" for it in ("name", "path", "title", "author", "member")]
    + [f"step.{it}" for it in ("p", "table", "attachment", "comment", "message")]
    + [f"part.{it}" for it in ("body", "header", "notes", "columns", "fn")]
    + [f"job.{it}" for it in ("queued", "running", "done", "failed", "cancelled")]
    + [f"run.{it}" for it in ("done", "failed", "cancelled", "interrupted")]
    + [f"lens.{it}{part}" for it in ("supply", "flow", "use", "safety") for part in ("", "_asks")]
    + [f"sourcekind.{it}" for it in ("files", "objects", "database", "web")]
    + [f"issuestate.{it}" for it in IssueState]
    + [f"subject.{it}" for it in Subject]
    + [f"age.{it}" for it in ("week", "month", "year", "older")]
    + [f"review.did.{it}" for it in ("accept", "reject", "change", "skip", "undo")]
)


def used_keys() -> set[str]:
    code = "\n".join(path.read_text(encoding="utf-8") for path in UI.rglob("*.py"))
    return set(re.findall(r"""say\(\s*["']([a-z_.]*[a-z_])["']""", code))


def test_both_languages_have_the_same_sentences() -> None:
    ones = {key for key in sentences("en") if key.endswith(".one")}
    assert sentences("en").keys() - ones == sentences("zh").keys(), "of Chinese nouns there is one form"
    assert {key.removesuffix(".one") for key in ones} < sentences("zh").keys()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_that_is_said_is_there(language: str) -> None:
    assert len(used_keys()) > 40
    assert (used_keys() | set(CLOSED)) - sentences(language).keys() == set()


def test_no_sentence_is_said_nowhere() -> None:
    prefixes = tuple({key.split(".")[0] + "." for key in CLOSED})
    said = {key for key in sentences("en") if key.removesuffix(".one") in used_keys() or key.startswith(prefixes)}
    assert sentences("en").keys() - said == set()


def test_figures_stand_in_both_languages() -> None:
    fields = {
        language: {
            key: set(re.findall(r"{(\w+)", text))
            for key, text in sentences(language).items()
            if not key.endswith(".one")
        }
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


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("attachment[1]", "attachment 1"),
        ("mail/attachment[12]/contract.docx", "mail/attachment 12/contract.docx"),
        ("message[3].eml/attachment[1]", "mail 3/attachment 1"),
        ("notes/attachment[x]", "notes/attachment[x]"),
        ("", ""),
    ],
)
def test_what_lies_in_a_mail_is_numbered_in_words(path: str, said: str) -> None:
    assert path_words(path) == said


@pytest.mark.parametrize(
    ("part", "english", "chinese"),
    [
        ("body/p[12]", "paragraph 12", "第12段"),
        ("body", "body", "正文"),
        ("body/html", "body", "正文"),
        ("slide/shape[3]/p[2]", "text box 3 · paragraph 2", "第3个文本框 · 第2段"),
        ("header1/p[1]", "header · paragraph 1", "页眉 · 第1段"),
        ("/html/body[1]/h1[2]", "heading 2", "第2个标题"),
        ("c2.xhtml/html/body[1]/p[7]", "paragraph 7", "第7段"),
        ("/html/body[1]/ul[1]/li[4]", "item 4", "第4项"),
        ("table[2]", "table 2", "第2个表格"),
        ("vcard[6]/tel[1]", "contact 6 · phone", "第6位联系人 · 电话"),
        ("vevent[2]/organizer[1]/@cn", "event 2 · organiser", "第2个日程 · 组织者"),
        ("/*[local-name()='graphml']/*[3]/*[29]/*[1]/@key", "element 3.29.1", "元素 3.29.1"),
        ("columns", "column names", "列名"),
        ("strange[4]/thing", "strange[4] · thing", "strange[4] · thing"),
    ],
)
def test_parts_are_said_in_words(part: str, english: str, chinese: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert part_words(part) == english
    monkeypatch.setattr("assay.ui.i18n.language", lambda: "zh")
    assert part_words(part) == chinese


@pytest.mark.parametrize(
    ("key", "n", "said"),
    [
        ("lens.sources", 1, "1 source"),
        ("lens.sources", "1", "1 source"),
        ("lens.sources", 2, "2 sources"),
        ("lens.sources", 11, "11 sources"),
        ("place.page", 1, "page 1"),
    ],
)
def test_one_thing_is_said_as_one(key: str, n: object, said: str) -> None:
    assert say(key, n=n) == said


@pytest.mark.parametrize(
    ("why", "english", "chinese"),
    [
        ("pattern, context 手机", "its form, the word “手机” beside it", "形式相符、旁有“手机”一词"),
        ("read in its sentence", "a model that read its sentence", "模型据所在句子识别"),
        (
            "label before a name, business_contact by 联系人",
            "a label before it, of a business contact by the word “联系人”",
            "前有标签、属于业务联系人，依据“联系人”一词",
        ),
        ("customer by the header 客户", "of a customer by the header “客户”", "属于客户，依据列名“客户”"),
        ("Luhn checksum does not hold", "although the Luhn checksum does not hold", "但Luhn校验不成立"),
        (
            "column of latitude, header 纬度, 87% of its values fit, beside a column of longitude",
            "its column, of latitude, the header “纬度”, 87% of the column's values fit, "
            "a column of longitude beside it",
            "所在列为“纬度”、列名“纬度”、该列87%的值相符、相邻列为“经度”",
        ),
        ("what a plugin says", "what a plugin says", "what a plugin says"),
    ],
)  # fmt: skip
def test_reasons_are_said_in_both_languages(
    why: str, english: str, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert because(why) == english
    monkeypatch.setattr("assay.ui.i18n.language", lambda: "zh")
    assert because(why) == chinese


def test_a_topic_says_why_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.ui.i18n.language", lambda: "zh")
    said = topic_because("seed words 工资, 奖金 in 6 segments; by meaning 47%")
    assert "seed" not in said
    assert "meaning" not in said
    assert "47%" in said


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("seed words tax, vat in segment 4", "the words tax, vat in one place"),
        ("seed words tax, vat in segments 0, 2, 5", "the words tax, vat in 3 places"),
        ("seed words tax in segments 0, 1, 2, 3, 4 and 7 more", "the words tax in 12 places"),
        ("by meaning 62%, most in segment 3", "by meaning 62%"),
    ],
)
def test_a_topic_says_where_it_was_heard(why: str, said: str) -> None:
    assert topic_because(why) == said


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


def test_a_column_is_named_once_above_its_cells() -> None:
    table = {
        "columns": ["name", "phone"], "sheets": [], "sheet": 1, "total": 2,
        "rows": [{"row": 2, "cells": ["A**", "1*9"]}, {"row": 3, "cells": ["B**", "none"]}],
        "marks": [{"row": 2, "column": 0, "label": "person"}, {"row": 3, "column": 0, "label": "person"},
                  {"row": 2, "column": 1, "label": "cn_mobile"}],
    }  # fmt: skip
    panel = table_panel(table, {"person": "Person name"}, 2)
    assert panel["head"] == [{"text": "name", "says": "Person name"}, {"text": "phone", "says": "cn_mobile"}]
    assert [cell["says"] for cell in panel["rows"][1]["cells"]] == ["Person name", ""]


@pytest.mark.parametrize("around", [1, 2, 3, 17, 39])
def test_no_name_in_the_graph_lies_over_another(around: int) -> None:
    nodes = [{"id": f"n{at}", "name": f"file {at}", "modality": "text", "hop": min(at, 1)} for at in range(around + 1)]
    placed = graph_spec(nodes, [], "n0")["series"][0]["data"]
    assert placed[0]["id"] == "n0"
    for side in ("left", "right"):
        heights = sorted(it["y"] for it in placed[1:] if it["label"]["position"] == side)
        assert all(above + 5 < below for above, below in itertools.pairwise(heights))


def test_a_node_that_was_clicked_is_the_one_that_is_opened() -> None:
    shown = [{"id": "here"}, {"id": "there"}]
    for data_type, indices, opened in (("node", [1], "there"), ("edge", [0], None), ("node", [], None)):
        selected = [{"data_type": data_type, "data_indices": indices}]
        assert picked({"selection": {"selected": selected}}, shown) == opened


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ({"row": 3, "start": 1, "end": 2}, "line 3"),
        ({"row": 3, "column": "name"}, "column name · row 3"),
        ({"page": 1, "row": 2, "part": "table[1]"}, "page 1 · row 2 · table 1"),
    ],
)
def test_a_text_has_lines_and_a_table_rows(locator: dict[str, object], said: str) -> None:
    assert place(locator) == said
