"""What a head is added up from: linear experts that err in different ways, over the same words and the same meaning.

Two experts added beat one regression over both (measured on ten classes of Chinese headlines, 8 / 32 / 128 examples:
.603 / .731 / .787 against .604 / .722 / .771). Words are read by a regression and by their frequencies (multinomial
naive Bayes), meaning by a regression and by a discriminant with a shrunk covariance (Friedman 1989). All of them are
linear, so that the head stays one table each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assay.models.heads.artefact import Head, HeadInfo
from assay.models.heads.grams import count, weigh

__all__ = ["Experts", "Recipe", "experts", "first_voices"]

_TWO = 2
_SHRUNK = 0.7
_FEW, _SOME, _MANY = 8, 32, 128
_SOFTER = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to fit: inverse strengths of regularisation, how many grams stay, and whether rare classes weigh more.

    `learned`: all four experts, their voices fitted; `meaning` holds at 8 examples a class and falls to a sixth at 32.
    Else the two regressions alone, as they are: what reads texts from anywhere, as level and gate do, is better off
    with them (published texts taken for sensitive ones: .048 of headlines, .074 with learned voices).

    `folds` of the texts are left out in turn for temperature and voices; under 2 the one stays 1 and the others where
    they begin.
    """

    words: float = 10.0
    meaning: float = 3.0
    least: int = 1
    most_grams: int = 40_000
    balanced: bool = False
    learned: bool = True
    folds: int = 5
    seed: int = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Experts:
    """Fitted experts: two over words, (2, F, C) with biases (2, C), and two over meaning, (2, D, C) with theirs."""

    places: dict[str, int]
    idf: Any
    words: Any
    meaning: Any
    biases: Any

    def logits(self, info: HeadInfo, texts: Sequence[str], rows: Any) -> Any:
        """Return what each expert says, (4, n, C)."""
        import numpy as np

        matrix = _matrix(count(texts, info.grams), self.places, self.idf)
        said = [matrix @ table for table in self.words] + [rows @ table for table in self.meaning]
        return np.stack(said) + self.biases[:, None, :]

    def head(self, info: HeadInfo, voices: Sequence[float]) -> Head:
        """Return the head in which each expert speaks as loudly as its voice (4)."""
        import numpy as np

        tables = {
            "idf": self.idf,
            "words": np.tensordot(voices[:2], self.words, 1),
            "meaning": np.tensordot(voices[2:], self.meaning, 1),
            "bias": np.asarray(voices) @ self.biases,
        }
        return Head(info=info, places=self.places, **{name: it.astype(np.float32) for name, it in tables.items()})


def first_voices(examples: float, *, learned: bool = True) -> list[float]:
    """Return the voices of the four before anything was left out, by examples a class; see `Recipe.learned`.

    Frequencies and the discriminant need many: nothing is heard of them at 32, all at 128.
    """
    if not learned:
        return [1.0, 0.0, 1.0, 0.0]
    some, many = _share(examples, _FEW, _SOME), _share(examples, _SOME, _MANY)
    return [1 - 0.4 * many, 0.35 * many, 1 + 0.5 * some, 0.3 * many]


def experts(texts: Sequence[str], rows: Any, targets: Any, info: HeadInfo, recipe: Recipe) -> Experts:
    """Fit the four to texts, their features (n, D; D may be 0) and their classes (n)."""
    import numpy as np

    counts = count(texts, info.grams)
    documents = Counter(gram for counted in counts for gram in counted)
    vocabulary = sorted(gram for gram, texts_with in documents.items() if texts_with >= recipe.least)
    classes = len(info.classes)
    idf, places, words = _words(counts, documents, vocabulary, targets, classes, recipe)
    if len(vocabulary) > recipe.most_grams:  # the loudest stay, and are fitted once more among themselves
        loud = np.argsort(-np.abs(words[0][0]).max(axis=1) * idf, kind="stable")[: recipe.most_grams]
        vocabulary = [vocabulary[row] for row in sorted(loud.tolist())]
        idf, places, words = _words(counts, documents, vocabulary, targets, classes, recipe)
    silent = (np.zeros((0, classes)), np.zeros(classes))
    softer = _SOFTER ** _share(len(targets) / classes, _FEW, _SOME) if recipe.learned else 1.0
    meaning = (
        [_regress(rows, targets, classes, recipe.meaning / softer, recipe), _discriminant(rows, targets, classes)]
        if rows.shape[1]
        else [silent, silent]
    )
    return Experts(
        places=places, idf=idf, words=np.stack([table for table, _ in words]),
        meaning=np.stack([table for table, _ in meaning]), biases=np.stack([bias for _, bias in (*words, *meaning)]),
    )  # fmt: skip


