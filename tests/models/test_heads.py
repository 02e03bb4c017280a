"""Heads read words and meaning in both languages, stay honest, survive the disk and refuse what is no head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from assay.governance.domain import UnavailableError
from assay.models import BilingualEncoder
from assay.models.heads import Described, Grams, Head, HeadInfo, Prototypes, grams, pull, shipped
from assay.models.manifest import model
from assay.models.training.heads import Recipe, cross_fit, fit
from assay.models.training.heads.experts import experts, first_voices
from assay.models.training.heads.voices import listened, voices

CLASSES = ("pay", "ship")
SAID = {
    "pay": ("the salary of {} was paid", "bonus and salary for {}", "{}的工资已经发放", "发放{}的奖金和工资"),
    "ship": (
        "the cargo of {} has left port",
        "containers for {} were loaded",
        "{}的货物已经装船",
        "集装箱运往{}的仓库",
    ),
}
OF = ("Oslo", "March", "the branch", "上海", "三月", "分公司")
TEXTS = [said.format(what) for name in CLASSES for said in SAID[name] for what in OF]
LABELS = [name for name in CLASSES for said in SAID[name] for _ in OF]
ENCODER = BilingualEncoder(threads=1)
INFO = HeadInfo(name="test", version="1", classes=CLASSES, encoder="none")


def vectors(texts: Sequence[str], width: int = 4) -> Any:
    """Return rows of length one that say nothing of the class."""
    random = np.random.default_rng(len(texts))
    rows = random.normal(size=(len(texts), width)).astype("f4")
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def head() -> Head:
    return fit(TEXTS, vectors(TEXTS), LABELS, INFO)


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("Pay slips", Grams(), ["pay", "slips", "pay slips"]),
        ("Pay slips", Grams(pairs=False), ["pay", "slips"]),
        ("工资单", Grams(), ["工", "资", "单", "工资", "资单"]),
        ("pay 工资 slips", Grams(), ["pay", "工", "资", "工资", "slips"]),
        ("ＰＡＹ", Grams(), ["pay"]),
        ("abcd", Grams(pieces=3), ["abcd", "__ab", "_abc", "_bcd", "_cd_"]),
        ("，。!?", Grams(), []),
        ("", Grams(), []),
    ],
)
def test_words_of_both_languages_are_counted(text: str, options: Grams, expected: list[str]) -> None:
    assert list(grams(text, options)) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("salary of the night shift", "pay"), ("夜班的工资", "pay"),
        ("containers in the port", "ship"), ("货物和集装箱", "ship"),
    ],
)  # fmt: skip
def test_a_head_tells_classes_in_both_languages_and_says_why(head: Head, text: str, label: str) -> None:
    (row,) = head.probabilities([text], vectors([text]))
    assert head.info.classes[int(row.argmax())] == label
    assert row.sum() == pytest.approx(1)
    why = head.why(text, label)
    assert why
    assert all(word in text for word in why)


def test_words_that_a_head_does_not_know_explain_nothing(head: Head) -> None:
    assert head.why("zebra 斑马", "pay") == ()


def test_a_class_is_told_by_meaning_where_words_are_silent() -> None:
    rows = np.repeat(np.eye(2, 4, dtype="f4"), len(TEXTS) // 2, axis=0)
    head = fit(TEXTS, rows, LABELS, INFO)
    assert head.logits(["zebra", "zebra"], np.eye(2, 4, dtype="f4")).argmax(axis=1).tolist() == [0, 1]


def test_the_temperature_is_fitted_on_texts_left_out(head: Head) -> None:
    targets = np.array([CLASSES.index(label) for label in LABELS])
    _, logits, places = cross_fit(TEXTS, vectors(TEXTS), LABELS, INFO)
    assert sorted(places) == list(range(len(TEXTS)))
    assert (logits.argmax(axis=1) == targets[places]).mean() > 0.9
    assert head.info.temperature != 1.0


def told(targets: Any, how: str) -> Any:
    """Return logits (n, 2) of an expert that is right, wrong, silent or guesses."""
    right = np.eye(2)[targets] * 2 - 1
    guessed = np.random.default_rng(5).normal(size=right.shape)
    return {"right": 2 * right + guessed, "wrong": guessed - 2 * right, "silent": 0 * right, "guesses": guessed}[how]


@pytest.mark.parametrize(
    ("how", "count", "least", "most"),
    [("right", 400, 1.2, 9), ("wrong", 400, 0, 0), ("guesses", 400, 0, 0.5), ("silent", 400, 1, 1),
     ("right", 8, 0.9, 1.2), ("wrong", 8, 0.5, 1)],
)  # fmt: skip
def test_an_expert_is_as_loud_as_it_was_right(how: str, count: int, least: float, most: float) -> None:
    targets = np.arange(count) % 2
    (voice,) = voices(told(targets, how)[None], targets, [1.0])
    assert least <= voice <= most


def test_a_text_is_told_by_voices_that_did_not_hear_its_answer() -> None:
    targets, folds = np.arange(60) % 2, np.arange(60) // 20
    said = np.stack([told(targets, "right"), told(targets, "guesses")])
    turned = np.where(folds == 1, 1 - targets, targets)
    first, again = (listened(said, truth, folds, [1.0, 1.0]) for truth in (targets, turned))
    assert first[folds == 1] == pytest.approx(again[folds == 1])
    assert np.abs(first - again)[folds != 1].min(axis=1).max() > 0.01


@pytest.mark.parametrize(("sign", "least", "most"), [(1, 1.01, 50), (-1, 0, 0.9)])
def test_how_strongly_descriptions_speak_is_learned(sign: int, least: float, most: float) -> None:
    rows = sign * np.eye(2)[[CLASSES.index(label) for label in LABELS]]
    head = fit(TEXTS, vectors(TEXTS), LABELS, replace(INFO, described=1.0), beside=lambda places: rows[places])
    assert head.info.described is not None
    assert least <= head.info.described <= most
    told = Described(prototypes=Prototypes.of(DESCRIBED, letters), head=replace(head, meaning=np.zeros((64, 2), "f4")))
    alone = Described(prototypes=told.prototypes)
    gained = told.logits(TEXTS, letters(TEXTS)) - told.head.logits(TEXTS, letters(TEXTS)) if told.head else 0
    assert gained == pytest.approx(head.info.described / pull(0) * alone.logits(TEXTS, letters(TEXTS)), abs=1e-4)


@pytest.mark.parametrize("examples", [1, 8, 32, 500])
def test_a_head_says_what_its_experts_say_together(examples: int) -> None:
    targets, rows = np.array([CLASSES.index(label) for label in LABELS]), vectors(TEXTS)
    fitted, loud = experts(TEXTS, rows, targets, INFO, Recipe()), first_voices(examples)
    together = np.tensordot(loud, fitted.logits(INFO, TEXTS, rows), 1)
    assert fitted.head(INFO, loud).logits(TEXTS, rows) == pytest.approx(together, abs=1e-4)


def test_a_class_with_one_example_is_fitted_without_a_temperature() -> None:
    assert fit(["salary", "cargo"], vectors(["a", "b"]), CLASSES, INFO).info.temperature == 1.0


@pytest.mark.parametrize("labels", [["pay", "pay"], ["pay", "other"]])
def test_labels_that_do_not_fit_the_classes_are_refused(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="every label must be a class"):
        fit(["salary", "cargo"], vectors(["a", "b"]), labels, INFO)


def test_the_same_texts_give_the_same_bytes(head: Head, tmp_path: Path) -> None:
    again = fit(TEXTS, vectors(TEXTS), LABELS, INFO)
    for name, made in (("a", head), ("b", again)):
        made.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_few_grams_stay_and_still_tell_the_classes() -> None:
    head = fit(TEXTS, vectors(TEXTS), LABELS, INFO, Recipe(most_grams=24))
    assert len(head.places) == len(head.idf) == 24
    found = head.logits(TEXTS, vectors(TEXTS)).argmax(axis=1)
    assert (found == [CLASSES.index(label) for label in LABELS]).mean() > 0.9


def test_a_head_read_from_disk_says_the_same(head: Head, tmp_path: Path) -> None:
    head.save(tmp_path / "head.safetensors")
    read = Head.load(tmp_path / "head.safetensors")
    assert read.info == head.info
    assert read.logits(TEXTS, vectors(TEXTS)) == pytest.approx(head.logits(TEXTS, vectors(TEXTS)), abs=2e-2)
    assert read.why(TEXTS[0], "pay") == head.why(TEXTS[0], "pay")


def damaged(file: Path, change: str) -> None:
    """Damage a head's file in one way."""
    tensors = load_file(file)
    with file.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        info = json.loads(json.loads(stream.read(size))["__metadata__"]["assay"])
    match change:
        case "missing":
            file.unlink()
            return
        case "cut":
            file.write_bytes(file.read_bytes()[:200])
            return
        case "not safetensors":
            file.write_bytes(b"\x80\x04\x95" + b"." * 400)
            return
        case "another schema":
            info["schema"] = "assay.head/9"
        case "unknown field":
            info["code"] = "import os"
        case "one class":
            info["classes"] = ["pay"]
        case "cold":
            info["temperature"] = 0
        case "no bias":
            del tensors["bias"]
        case "short words":
            tensors["words"] = tensors["words"][:-1]
        case "not finite":
            tensors["bias"] = np.array([np.nan, 0], "f4")
        case "vocabulary":
            tensors["vocabulary"] = np.frombuffer(b"\xff\xfe", np.uint8)
    save_file(tensors, file, metadata={"assay": json.dumps(info)})


