"""Speech to text of the hub profile: Whisper by transformers, in the language that is spoken.

Source: Radford et al., 2022 (arXiv:2212.04356), section 4.5: a reading whose mean log probability is below -1, or
that repeats itself (zlib packs it to less than 1 / 2.4), is a failed one.
"""

from __future__ import annotations

import math
import os
import warnings
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assay.models.speech_regions import RATE
from assay.models.speech_text import Utterance

__all__ = ["Whisper"]

_TICK = 0.02
_REPEATS = 2.4
_LONG_ENOUGH = 40  # characters: shorter texts do not pack


class Whisper:
    """A folder of safetensors and settings, loaded with the first speech; greedy, so equal sound gives equal text.

    The model marks sentences with times of its own, to 20 ms. A sentence's confidence is the geometric mean of its
    tokens' probabilities.
    """

    readable = math.exp(-1.0)

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        self._folder, self._threads = folder, threads
        self.producer = f"speech/{folder.parent.name or 'whisper'}@{folder.name[:12]}"
        self._model: Any = None
        self._features: Any = None
        self._tokens: Any = None

    def transcribe(self, samples: Any, begins: float) -> list[Utterance]:
        """Read one region of at most 30 s."""
        import torch

        self._load()
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sound = self._features(
                samples.astype("float32") / 32_768, sampling_rate=RATE, return_tensors="pt", return_attention_mask=True
            ).to(self._model.device)
            sound["input_features"] = sound["input_features"].to(self._model.dtype)
            language = self._language(sound["input_features"])
            spoken = {"language": language, "task": "transcribe"} if language else {}
            answer = self._model.generate(
                **sound, **spoken, return_timestamps=True, return_dict_in_generate=True, output_scores=True,
                force_unique_generate_call=True, do_sample=False, num_beams=1,
            )  # fmt: skip
            chances = self._model.compute_transition_scores(answer.sequences, answer.scores, normalize_logits=True)
        tokens = answer.sequences[0].tolist()[-len(answer.scores) :]
        return list(self._utterances(tokens, chances[0].tolist(), begins, begins + len(samples) / RATE, language))

    def _language(self, features: Any) -> str | None:
        """Return the code of the language that is most likely spoken; None for a model that knows English alone."""
        settings = self._model.generation_config
        if not getattr(settings, "is_multilingual", False):
            return None
        found = int(self._model.detect_language(features)[0])
        names = {token: name for name, token in settings.lang_to_id.items()}
        return str(names[found]).strip("<|>")

    def _utterances(
        self, tokens: Sequence[int], chances: Sequence[float], begins: float, ends: float, language: str | None
    ) -> Iterator[Utterance]:
        """Cut what was generated where the model set a time; without one a sentence lasts to the region's end."""
        first_time = self._model.generation_config.no_timestamps_token_id + 1
        start, said, sure = begins, list[int](), list[float]()
        for token, chance in zip([*tokens, first_time + 10**6], [*chances, 0.0], strict=True):
            if token < first_time:
                said.append(token)
                sure.append(chance)
                continue
            at = min(ends, max(start, begins + (token - first_time) * _TICK))
            text = " ".join(self._tokens.decode(said, skip_special_tokens=True).replace("\ufffd", " ").split())
            if text and not _repeats(text):
                yield Utterance(
                    text=text, start=round(start, 2), end=round(at, 2), language=language or "en",
                    confidence=round(math.exp(sum(sure) / len(sure)), 4),
                )  # fmt: skip
            start, said, sure = at, [], []

    def _load(self) -> None:
        if self._model is not None:
            return
        os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"})
        # torch wants to know its compiler's folder on import; the confined worker has none, and compiles nothing
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(self._folder))
        import torch
        from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration, WhisperTokenizer
        from transformers.utils import logging as noise

        torch.set_num_threads(self._threads)
        noise.set_verbosity_error()  # type: ignore[no-untyped-call]
        noise.disable_progress_bar()  # type: ignore[no-untyped-call]
        cuda = torch.cuda.is_available()
        local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        self._features = WhisperFeatureExtractor.from_pretrained(self._folder, **local)
        self._tokens = WhisperTokenizer.from_pretrained(self._folder, **local)
        self._model = WhisperForConditionalGeneration.from_pretrained(
            self._folder, use_safetensors=True, dtype=torch.float16 if cuda else torch.float32, **local
        )
        self._model.to("cuda" if cuda else "cpu")
        self._model.eval()


def _repeats(text: str) -> bool:
    """Say whether a text says the same over and over, as the model does where it hears nothing it knows."""
    data = text.encode()
    return len(text) >= _LONG_ENOUGH and len(data) / len(zlib.compress(data)) > _REPEATS
