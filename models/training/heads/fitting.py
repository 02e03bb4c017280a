"""Fits a head: experts over words and over meaning, each as loud as it was right, and a temperature for honesty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from assay.models.calibration import Temperature
from assay.models.heads.artefact import Head, HeadInfo
from assay.models.training.heads.experts import Experts, Recipe, experts, first_voices
from assay.models.training.heads.voices import listened, voices

__all__ = ["CrossFit", "Recipe", "cross_fit", "fit"]

_FEW = 2


class CrossFit(NamedTuple):
    """A head, and the logits (n, C) that heads without them gave the texts at `places`, descriptions among them."""

    head: Head
    logits: Any
    places: list[int]


def fit(
    texts: Sequence[str], vectors: Any, labels: Sequence[str], info: HeadInfo, recipe: Recipe | None = None,
    *, beside: Callable[[Sequence[int]], Any] | None = None,
) -> Head:  # fmt: skip
    """Return a head of `info.classes`, its voices and temperature fitted on texts that were left out in turn.

    `vectors` (n, D) may have no columns: the head reads words alone then.

    `beside` gives similarities (n, C) of texts, by their places, with descriptions that will be added when the head
    speaks. How strongly is learned too: it begins at `info.described`, and the head's own `info.described` says it.

    Raises:
        ValueError: a label is no class, or a class has no example.
    """
    return cross_fit(texts, vectors, labels, info, recipe, beside=beside).head


def cross_fit(
    texts: Sequence[str], vectors: Any, labels: Sequence[str], info: HeadInfo, recipe: Recipe | None = None,
    *, groups: Sequence[str] | None = None, beside: Callable[[Sequence[int]], Any] | None = None,
) -> CrossFit:  # fmt: skip
    """Fit a head to all texts, and say what heads that left them out in turn think of them; see `fit`.

    Texts of one of `groups` are left out together, as tellings of one story are no strangers to one another.

    Raises:
        ValueError: a label is no class, or a class has no example.
    """
    import numpy as np

    recipe = recipe or Recipe()
    known = {name: place for place, name in enumerate(info.classes)}
    if set(labels) - set(known) or set(known) - set(labels):
        raise ValueError("every label must be a class, and every class needs an example")
    targets = np.array([known[label] for label in labels])
    rows = np.asarray(vectors, np.float32)
    fitted = experts(texts, rows, targets, info, recipe)
    begun = first_voices(len(targets) / len(info.classes), learned=recipe.learned)
    said, places, folds = _left_out(texts, rows, targets, info, recipe, groups)
    if not places:
        return CrossFit(fitted.head(info, begun), np.zeros((0, len(info.classes))), [])
    if beside is not None:
        said = np.concatenate([said, np.asarray(beside(places), np.float64)[None]])
        begun = [*begun, 1.0 if info.described is None else info.described]
    truth = targets[places]
    own: Any = begun
    logits = np.tensordot(begun, said, 1)
    if recipe.learned:
        own = voices(said, truth, begun, balanced=recipe.balanced)
        logits = listened(said, truth, folds, begun, balanced=recipe.balanced)
    if beside is not None:
        info = replace(info, described=round(float(own[-1]), 4))
        own = own[:-1]
    temperature = Temperature.fit(logits, truth).value
    return CrossFit(fitted.head(replace(info, temperature=round(temperature, 4)), own), logits, places)


def _left_out(
    texts: Sequence[str], rows: Any, targets: Any, info: HeadInfo, recipe: Recipe, groups: Sequence[str] | None
) -> tuple[Any, list[int], Any]:
    """Return what experts say of texts that they did not see (E, n, C), the texts' places and their folds (n)."""
    import numpy as np

    found: list[Any] = []
    places: list[int] = []
    folds: list[int] = []
    for train, test in _folds(targets, groups, len(info.classes), recipe):
        fitted: Experts = experts([texts[at] for at in train], rows[train], targets[train], info, recipe)
        found.append(fitted.logits(info, [texts[at] for at in test], rows[test]))
        folds += [len(found)] * len(test)
        places += test
    return (np.concatenate(found, axis=1) if found else None), places, np.array(folds)


def _folds(
    targets: Any, groups: Sequence[str] | None, classes: int, recipe: Recipe
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield train and test places, every class in every training part; nothing where a class is too small for two."""
    import numpy as np
    from sklearn.model_selection import (  # type: ignore[import-untyped]
        StratifiedGroupKFold,
        StratifiedKFold,
    )

    kinds = [len({*members}) for members in _members(targets, groups, classes)]
    folds = min(recipe.folds, *kinds)
    if folds < _FEW:
        return
    splitter = (StratifiedKFold if groups is None else StratifiedGroupKFold)(
        folds, shuffle=True, random_state=recipe.seed
    )
    for train, test in splitter.split(np.zeros(len(targets)), targets, groups):
        if len(np.unique(targets[train])) == classes:
            yield train.tolist(), test.tolist()


def _members(targets: Any, groups: Sequence[str] | None, classes: int) -> Iterator[Sequence[Any]]:
    """Yield, class by class, what can be left out apart: texts, or groups of them."""
    import numpy as np

    for place in range(classes):
        inside = np.flatnonzero(targets == place).tolist()
        yield inside if groups is None else [groups[at] for at in inside]
