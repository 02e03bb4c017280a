"""Speech made here: clear English is read, everything else is honestly not."""

from __future__ import annotations

import shutil
import subprocess
import wave

import numpy as np
import pytest

from assay.models.speech import WEAK, SpeechEngine, Utterance

RATE = 16_000
SENTENCE = "The meeting was moved to Thursday afternoon. Please send the report to the manager before noon."


@pytest.fixture(scope="module")
def engine():
    return SpeechEngine()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    path = tmp_path_factory.mktemp("speech") / "spoken.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", SENTENCE, "-o", str(path)], check=True)
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def read(engine, samples, **more):
    return engine.read(memoryview(np.asarray(samples, np.int16).tobytes()), **more)


def test_clear_english_is_read_with_word_times(engine, spoken):
    silence = np.zeros(3 * RATE, np.int16)
    result = read(engine, np.concatenate([silence, spoken]))
    text = " ".join(utterance.text for utterance in result.utterances)
    expected = set(SENTENCE.lower().replace(".", "").split())
    assert len(expected & set(text.split())) >= 0.7 * len(expected)
    assert result.read_seconds == result.speech_seconds > 4
    first = result.utterances[0]
    assert first.confidence > WEAK
    assert first.language == "en"
    assert result.producer.startswith("speech/pocketsphinx@")
    assert first.start > 2.5  # silence before it is no speech
    assert [first.text[word.start : word.end] for word in first.words] == first.text.split()
    times = [word.time for word in first.words]
    assert all(3 * 0.9 < begin < end <= first.end for begin, end in times)
    assert times == sorted(times)


def test_the_same_sound_gives_the_same_text_whatever_came_before(engine, spoken):
    first = read(engine, spoken)
    read(engine, spoken[::-1])
    assert read(engine, spoken) == first


def test_speech_that_is_no_english_is_said_to_be_unread(engine, spoken):
    result = read(engine, spoken[::-1])  # sounds of speech, words of no language
    assert result.speech_seconds > 3
    assert result.read_seconds < 0.3 * result.speech_seconds


def test_speech_under_noise_is_said_to_be_unread(engine, spoken):
    noise = np.random.default_rng(1).normal(0, spoken.std() / 2, len(spoken))
    result = read(engine, np.clip(spoken + noise, -32_768, 32_767))
    assert result.read_seconds < result.speech_seconds


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(4 * RATE),
        np.zeros(10),
        np.random.default_rng(0).normal(0, 2_000, 4 * RATE),
        8_000 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE),
    ],
    ids=["silence", "a few samples", "noise", "a tone"],
)
def test_what_is_no_speech_has_none(engine, samples):
    result = read(engine, samples)
    assert (result.speech_seconds, result.utterances, result.cut) == (0.0, (), False)


class Saying:
    """Stands for a recogniser: says the same with the confidences it was given, one a region."""

    producer, readable = "speech/saying@1", 0.5

    def __init__(self, *confidences):
        self._confidences = iter(confidences)

    def transcribe(self, samples, begins):
        sure = next(self._confidences)
        return [] if sure is None else [Utterance(text="so it is", start=begins, end=begins + 1, confidence=sure)]


@pytest.mark.parametrize(
    ("confidences", "kept", "share", "weak"),
    [
        ((0.9, 0.6), 2, 1.0, False),
        ((0.9, 0.59), 2, 0.795, True),
        ((0.9, 0.49), 1, 0.5, True),
        ((None, 0.9), 1, 0.5, True),
        ((None, 0.1), 0, 0.0, True),
    ],
)
def test_text_under_the_bound_counts_in_part_or_not_at_all(monkeypatch, confidences, kept, share, weak):
    engine = SpeechEngine(Saying(*confidences))
    monkeypatch.setattr(engine._voices, "regions", lambda samples, tick: iter([(0, RATE), (RATE, 2 * RATE)]))
    result = read(engine, np.zeros(2 * RATE))
    assert (len(result.utterances), result.weak) == (kept, weak)
    assert result.read_seconds / result.speech_seconds == pytest.approx(share, abs=1e-3)


def test_a_limit_cuts_and_says_so(engine, spoken):
    result = read(engine, np.concatenate([spoken, np.zeros(2 * RATE, np.int16), spoken]), limit_seconds=8)
    assert result.cut
    assert result.speech_seconds <= 8
