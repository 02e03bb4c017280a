"""Whisper's way through the code: a tiny model is made here from random weights, and taught two sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assay.governance.domain import SegmentKind
from assay.models.speech import SpeechEngine, open_transcriber
from assay.models.speech_pocketsphinx import PocketSphinx
from assay.models.speech_whisper import Whisper

RATE = 16_000
LANGUAGES = ["<|en|>", "<|zh|>"]
MARKS = ["<|startoftranscript|>", *LANGUAGES, "<|translate|>", "<|transcribe|>", "<|startofprev|>", "<|notimestamps|>"]
LESSON = {"a": ("The report is due.", "<|en|>"), "b": ("报告完成", "<|zh|>")}


def byte_letters() -> list[str]:
    """Return the letters that stand for the 256 bytes in a vocabulary of bytes (GPT-2)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


def sound(name: str) -> np.ndarray:
    """Return a second of a tone of its own, as samples."""
    pitch = {"a": 300, "b": 1_700}[name]
    return (12_000 * np.sin(2 * np.pi * pitch * np.arange(RATE) / RATE)).astype(np.int16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Make a model of 40 thousand weights and teach it two sounds; save it as the hub would have it."""
    import torch
    from tokenizers import AddedToken
    from transformers import (
        GenerationConfig,
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
        WhisperTokenizer,
    )

    place = tmp_path_factory.mktemp("models") / "whisper-tiny" / "0123456789abcdef"
    place.mkdir(parents=True)
    torch.manual_seed(1)
    tokens = WhisperTokenizer(vocab={letter: number for number, letter in enumerate(byte_letters())}, merges=[])
    tokens.add_tokens([AddedToken(mark, special=True, normalized=False) for mark in MARKS], special_tokens=True)
    tokens.add_tokens([AddedToken(f"<|{n * 0.02:.2f}|>", normalized=False) for n in range(1_501)])
    number = {mark: tokens.convert_tokens_to_ids(mark) for mark in ("<|endoftext|>", *MARKS, "<|0.00|>", "<|1.00|>")}
    end, start = number["<|endoftext|>"], number["<|startoftranscript|>"]
    shape = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2}
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=len(tokens), d_model=32, max_source_positions=100, max_target_positions=48, encoder_ffn_dim=32,
            decoder_ffn_dim=64, pad_token_id=end, bos_token_id=end, eos_token_id=end, decoder_start_token_id=start,
            suppress_tokens=None, begin_suppress_tokens=None, **shape,
        )
    )  # fmt: skip
    features = WhisperFeatureExtractor(chunk_length=2)
    heard = features([sound(name) / np.float32(32_768) for name in LESSON], sampling_rate=RATE, return_tensors="pt")
    rows = []
    for text, language in LESSON.values():
        said = tokens(text, add_special_tokens=False).input_ids
        rows.append([start, number[language], number["<|transcribe|>"], number["<|0.00|>"], *said, number["<|1.00|>"]])
    longest = max(map(len, rows)) + 1
    goal = torch.tensor([row + [end] + [-100] * (longest - len(row) - 1) for row in rows])
    pupil = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(80):
        pupil.zero_grad()
        encoded = model.model.encoder(heard["input_features"])
        answer = model(encoder_outputs=encoded, decoder_input_ids=goal.clamp(min=0)[:, :-1])
        loss = torch.nn.functional.cross_entropy(answer.logits.flatten(0, 1), goal[:, 1:].flatten(), ignore_index=-100)
        loss.backward()
        pupil.step()
    model.generation_config = GenerationConfig(
        is_multilingual=True, lang_to_id={name: number[name] for name in LANGUAGES},
        task_to_id={"translate": number["<|translate|>"], "transcribe": number["<|transcribe|>"]},
        no_timestamps_token_id=number["<|notimestamps|>"], max_initial_timestamp_index=50, max_length=48,
        decoder_start_token_id=start, bos_token_id=end, eos_token_id=end, pad_token_id=end,
    )  # fmt: skip
    for part in (model, tokens, features):
        part.save_pretrained(place)
    return place


@pytest.fixture(scope="module")
def whisper(folder):
    return Whisper(folder)


def test_the_packaged_recogniser_serves_where_no_folder_is_named(folder):
    assert isinstance(open_transcriber(), PocketSphinx)
    assert isinstance(open_transcriber(folder), Whisper)


@pytest.mark.parametrize("name", sorted(LESSON))
def test_what_was_learned_is_heard_in_its_language_at_its_time(whisper, name):
    text, language = LESSON[name]
    (said,) = whisper.transcribe(sound(name), 3.0)
    assert (said.text, f"<|{said.language}|>", said.start, said.end) == (text, language, 3.0, 4.0)
    assert 0.8 < said.confidence <= 1
    assert whisper.transcribe(sound(name), 3.0) == [said]
    assert whisper.producer == "speech/whisper-tiny@0123456789ab"


def test_what_was_never_learned_is_less_sure_and_stays_in_its_region(whisper):
    noise = np.random.default_rng(5).normal(0, 4_000, RATE).astype(np.int16)
    sure = whisper.transcribe(sound("a"), 0.0)[0].confidence
    for said in whisper.transcribe(noise, 7.0):
        assert said.confidence < sure
        assert 7.0 <= said.start <= said.end <= 8.0


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([0.0, "One.", 1.0, 1.0, "Two.", 2.0], [("One.", 10.0, 11.0), ("Two.", 11.0, 12.0)]),
        ([0.0, "cut", None], [("cut", 10.0, 14.0)]),
        (["no times", None], [("no times", 10.0, 14.0)]),
        ([0.0, "late", 9.0], [("late", 10.0, 14.0)]),
        ([0.0, " ", 1.0], []),
        ([0.0, "yes " * 40, 9.0], []),
        ([0.0, "yes " * 8, 2.0], [("yes yes yes yes yes yes yes yes", 10.0, 12.0)]),
    ],
)
def test_tokens_become_utterances_at_the_times_between_them(whisper, pieces, expected):
    whisper.transcribe(sound("a"), 0.0)  # loads it
    settings, tokens = whisper._model.generation_config, []
    for piece in pieces:
        if isinstance(piece, str):
            tokens += whisper._tokens(piece, add_special_tokens=False).input_ids
        else:
            at = settings.no_timestamps_token_id + 1 + round((piece or 0) / 0.02)
            tokens.append(settings.eos_token_id if piece is None else at)
    found = list(whisper._utterances(tokens, [-0.1] * len(tokens), 10.0, 14.0, "en"))
    assert [(said.text, said.start, said.end) for said in found] == expected
    assert all(said.confidence == pytest.approx(0.9048, abs=1e-4) for said in found)


def test_every_region_of_speech_is_read_by_it(folder, monkeypatch):
    """The voice detector hears no speech in a tone, so it is told where to look."""
    engine = SpeechEngine(open_transcriber(folder))
    monkeypatch.setattr(engine._voices, "regions", lambda samples, tick: iter([(0, RATE), (2 * RATE, 3 * RATE)]))
    samples = np.concatenate([sound("a"), np.zeros(RATE, np.int16), sound("b")])
    result = engine.read(memoryview(samples.tobytes()))
    assert [(said.text, said.start) for said in result.utterances] == [(LESSON["a"][0], 0.0), (LESSON["b"][0], 2.0)]
    assert (result.read_seconds, result.speech_seconds, result.weak) == (2.0, 2.0, False)
    assert result.producer.startswith("speech/whisper-tiny@")


def test_the_confined_worker_reads_with_the_folder_of_the_profile(folder, monkeypatch):
    from assay.extractors.sandbox import ConfinedSandbox, reading
    from assay.governance.domain import FileRef, Limits

    call = Path(__file__).parents[2] / "examples" / "corpus" / "calls" / "call-2024-04-02.wav"
    monkeypatch.setenv("ASSAY_PROFILE", "hub")
    monkeypatch.setattr(reading, "checked", lambda model: folder)
    with call.open("rb") as file, ConfinedSandbox() as sandbox:
        seen = sandbox.perceive(
            FileRef(fd=file.fileno(), size=call.stat().st_size, name=call.name), Limits()
        ).extraction
    assert "speech/whisper-tiny@0123456789ab" in seen.producers
    assert seen.facts["speech_seconds"] > 5
    assert all(segment.language in ("en", "zh") for segment in seen.segments if segment.kind is SegmentKind.UTTERANCE)


def test_a_model_that_was_not_pulled_leaves_the_packaged_recogniser(monkeypatch, tmp_path):
    from assay.extractors.sandbox import reading

    monkeypatch.setenv("ASSAY_MODELS_DIR", str(tmp_path))
    monkeypatch.setenv("ASSAY_PROFILE", "hub")
    assert reading._speech_model() == []
    monkeypatch.setenv("ASSAY_PROFILE", "embedded")
    assert reading._speech_model() == []
