"""`python -m assay.classifiers.meaning.ship FILE`: encode the phrases of all packaged taxonomies, to be pinned."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.classifiers.meaning.topics import description
from assay.classifiers.taxonomies import load, names
from assay.models import BilingualEncoder
from assay.models.heads import Phrases, Prototypes

__all__ = ["main", "phrases_of"]


def phrases_of() -> list[str]:
    """Return what is encoded to know the topics of the packaged taxonomies."""
    asked: list[str] = []

    def note(texts: Sequence[str]) -> Any:
        import numpy as np

        asked.extend(texts)
        return np.ones((len(texts), 2), np.float32)

    for name in names():
        Prototypes.of({topic.id: description(topic) for topic in load(name).topics}, note)
    return asked


def main(argv: Sequence[str] | None = None) -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    encoder = BilingualEncoder()
    name = f"{encoder.name}@{encoder.version}"
    Phrases.of(phrases_of(), name, encoder.trunk().embed).save(parser.parse_args(argv).file)


if __name__ == "__main__":
    main()
