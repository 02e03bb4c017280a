"""The entity tagger: a transformer for Latin letters, a recurrent network for Chinese, a linear gate."""

from assay.models.training.entities.running import train

__all__ = ["train"]
