"""Training of heads: seconds for a taxonomy of one's own, minutes for what ships."""

from assay.models.training.heads.fitting import Recipe, fit

__all__ = ["Recipe", "fit"]
