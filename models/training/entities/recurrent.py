"""The recurrent tagger for Chinese text: two bidirectional layers over characters and word lists, a CRF.

It starts from the analyser that the package jieba carries (LAC small, Baidu, Apache-2.0): characters, both layers and
 the emissions of its names; then it learns our guideline. Gates as in that network: the reset gate acts before the
product, and the update gate weighs the new state.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assay.models.tagger_chars import CHAR_FEATURES, CharLexicon, fold
from assay.models.training.entities.checkpoints import keep, restore
from assay.models.training.entities.examples import KINDS, Example

__all__ = ["TAGS", "RecurrentConfig", "analyser", "build", "encode", "fit", "legal", "vocabulary"]

logger = logging.getLogger(__name__)
TAGS = ("O", *(f"{edge}-{kind}" for kind in KINDS for edge in "BI"))
WIDTH = 128
_FROM = {"person": ("PER", "nr"), "organization": ("ORG", "nt"), "location": ("LOC", "ns"), "address": ("LOC", "LOC")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrentConfig:
    """How the recurrent tagger is trained; `seconds` bounds the wall time."""

    batch: int = 48
    characters: int = 120
    rate: float = 2e-3
    seconds: float = 1200
    steps: int = 6000
    seed: int = 21


def analyser() -> Path:
    """Return the folder of the analyser inside the installed package; its code is not imported."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package jieba is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "lac_small"


def vocabulary(folder: Path) -> dict[str, int]:
    """Return the number of each character that the analyser knows; OOV is one of them."""
    known = {}
    for line in (folder / "word.dic").read_text(encoding="utf-8").split("\n"):
        number, _, char = line.partition("\t")
        if char:
            known[char] = int(number)
    return known


def parameters(folder: Path, name: str, *shape: int) -> Any:
    """Read one parameter: a header, then little-endian float32."""
    import math

    import torch

    raw = bytearray((folder / "model_baseline" / name).read_bytes())
    return torch.frombuffer(raw, dtype=torch.float32, offset=len(raw) - 4 * math.prod(shape)).reshape(shape).clone()


