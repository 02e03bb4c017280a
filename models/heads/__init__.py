"""Heads: small linear models over words and meaning, retrained in seconds, explained by the words they read."""

from assay.models.heads.artefact import Head, HeadInfo
from assay.models.heads.described import TOPIC_GRAMS, Described, pull
from assay.models.heads.grams import Grams, grams
from assay.models.heads.phrases import Phrases, phrases
from assay.models.heads.prototypes import Prototypes
from assay.models.heads.shipping import shipped

__all__ = [
    "TOPIC_GRAMS",
    "Described",
    "Grams",
    "Head",
    "HeadInfo",
    "Phrases",
    "Prototypes",
    "grams",
    "phrases",
    "pull",
    "shipped",
]