def _share(examples: float, none: float, all_: float) -> float:
    """Return where a count of examples a class stands between two, from 0 to 1, by its logarithm."""
    import numpy as np

    return float(np.clip(np.log(examples / none) / np.log(all_ / none), 0, 1))


def _words(
    counts: Sequence[Counter[str]], documents: Counter[str], vocabulary: Sequence[str], targets: Any, classes: int,
    recipe: Recipe,
) -> tuple[Any, dict[str, int], list[tuple[Any, Any]]]:  # fmt: skip
    import numpy as np

    idf = np.array([np.log((1 + len(counts)) / (1 + documents[gram])) + 1 for gram in vocabulary])
    places = {gram: row for row, gram in enumerate(vocabulary)}
    rows = _matrix(counts, places, idf)
    regressed = _regress(rows, targets, classes, recipe.words, recipe)
    return idf, places, [regressed, (_frequencies(rows, targets, classes), np.zeros(classes))]


def _frequencies(rows: Any, targets: Any, classes: int) -> Any:
    """Return (F, C) log shares of the grams' weights in each class, smoothed, around their mean."""
    import numpy as np

    sums = np.stack([np.asarray(rows[targets == place].sum(axis=0)).ravel() for place in range(classes)]) + 0.1
    shares = np.log(sums / sums.sum(axis=1, keepdims=True))
    return (shares - shares.mean(axis=0)).T


def _discriminant(rows: Any, targets: Any, classes: int) -> tuple[Any, Any]:
    """Return (D, C) weights and (C) biases of classes with one shrunk covariance, their logits of spread one."""
    import numpy as np

    rows = np.asarray(rows, np.float64)
    means = np.stack([rows[targets == place].mean(axis=0) for place in range(classes)])
    around = rows - means[targets]
    scatter = around.T @ around / len(rows)
    own = np.trace(scatter) / len(scatter)
    if own < 1e-9:  # one example a class: nothing is known of how they spread
        return np.zeros((rows.shape[1], classes)), np.zeros(classes)
    middle = means.mean(axis=0)
    shrunk = (1 - _SHRUNK) * scatter + _SHRUNK * own * np.eye(len(scatter))
    weights = np.linalg.solve(shrunk, (means - middle).T)
    bias = -0.5 * ((means - middle) * weights.T).sum(axis=1) - middle @ weights
    spread = float((rows @ weights + bias).std()) or 1.0
    return weights / spread, bias / spread


def _matrix(counts: Sequence[Counter[str]], places: dict[str, int], idf: Any) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    columns, values, ends = [], [], [0]
    for counted in counts:
        found, weights = weigh(counted, places, idf)
        columns += found
        values += weights
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(counts), len(places)))


def _regress(rows: Any, targets: Any, classes: int, strength: float, recipe: Recipe) -> tuple[Any, Any]:
    """Return (features, C) weights and (C) biases of a multinomial regression."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = LogisticRegression(C=strength, max_iter=300, class_weight="balanced" if recipe.balanced else None)
    with threadpool_limits(1, user_api="blas"):  # its steps are small: on two cores a second thread doubles the time
        model.fit(rows, targets)
    if classes == _TWO:  # one row for the second class: half of it to each keeps the softmax equal to the sigmoid
        return np.hstack([-model.coef_.T / 2, model.coef_.T / 2]), np.r_[-model.intercept_ / 2, model.intercept_ / 2]
    return model.coef_.T, model.intercept_
