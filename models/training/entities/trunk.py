"""The transformer tagger for Latin letters: MiniLM's layers, word features added to its embeddings, one head."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.models.tagger_words import FEATURES, Lexicon, word_features, words_of
from assay.models.training.entities.checkpoints import keep, restore
from assay.models.training.entities.examples import KINDS, Example

__all__ = ["TAGS", "TrunkConfig", "build", "encode", "fit"]

logger = logging.getLogger(__name__)
TAGS = ("O", *(f"{edge}-{kind}" for kind in KINDS for edge in "BI"))
_OPEN = -100
_UNKNOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkConfig:
    """How the transformer is trained; `seconds` bounds the wall time, and the rate falls along whichever ends first."""

    layers: int = 6
    pieces: int = 128
    batch: int = 24
    rate: float = 2e-4
    epochs: float = 4
    seconds: float = 2400
    lowered: float = 0.1
    seed: int = 20


@dataclass(slots=True)
class Encoded:
    """Pieces of a text: ids, the features of their words, tags (-100 where nothing is taught) and words."""

    ids: list[int]
    features: list[tuple[int, ...]]
    tags: list[int]
    first: list[int]


def build(base: Path, layers: int) -> Any:
    """Return the torch module: `forward(ids, mask, features) -> logits`, [B, T, tags]."""
    import torch
    from transformers import BertModel

    class Tagger(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(str(base), local_files_only=True, add_pooling_layer=False)
            self.bert.encoder.layer = self.bert.encoder.layer[:layers]
            width = self.bert.config.hidden_size
            self.seen = torch.nn.Linear(FEATURES, width, bias=False)
            torch.nn.init.zeros_(self.seen.weight)
            self.drop = torch.nn.Dropout(0.1)
            self.head = torch.nn.Linear(width, len(TAGS))
            self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
            self.bert.embeddings.position_embeddings.weight.requires_grad_(False)

        def forward(self, ids: Any, mask: Any, features: Any) -> Any:
            embedded = self.bert.embeddings.word_embeddings(ids) + self.seen(features)
            hidden = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
            return self.head(self.drop(hidden))

    return Tagger()


def encode(example: Example, tokenizer: Any, lexicon: Lexicon, limit: int) -> list[Encoded]:
    """Cut a text into windows of at most `limit` pieces; the first piece of a word bears its tag."""
    words = words_of(example.text)
    features = word_features(words, lexicon)
    pieces = tokenizer.encode_batch([word.text for word in words], add_special_tokens=False)
    tags = _tags(example, words)
    found: list[Encoded] = []
    now = Encoded([101], [()], [_OPEN], [])
    for index, encoding in enumerate(pieces):
        ids = encoding.ids[:8] or [_UNKNOWN]
        if len(now.ids) + len(ids) + 1 > limit:
            found.append(_closed(now))
            now = Encoded([101], [()], [_OPEN], [])
        now.first.append(len(now.ids))
        now.ids += ids
        now.features += [features[index]] * len(ids)
        now.tags += [tags[index]] + [_OPEN] * (len(ids) - 1)
    found.append(_closed(now))
    return found


def _closed(window: Encoded) -> Encoded:
    window.ids.append(102)
    window.features.append(())
    window.tags.append(_OPEN)
    return window


def _tags(example: Example, words: Sequence[Any]) -> list[int]:
    tags = [0] * len(words)
    for span in example.spans:
        inside = [i for i, word in enumerate(words) if word.start < span.end and word.end > span.start]
        for place, index in enumerate(inside):
            tags[index] = _OPEN if span.kind is None else TAGS.index(f"{'I' if place else 'B'}-{span.kind}")
    return tags


def tensors(batch: Sequence[Encoded]) -> tuple[Any, Any, Any, Any]:
    """Return ids, mask, features and tags of windows, padded."""
    import torch

    width = max(len(item.ids) for item in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    features = torch.zeros(len(batch), width, FEATURES)
    tags = torch.full((len(batch), width), _OPEN, dtype=torch.long)
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1
        tags[row, : len(item.ids)] = torch.tensor(item.tags)
        for column, known in enumerate(item.features):
            features[row, column, list(known)] = 1.0
    return ids, mask, features, tags


def fit(model: Any, sets: Sequence[Example], tokenizer: Any, lexicon: Lexicon, config: TrunkConfig, out: Path) -> None:
    """Train in place, on the model's device; a checkpoint every 200 steps, from which a stopped run goes on."""
    import time

    import torch

    torch.manual_seed(config.seed)
    order = random.Random(config.seed)  # noqa: S311 - order of examples
    state = out / "trunk"
    free = [item for item in model.parameters() if item.requires_grad]
    optimiser = torch.optim.AdamW(free, lr=config.rate, weight_decay=0.01)
    step, spent = restore(state, model, optimiser)
    total = int(config.epochs * len(sets) / config.batch)
    loss_of = torch.nn.CrossEntropyLoss(ignore_index=_OPEN)
    begun, average = time.monotonic() - spent, 0.0
    model.train()
    for batch in _batches(sets, tokenizer, lexicon, config, order):
        share = max(step / total, (time.monotonic() - begun) / config.seconds)
        if share >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = config.rate * min(1.0, (step + 1) / 60) * (1 - share)
        ids, mask, features, tags = (it.to(free[0].device) for it in tensors(batch))
        loss = loss_of(model(ids, mask, features).flatten(0, 1), tags.flatten())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(free, 1.0)
        optimiser.step()
        step += 1
        average = 0.98 * average + 0.02 * loss.item() if average else loss.item()
        if step % 50 == 0:
            logger.info("step %d of %d, share %.2f, loss %.4f", step, total, share, average)
        if step % 200 == 0:
            keep(state, model, optimiser, step=step, spent=time.monotonic() - begun)
    model.eval()
    (out / "trunk.json").write_text(json.dumps({"steps": step, "loss": round(average, 5)}))


def _batches(
    sets: Sequence[Example], tokenizer: Any, lexicon: Lexicon, config: TrunkConfig, order: random.Random
) -> Any:
    """Yield batches of similar length without end, lower-casing some texts anew in each round."""
    while True:
        windows: list[Encoded] = []
        for example in sets:
            draw = order.random()
            if draw < config.lowered:
                example = (
                    Example(example.text.lower(), example.spans, example.source)
                    if len(example.text.lower()) == len(example.text)
                    else example
                )
            windows += encode(example, tokenizer, lexicon, config.pieces)
        order.shuffle(windows)
        pool = config.batch * 40
        for start in range(0, len(windows), pool):
            chunk = sorted(windows[start : start + pool], key=lambda item: len(item.ids))
            groups = [chunk[i : i + config.batch] for i in range(0, len(chunk), config.batch)]
            order.shuffle(groups)
            yield from groups