def build(folder: Path) -> Any:
    """Return the torch module, started from the analyser: `emissions(ids, mask, features) -> [B, T, tags]`."""
    import torch

    @torch.jit.script
    def scan(
        inputs: torch.Tensor, mask: torch.Tensor, gates: torch.Tensor, state: torch.Tensor, back: bool
    ) -> torch.Tensor:
        width = state.shape[0]
        steps = inputs.shape[1]
        hidden = torch.zeros(inputs.shape[0], width, device=inputs.device)
        out: list[torch.Tensor] = []
        for count in range(steps):
            step = steps - 1 - count if back else count
            gate = torch.sigmoid(inputs[:, step, : 2 * width] + hidden @ gates)
            update, reset = gate[:, :width], gate[:, width:]
            new = torch.tanh(inputs[:, step, 2 * width :] + (reset * hidden) @ state)
            hidden = (hidden + update * (new - hidden)) * mask[:, step : step + 1]
            out.append(hidden)
        if back:
            out.reverse()
        return torch.stack(out, 1)

    class Layer(torch.nn.Module):
        def __init__(self, index: int, inputs: int, back: bool) -> None:
            super().__init__()
            self.back = back
            self.linear = torch.nn.Linear(inputs, 3 * WIDTH)
            self.linear.weight.data = parameters(folder, f"fc_{index}.w_0", inputs, 3 * WIDTH).T.contiguous()
            self.linear.bias.data = parameters(folder, f"fc_{index}.b_0", 3 * WIDTH) + parameters(
                folder, f"gru_{index}.b_0", 3 * WIDTH
            )
            flat = parameters(folder, f"gru_{index}.w_0", 3 * WIDTH * WIDTH)
            self.gates = torch.nn.Parameter(flat[: 2 * WIDTH * WIDTH].reshape(WIDTH, 2 * WIDTH).clone())
            self.state = torch.nn.Parameter(flat[2 * WIDTH * WIDTH :].reshape(WIDTH, WIDTH).clone())

        def forward(self, inputs: Any, mask: Any) -> Any:
            return scan(self.linear(inputs), mask, self.gates, self.state, self.back)

    class Tagger(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            size = ((folder / "model_baseline" / "word_emb").stat().st_size - 29) // (4 * WIDTH)
            self.chars = torch.nn.Embedding(size, WIDTH)
            self.chars.weight.data = parameters(folder, "word_emb", size, WIDTH)
            self.chars.weight.requires_grad_(False)
            self.seen = torch.nn.Linear(CHAR_FEATURES, WIDTH, bias=False)
            torch.nn.init.zeros_(self.seen.weight)
            self.direct = torch.nn.Linear(CHAR_FEATURES, len(TAGS), bias=False)
            torch.nn.init.zeros_(self.direct.weight)
            sizes = (WIDTH, WIDTH, 2 * WIDTH, 2 * WIDTH)
            self.layers = torch.nn.ModuleList([Layer(i, size, bool(i % 2)) for i, size in enumerate(sizes)])
            self.drop = torch.nn.Dropout(0.2)
            self.head = torch.nn.Linear(2 * WIDTH, len(TAGS))
            self._start_head()
            self.moves = torch.nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
            self.register_buffer("banned", torch.tensor([[0.0 if legal(a, b) else -1e4 for b in TAGS] for a in TAGS]))
            self.register_buffer("first", torch.tensor([-1e4 if tag.startswith("I") else 0.0 for tag in TAGS]))

        def _start_head(self) -> None:
            lines = (folder / "tag.dic").read_text(encoding="utf-8").split("\n")
            row = {line.split("\t")[1]: int(line.split("\t")[0]) for line in lines if "\t" in line}
            weight, bias = parameters(folder, "fc_4.w_0", 2 * WIDTH, 57).T, parameters(folder, "fc_4.b_0", 57)
            others = [
                number for tag, number in row.items() if not tag.startswith(("PER", "LOC", "ORG", "nr", "ns", "nt"))
            ]
            for index, tag in enumerate(TAGS):
                if tag == "O":
                    self.head.weight.data[0], self.head.bias.data[0] = (
                        weight[others].mean(0),
                        bias[others].mean(0) + 1.0,
                    )
                    continue
                both = [row[f"{source}-{tag[0]}"] for source in _FROM[tag[2:]]]
                self.head.weight.data[index], self.head.bias.data[index] = weight[both].mean(0), bias[both].mean(0)
                self.head.bias.data[index] -= 2.0 * tag.endswith("address")

        def forward(self, ids: Any, mask: Any, features: Any) -> Any:
            hidden = self.chars(ids) + self.seen(features)
            for index in (0, 2):
                hidden = torch.cat([self.layers[index](hidden, mask), self.layers[index + 1](hidden, mask)], -1)
                hidden = self.drop(hidden)
            return self.head(hidden) + self.direct(features)

        def loss(self, emissions: Any, mask: Any, allowed: Any) -> Any:
            """Negative log-likelihood of all paths through the allowed tags; `allowed` is 0 or -1e4, [B, T, tags]."""
            return (self._total(emissions, mask) - self._total(emissions + allowed, mask)).sum() / mask.sum()

        def _total(self, emissions: Any, mask: Any) -> Any:
            banned: Any = self.banned
            moves = self.moves + banned
            score = emissions[:, 0] + self.first
            for step in range(1, emissions.shape[1]):
                new = torch.logsumexp(score.unsqueeze(2) + moves, 1) + emissions[:, step]
                score = torch.where(mask[:, step : step + 1] > 0, new, score)
            return torch.logsumexp(score, 1)

    return Tagger()


def legal(before: str, after: str) -> bool:
    """Say whether one tag may follow another: an inside tag only inside its own name."""
    return not after.startswith("I") or before[1:] == after[1:]


@dataclass(slots=True)
class Encoded:
    """One text: numbers and features of its characters, and the tags that each may have (-1 for any)."""

    ids: list[int]
    features: list[list[int]]
    tags: list[int]


def encode(example: Example, known: dict[str, int], lexicon: CharLexicon) -> Encoded:
    """Return a text as the network wants it."""
    text = fold(example.text)
    tags = [0] * len(text)
    for span in example.spans:
        for index in range(span.start, span.end):
            edge = "B" if index == span.start else "I"
            tags[index] = -1 if span.kind is None else TAGS.index(f"{edge}-{span.kind}")
    return Encoded([known.get(char, known["OOV"]) for char in text], lexicon.features(text), tags)


def tensors(batch: Sequence[Encoded]) -> tuple[Any, Any, Any, Any]:
    """Return ids, mask, features and allowed tags of texts, padded."""
    import torch

    width = max(len(item.ids) for item in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width)
    features = torch.zeros(len(batch), width, CHAR_FEATURES)
    allowed = torch.full((len(batch), width, len(TAGS)), -1e4)
    for row, item in enumerate(batch):
        size = len(item.ids)
        ids[row, :size] = torch.tensor(item.ids)
        mask[row, :size] = 1
        columns = [column for column, seen in enumerate(item.features) for _ in seen]
        features[row, columns, [index for seen in item.features for index in seen]] = 1.0
        for column, tag in enumerate(item.tags):
            if tag < 0:
                allowed[row, column] = 0
            else:
                allowed[row, column, tag] = 0
    return ids, mask, features, allowed


def fit(
    model: Any, draw: Callable[[random.Random], Iterator[Example]], known: dict[str, int], lexicon: CharLexicon,
    config: RecurrentConfig, out: Path, check: Callable[[Any], str] | None = None,
) -> None:  # fmt: skip
    """Train in place, on the model's device, on what `draw` yields, round after round; a checkpoint every 500 steps."""
    import torch

    torch.manual_seed(config.seed)
    order = random.Random(config.seed)  # noqa: S311 - order of examples
    state = out / "recurrent"
    free = [item for item in model.parameters() if item.requires_grad]
    fresh = {id(item) for part in (model.seen, model.direct) for item in part.parameters()} | {id(model.moves)}
    groups = [
        {"params": [p for p in free if id(p) not in fresh], "scale": 0.5},
        {"params": [p for p in free if id(p) in fresh], "scale": 2.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=config.rate, weight_decay=0.0)
    step, spent = restore(state, model, optimiser)
    begun, average = time.monotonic() - spent, 0.0
    model.train()
    while True:
        texts = [encode(item, known, lexicon) for item in draw(order) if 0 < len(item.text) <= config.characters]
        texts.sort(key=lambda item: len(item.ids) + order.random() * 4)
        groups_ = [texts[i : i + config.batch] for i in range(0, len(texts), config.batch)]
        order.shuffle(groups_)
        for batch in groups_:
            share = max(step / config.steps, (time.monotonic() - begun) / config.seconds)
            if share >= 1:
                model.eval()
                return
            for group in optimiser.param_groups:
                group["lr"] = config.rate * group["scale"] * min(1.0, (step + 1) / 50) * (1 - share)
            ids, mask, features, allowed = (it.to(free[0].device) for it in tensors(batch))
            loss = model.loss(model(ids, mask, features), mask, allowed)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(free, 5.0)
            optimiser.step()
            step += 1
            average = 0.98 * average + 0.02 * loss.item() if average else loss.item()
            if step % 100 == 0:
                logger.info("step %d of %d, share %.2f, loss %.4f", step, config.steps, share, average)
            if step % 500 == 0:
                keep(state, model, optimiser, step=step, spent=time.monotonic() - begun)
                if check is not None:
                    model.eval()
                    logger.info("%s", check(model))
                    model.train()
