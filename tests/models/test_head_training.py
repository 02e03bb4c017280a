"""What ships is trained by one command a head, and measured on whole scenarios that were left out."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.classifiers.taxonomies import load
from assay.governance.domain import UsageError
from assay.governance.domain.training import TrainingJob
from assay.models.heads import Head
from assay.models.training.heads import business, safety
from assay.models.training.heads.judging import judged, macro_f1
from assay.models.training.heads.rendering import examples, render, scenarios
from assay.models.training.heads.running import Features

GENRES = {
    "contract", "invoice", "resume", "report", "minutes", "email", "id_document", "medical_record", "drawing",
    "screenshot", "chat", "call_recording", "meeting_recording", "form", "presentation", "source_code", "log", "policy",
    "news",
}  # fmt: skip
QUICK = """
[business]
tellings = 1
recipe = { words = 10.0, meaning = 1.0, least = 1, most_grams = 3000, folds = 2 }
[level]
recipe = { words = 10.0, meaning = 1.0, least = 1, most_grams = 3000, folds = 2, learned = false }
[gate]
recipe = { words = 10.0, least = 1, most_grams = 2000, folds = 2 }
[safety-zh.recipe]
least = 1
folds = 2
[safety-en.recipe]
least = 1
folds = 2
"""
ASKED: Counter[str] = Counter()


def letters(texts: Sequence[str]) -> Any:
    """Encode texts by the sums of their characters, and count how often each was asked for."""
    ASKED.update(texts)
    rows = np.ones((len(texts), 32), "f4")
    for row, text in enumerate(texts):
        for character in text[:200]:
            rows[row, ord(character) % 32] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def job(tmp_path: Path) -> TrainingJob:
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "out").mkdir()
    return TrainingJob(data=tmp_path / "data", out=tmp_path / "out", config=tmp_path / "quick.toml")


def rows(file: Path, *texts: tuple[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.writelines(
            json.dumps({"text": text, "label": label}, ensure_ascii=False) + "\n" for text, label in texts
        )


def test_every_topic_genre_and_level_is_told_often_enough_to_be_left_out_in_turn() -> None:
    told = scenarios()
    assert {it.topics[0] for it in told} == {topic.id for topic in load().topics}
    assert {it.genre for it in told} == GENRES
    assert {it.level for it in told} == set(business.LEVELS)
    assert len({it.id for it in told}) == len(told)
    for of in (business.TOPIC.of, business.GENRE.of, business.LEVEL.of):
        assert min(Counter(of(it) for it in told).values()) >= 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_scenario_can_be_told_without_a_mark_left(language: str) -> None:
    for scenario in scenarios():
        for seed in range(3):
            text = render(scenario, language, random.Random(seed))  # noqa: S311
            assert not re.search(r"\{[a-z]+\}|\[[^A-Z]*\|", text), scenario.id
            assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (language == "zh"), scenario.id


def test_tellings_differ_and_come_again_with_their_seed() -> None:
    one = scenarios()[:4]
    told = examples(one, tellings=5, seed=1)
    assert [it.text for it in told] == [it.text for it in examples(one, tellings=5, seed=1)]
    assert [it.text for it in told] != [it.text for it in examples(one, tellings=5, seed=2)]
    assert len({it.text for it in told}) == len(told) > 20


def test_topics_genre_and_level_are_fitted_and_measured_on_scenarios_left_out(job: TrainingJob) -> None:
    features = Features("letters", letters, width=32)
    ASKED.clear()
    figures = business.train_topics(job, features) | business.train_sensitivity(job, features)
    assert max(ASKED.values()) == 1  # no text is read twice
    for name, classes in (("topic", 28), ("genre", 19), ("level", 4)):
        head = Head.load(job.out / f"{name}.safetensors")
        assert len(head.info.classes) == classes
        assert head.info.encoder == "letters"
        assert head.info.metrics[f"{name}.accuracy"] == figures[f"{name}.accuracy"] > 1.5 / classes
        assert {f"{name}.{language}.macro_f1" for language in ("en", "zh")} <= set(figures)
    assert json.loads((job.out / "figures.json").read_text(encoding="utf-8")) == figures


def test_what_people_decided_is_learned_too(job: TrainingJob, tmp_path: Path) -> None:
    words = [(f"quokka wallaby numbat {at} 袋鼠考拉", "restricted") for at in range(40)]
    rows(tmp_path / "more" / "level.jsonl.gz", *words, ("a text of another scheme", "L9"))
    plain = TrainingJob(data=job.data, out=tmp_path / "plain", config=job.config)
    plain.out.mkdir()
    taught = TrainingJob(data=job.data, out=job.out, more=tmp_path / "more", config=job.config)
    chances = []
    for run in (plain, taught):
        business.train_sensitivity(run, Features("letters", letters, width=32))
        head = Head.load(run.out / "level.safetensors")
        text = ["the quokka and the numbat"]
        chances.append(head.probabilities(text, letters(text))[0, business.LEVELS.index("restricted")])
    assert chances[1] > chances[0] + 0.1


def test_safety_is_learned_in_both_languages(job: TrainingJob) -> None:
    kinds = {"neither": "good day to you", "offensive": "you blithering fool", "hate": "away with all of them"}
    rows(
        job.data / "safety_en_davidson" / "train.jsonl.gz",
        *((f"{said} number {at}", label) for at in range(60) for label, said in kinds.items()),
    )
    for part, start in (("train", 0), ("dev", 20)):
        rows(
            job.data / "safety_zh_cold" / f"{part}.jsonl.gz",
            *((f"今天天气很好{at}", "0") for at in range(start, start + 30)),
            *((f"你这个笨蛋{at}", "1") for at in range(start, start + 30)),
        )
    figures = safety.train_safety(job)
    assert figures["safety.zh.f1"] > 0.9
    assert figures["safety.en.macro_f1"] > 0.9
    assert 0 <= figures["safety.en.ece"] < 0.5
    head = Head.load(job.out / "safety-zh.safetensors")
    assert head.probabilities(["你这个笨蛋"])[0].argmax() == head.info.classes.index("offensive")


def test_texts_of_the_training_part_are_not_measured_on(job: TrainingJob) -> None:
    for part in ("train", "dev"):
        rows(job.data / "safety_zh_cold" / f"{part}.jsonl.gz", ("同一句", "0"), ("同一句", "1"), (f"只在{part}", "1"))
    parts = safety.chinese(job.data)
    assert parts is not None
    assert parts[1].texts == ["只在dev"]


def test_a_folder_without_safety_data_is_refused(job: TrainingJob) -> None:
    with pytest.raises(UsageError, match="neither"):
        safety.train_safety(job)


def test_tellings_of_one_story_make_no_interval_narrower() -> None:
    chances = np.tile([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], (50, 1))
    right = [0, 1, 1, 0] * 50
    alone = judged(chances, right, of="it")
    together = judged(chances, right, of="it", groups=["a", "b", "c", "d"] * 50)
    assert alone["it.accuracy"] == together["it.accuracy"] == 0.75
    assert together["it.accuracy.low"] < alone["it.accuracy.low"]
    assert together["it.ece"] == pytest.approx(alone["it.ece"])


@pytest.mark.parametrize(
    ("right", "said", "expected"),
    [([0, 1], [0, 1], 1.0), ([0, 1], [1, 0], 0.0), ([0, 0, 1, 1], [0, 1, 1, 1], (2 / 3 + 4 / 5) / 2), ([0], [0], 1.0)],
)
def test_f1_is_the_mean_over_classes(right: list[int], said: list[int], expected: float) -> None:
    assert macro_f1(np.array(right), np.array(said), range(3)) == pytest.approx(expected)
