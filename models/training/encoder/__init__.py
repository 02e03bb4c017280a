"""The bilingual encoder: a small English teacher's space, learned for Chinese from parallel text."""

from assay.models.training.encoder.export import export
from assay.models.training.encoder.loop import train

__all__ = ["export", "train"]
