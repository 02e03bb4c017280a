"""What a text says by its meaning: topics, genre, industry, scenario of use, how sensitive it is, what is unsafe."""

from assay.classifiers.meaning.reader import MeaningReader

__all__ = ["MeaningReader"]
