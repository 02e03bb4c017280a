"""presidio-analyzer in an environment of its own: reads what to do as JSON, writes CPU seconds and findings as JSON.

Run by the interpreter of that environment; it imports nothing of Assay. The NLP model is the largest English one of
spaCy's that is installed there.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import sys
import time
import warnings
from importlib.metadata import version
from typing import Any

_MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")


def _model() -> str:
    """Return the name of the installed model; also that of one that was packed by others."""
    import spacy.util

    installed = spacy.util.get_installed_models()
    for wanted in _MODELS:
        for name in installed:
            if name.startswith(wanted):
                return str(name)
    raise SystemExit("no English model of spaCy is installed beside presidio-analyzer")


def _offline() -> None:
    """Let the look-up of top-level domains use the list in its package, as it does after its download fails."""
    import tldextract  # type: ignore[import-not-found]

    tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = tldextract.tldextract.extract = tldextract.TLD_EXTRACTOR.__call__
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLD_EXTRACTOR


def _engine() -> tuple[Any, str]:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # type: ignore[import-not-found]
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # type: ignore[import-not-found]

    model = _model()
    configuration = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
    nlp = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp)
    return AnalyzerEngine(registry=registry, nlp_engine=nlp), model


def _timed(turns: int, work: Any) -> tuple[list[float], Any]:
    gc.collect()
    gc.freeze()  # what lies around in the process is nobody's work
    spent, answer = [], None
    for _ in range(turns):
        begun = time.process_time()
        answer = work()
        spent.append(time.process_time() - begun)
    return spent, answer


def _told(results: Any) -> list[list[Any]]:
    return [[it.start, it.end, it.entity_type, round(float(it.score), 3)] for it in results]


def main() -> None:
    """Do what standard input asks: `texts`, `entities` of the patterns, `turns` of either part."""
    asked = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    _offline()
    engine, model = _engine()
    texts, wanted = asked["texts"], set(asked["entities"])
    names = {"SpacyRecognizer"}
    patterns = [
        it for it in engine.registry.recognizers if it.name not in names and wanted & set(it.supported_entities)
    ]

    def by_pattern() -> list[Any]:
        return [[r for it in patterns for r in it.analyze(text, it.supported_entities, None)] for text in texts]

    answer: dict[str, Any] = {
        "version": version("presidio-analyzer"), "model": model, "recognizers": [it.name for it in patterns],
    }  # fmt: skip
    if asked.get("pattern_turns"):
        engine.analyze(texts[0], "en")
        answer["pattern_cpu"], _ = _timed(asked["pattern_turns"], by_pattern)
        found = [engine.analyze(text, "en", entities=sorted(wanted)) for text in texts]
        answer["pattern_found"] = [_told(results) for results in found]
    if asked.get("full_turns"):
        spent, found = _timed(asked["full_turns"], lambda: [engine.analyze(text, "en") for text in texts])
        answer["full_cpu"], answer["full_found"] = spent, [_told(results) for results in found]
    with contextlib.redirect_stdout(sys.__stdout__):
        json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