@pytest.mark.parametrize(
    "change",
    [
        "missing", "cut", "not safetensors", "another schema", "unknown field", "one class", "cold", "no bias",
        "short words", "not finite", "vocabulary",
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused(head: Head, tmp_path: Path, change: str) -> None:
    file = tmp_path / "head.safetensors"
    head.save(file)
    damaged(file, change)
    with pytest.raises(UnavailableError, match="head"):
        Head.load(file)


DESCRIBED = {"pay": "salary, bonus, 工资, 奖金", "ship": "cargo, port, containers, 货物, 集装箱"}


def letters(texts: Sequence[str]) -> Any:
    """Encode texts by their characters: near texts share some."""
    rows = np.zeros((len(texts), 64), "f4")
    for row, text in enumerate(texts):
        for character in text:
            rows[row, ord(character) % 64] += 1
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.mark.parametrize(
    ("text", "label"),
    [("a bonus for all", "pay"), ("给员工发奖金", "pay"), ("CARGO in port", "ship"), ("集装箱到港", "ship")],
)
def test_descriptions_alone_tell_classes(text: str, label: str) -> None:
    told = Described(prototypes=Prototypes.of(DESCRIBED, letters))
    (row,) = told.probabilities([text], letters([text]))
    assert told.classes[int(row.argmax())] == label


def test_descriptions_fade_as_examples_come() -> None:
    assert pull(0) > pull(1) > pull(8) > pull(128) > 0


def test_examples_and_descriptions_are_added_in_the_descriptions_order(head: Head) -> None:
    turned = dict(reversed(DESCRIBED.items()))
    both = Described(prototypes=Prototypes.of(turned, letters), head=replace(head, meaning=np.zeros((64, 2), "f4")))
    assert both.classes == ("ship", "pay")
    assert both.probabilities(TEXTS, letters(TEXTS)).argmax(axis=1).tolist() == [
        both.classes.index(label) for label in LABELS
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("safety-zh", "你们这些人都是垃圾，滚出去", "offensive"), ("safety-zh", "今天的会议改到下午三点", "none"),
        ("safety-en", "the meeting was moved to three o'clock", "none"),
    ],
)  # fmt: skip
def test_the_packaged_heads_speak(name: str, text: str, expected: str) -> None:
    head = shipped(name)
    assert head.info.classes[int(head.probabilities([text])[0].argmax())] == expected


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Everyone is invited to our open day, the programme hangs in all shops.", "public"),
        ("欢迎市民参加开放日活动，节目单张贴在各门店。", "public"),
        (
            "The takeover of our rival stays secret until the board has voted; nobody may buy shares before.",
            "restricted",
        ),
        ("收购竞争对手一事在董事会表决前绝不能泄露，任何人不得买卖股票。", "restricted"),
    ],
)
def test_the_packaged_level_head_reads_meaning(text: str, level: str) -> None:
    head = shipped("level")
    assert head.info.encoder == f"{ENCODER.name}@{ENCODER.version}"
    assert head.info.classes[int(head.probabilities([text], ENCODER.features([text]))[0].argmax())] == level


@pytest.mark.parametrize("name", ["no-such-head", "../heads/level", "LICENSE"])
def test_what_is_not_packaged_is_no_head(name: str) -> None:
    with pytest.raises(UnavailableError, match="no such head"):
        shipped(name)


def test_a_packaged_head_that_was_changed_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "level.safetensors").write_bytes(b"changed")
    pinned = SimpleNamespace(files=model("assay-heads").files, path=tmp_path)
    monkeypatch.setattr("assay.models.heads.shipping.model", lambda name: pinned)
    shipped.cache_clear()
    try:
        with pytest.raises(UnavailableError, match="not the pinned one"):
            shipped("level")
    finally:
        shipped.cache_clear()
